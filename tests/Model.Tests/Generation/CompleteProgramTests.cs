using System;
using System.IO;
using System.Threading.Tasks;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>The example as a program, compiled for models as its user compiles it, and as it comes.</summary>
public sealed class CompleteProgramTests : IDisposable
{
    private const string Prompt = "And God said";

    private static readonly string s_asItComes = ExampleCopy.ProgramOf("Complete");

    private readonly ExampleCopy _example = new("Complete");
    private readonly PiecesFolder _gpt2 = new("gpt2", "{}", "<unk>");
    private readonly PiecesFolder _llama = new("llama", """{"bos_token_id": 1, "eos_token_id": 2}""", "<unk>", "<s>", "</s>");

    public void Dispose()
    {
        _example.Dispose();
        _gpt2.Dispose();
        _llama.Dispose();
    }

    /// <summary>A build keeps nothing of the last model's; what is missing or does not fit is told.</summary>
    [Fact]
    public async Task OneProjectContinuesWithOneModelAfterTheOther()
    {
        (int exit, string built) = await _example.Build(_gpt2.FullPath);
        Assert.True(exit == 0, built);
        using (TinyGpt2 gpt2 = TinyGpt2.Load(_gpt2.FullPath))
        {
            await ContinuesAs(gpt2);
        }

        (exit, built) = await _example.Build(_llama.FullPath);
        Assert.True(exit == 0, built);
        using (TinyLlama llama = TinyLlama.Load(_llama.FullPath))
        {
            await ContinuesAs(llama);
        }

        await Fails(2, "Complete: MaxNewTokens must be 1 or more", "0");
        File.Delete(_llama.PathOf("tokenizer.json"));
        await Fails(1, $"Complete: CompletionModel needs a tokenizer to read text. No tokenizer in '{_llama.FullPath}'");
        File.Copy(new Golden("llama-bias").Checkpoint, _llama.PathOf("model.safetensors"), overwrite: true);
        await Fails(1, "layers.0.self_attn.q_proj.bias");
        File.Delete(_llama.PathOf("model.safetensors"));
        await Fails(1, $"Complete: {_llama.FullPath}: the directory has neither model.safetensors nor");
    }

    /// <summary>A GPT-2 of the repository, which draws its tokens.</summary>
    [Fact]
    public async Task AsItComesItHasAModel()
    {
        (int exit, string output, string error) = await ExampleProgram.Run(s_asItComes, "", "In the beginning", "5");
        Assert.Equal((0, ""), (exit, error));
        Assert.StartsWith("In the beginning", output, StringComparison.Ordinal);
        Assert.Matches("[1-5] tokens \\((Length|StopToken)\\): the first after", output);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("a", "many")]
    [InlineData("a", "1", "b")]
    public async Task WithOtherArgumentsItSaysWhatItTakes(params string[] arguments)
    {
        (int exit, string output, string error) = await ExampleProgram.Run(s_asItComes, "", arguments);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("-p:Model=<folder>", error, StringComparison.Ordinal);
    }

    private async Task ContinuesAs(DecoderModel model)
    {
        GenerationResult expected = model.GenerateResult(Prompt, new GenerationOptions { MaxNewTokens = 7 });
        Assert.NotEqual("", expected.Text);
        (int exit, string output, string error) = await _example.Run("", Prompt, "7");
        Assert.Equal((0, ""), (exit, error));
        string end = $"{Environment.NewLine}{Environment.NewLine}{expected.NewTokenCount} tokens ({expected.FinishReason})";
        Assert.StartsWith($"{Prompt}{expected.Text}{end}", output.ReplaceLineEndings(), StringComparison.Ordinal);
    }

    private async Task Fails(int code, string message, params string[] limit)
    {
        (int exit, _, string error) = await _example.Run("", [Prompt, .. limit]);
        Assert.Equal(code, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
