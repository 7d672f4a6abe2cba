using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Transformers.Generated;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>
/// The example's trained model against what PyTorch computed from the same files. A better checkpoint brings its own recording.
/// </summary>
public sealed class KingJamesTests : IDisposable
{
    private const float LogitTolerance = 2e-5f;

    private readonly JsonDocument _golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(KingJamesModel.Home, "golden.json")));

    public void Dispose() => _golden.Dispose();

    [Fact]
    public void TextsGiveTheRecordedIds()
    {
        ITokenizer tokenizer = Tokenizers.Load(KingJamesModel.Home);
        JsonElement[] texts = [.. _golden.RootElement.GetProperty("texts").EnumerateArray()];
        Assert.True(texts.Length > 20);
        foreach (JsonElement item in texts)
        {
            int[] ids = Ids(item, "ids");
            string text = item.GetProperty("text").GetString()!;
            Assert.Equal(ids, tokenizer.Encode(text).Ids.ToArray());
            Assert.Equal(text, tokenizer.Decode(ids, skipSpecialTokens: false));
        }
    }

    [Theory]
    [MemberData(nameof(GoldenTests.InstructionSets), MemberType = typeof(GoldenTests))]
    public void PromptsGiveTheRecordedLogitsAndContinuations(InstructionSet isa)
    {
        using KingJamesModel model = KingJamesModel.Load(KingJamesModel.Home, new LoadOptions { InstructionSet = isa, ThreadCount = 1 });
        int compared = 0;
        JsonElement[] prompts = [.. _golden.RootElement.GetProperty("prompts").EnumerateArray()];
        foreach (JsonElement prompt in prompts)
        {
            float[] expected = [.. prompt.GetProperty("logits").EnumerateArray().Select(logit => logit.GetSingle())];
            float[] logits = new float[KingJamesModel.VocabularySize];
            using DecoderSession session = model.CreateSession();
            session.Prefill(Ids(prompt, "ids"), logits);
            Close.Rows(expected, logits, LogitTolerance, $"logits of '{prompt.GetProperty("text")}'");
            compared += Continue(model, prompt, safeGap: 4 * LogitTolerance * (1 + expected.Max(MathF.Abs)));
        }

        Assert.True(compared > 32 * prompts.Length, $"only {compared} steps are certain");
    }

    /// <summary>Compares greedy steps, up to the first where rounding might decide; returns how many.</summary>
    private static int Continue(KingJamesModel model, JsonElement prompt, float safeGap)
    {
        int[] expected = Ids(prompt, "greedy");
        int certain = prompt.GetProperty("gaps").EnumerateArray().TakeWhile(gap => gap.GetSingle() > safeGap).Count();
        if (certain > 0)
        {
            GenerationOptions greedy = new() { Sample = false, StopTokens = [], MaxNewTokens = certain };
            GenerationResult result = model.GenerateResult(prompt.GetProperty("text").GetString()!, greedy);
            Assert.Equal(expected[..certain], result.TokenIds);
            Assert.Equal(Ids(prompt, "ids").Length, result.PromptTokenCount);
            string continuation = prompt.GetProperty("continuation").GetString()!;
            Assert.True(certain < expected.Length || result.Text == continuation, $"'{continuation}' expected, '{result.Text}' generated");
        }

        return certain;
    }

    private static int[] Ids(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
