using System.Linq;
using System.Text;
using System.Threading.Tasks;
using TestSupport;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>A trained Llama from prompt to text, against Hugging Face, and against the text that llama2.c and llama.cpp give.</summary>
public sealed class Stories260KTests
{
    private const float LogitTolerance = 1e-4f;
    private const int Steps = 256;

    private static readonly GenerationOptions s_greedy = new() { MaxNewTokens = Steps };

    [SharedDataTheory]
    [MemberData(nameof(GoldenTests.InstructionSets), MemberType = typeof(GoldenTests))]
    public void LogitsMatch(InstructionSet isa)
    {
        using Stories260K model = Load(isa);
        SafetensorsData golden = SafetensorsData.Read(TestData.Path("stories260K", "golden.safetensors"));
        int[] ids = golden.Ints("in.input_ids");
        float[] logits = new float[ids.Length * Stories260K.VocabularySize];
        model.ComputeLogits(new TokenBatch(ids, [ids.Length]), [.. Enumerable.Range(0, ids.Length)], logits);
        Close.Rows(golden.Values("out.logits"), logits, LogitTolerance, "logits");
    }

    [SharedDataTheory]
    [MemberData(nameof(GoldenTests.InstructionSets), MemberType = typeof(GoldenTests))]
    public void TheMostLikelyStoryIsToldToTheLetter(InstructionSet isa)
    {
        using Stories260K model = Load(isa);
        GenerationResult result = model.GenerateResult("", s_greedy);
        Assert.Equal(ReadStory(), result.Text);
        int[] recorded = SafetensorsData.Read(TestData.Path("stories260K", "golden.safetensors")).Ints("out.greedy256");
        Assert.Equal(recorded[1..], result.TokenIds);
        Assert.Equal((FinishReason.Length, 1), (result.FinishReason, result.PromptTokenCount));
    }

    [SharedDataFact]
    public async Task StreamedItIsTheSame()
    {
        using Stories260K model = Load(InstructionSet.Automatic);
        StringBuilder text = new();
        await foreach (GeneratedText piece in model.GenerateAsync("", s_greedy))
        {
            text.Append(piece.Text);
        }

        Assert.Equal(ReadStory(), text.ToString());
    }

    /// <summary>Where the prompt ends within the story, the rest follows, blank and all.</summary>
    [SharedDataTheory]
    [InlineData("Once upon a time")]
    [InlineData("Once upon a time, there was a little girl named")]
    public void APromptIsContinuedWithItsBlank(string prompt)
    {
        using Stories260K model = Load(InstructionSet.Automatic);
        string text = model.Generate(prompt, new GenerationOptions { MaxNewTokens = 20 });
        Assert.StartsWith(prompt + text, ReadStory(), System.StringComparison.Ordinal);
        Assert.True(text.Length > 20);
    }

    private static string ReadStory() => System.IO.File.ReadAllText(TestData.Path("stories260K", "greedy256.txt"));

    private static Stories260K Load(InstructionSet isa) =>
        Stories260K.Load(TestData.Path("stories260K"), new LoadOptions { InstructionSet = isa, ThreadCount = 1 });
}
