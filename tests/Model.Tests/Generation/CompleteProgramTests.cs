using System;
using System.IO;
using System.Threading.Tasks;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>The example as a program, compiled for a model as its user compiles it, and as it comes.</summary>
public sealed class CompleteProgramTests : IDisposable
{
    private const string Prompt = "And God said";

    private static readonly string s_asItComes = ExampleCopy.ProgramOf("Complete");

    private readonly ExampleCopy _example = new("Complete");
    private readonly LlamaFolder _folder = new();

    public void Dispose()
    {
        _example.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ItContinuesWithTheModelItIsBuiltFor()
    {
        (int exit, string built) = await _example.Build(_folder.FullPath);
        Assert.True(exit == 0, built);
        (exit, string output, string error) = await _example.Run("", Prompt, "7");
        Assert.Equal((0, ""), (exit, error));
        using (TinyLlama model = TinyLlama.Load(_folder.FullPath))
        {
            GenerationResult expected = model.GenerateResult(Prompt, new GenerationOptions { MaxNewTokens = 7 });
            Assert.NotEqual("", expected.Text);
            string end = $"{Environment.NewLine}{Environment.NewLine}{expected.NewTokenCount} tokens ({expected.FinishReason})";
            Assert.StartsWith($"{Prompt}{expected.Text}{end}", output.ReplaceLineEndings(), StringComparison.Ordinal);
        }

        File.Delete(_folder.PathOf("tokenizer.json"));
        await Fails(1, $"Complete: CompletionModel needs a tokenizer to read text. No tokenizer in '{_folder.FullPath}'", Prompt);
        File.Copy(new Golden("llama-bias").Checkpoint, _folder.PathOf("model.safetensors"), overwrite: true);
        await Fails(1, "layers.0.self_attn.q_proj.bias", Prompt);
        File.Delete(_folder.PathOf("model.safetensors"));
        await Fails(1, $"Complete: {_folder.FullPath}: the directory has neither model.safetensors nor", Prompt);
        await Fails(2, "Complete: MaxNewTokens must be 1 or more", Prompt, "0");

        async Task Fails(int code, string message, params string[] arguments)
        {
            (int exit, _, string error) = await _example.Run("", arguments);
            Assert.Equal(code, exit);
            Assert.Contains(message, error, StringComparison.Ordinal);
        }
    }

    /// <summary>A GPT-2, which draws its tokens.</summary>
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
}
