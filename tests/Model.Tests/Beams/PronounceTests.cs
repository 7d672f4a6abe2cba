using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Beams;

/// <summary>The example's model against its own recording: first logits, and every hypothesis of a search with five beams.</summary>
public sealed class PronounceTests
{
    private const float LogitTolerance = 2e-4f;
    private const double ScoreTolerance = 1e-4;

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Pronounce");
    private readonly JsonElement _golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(s_folder, "golden.json"))).RootElement;

    [Theory]
    [InlineData(InstructionSet.Automatic)]
    [InlineData(InstructionSet.Portable)]
    public void LogitsAndHypothesesAreTheRecordedOnes(InstructionSet isa)
    {
        using PronounceModel model = PronounceModel.Load(s_folder, new LoadOptions { InstructionSet = isa });
        int beams = _golden.GetProperty("beams").GetInt32();
        GenerationOptions options = new() { BeamCount = beams, ReturnCount = beams, MaxNewTokens = _golden.GetProperty("max_new_tokens").GetInt32() };
        foreach (JsonElement word in _golden.GetProperty("cases").EnumerateArray())
        {
            int[] ids = [.. word.GetProperty("input_ids").EnumerateArray().Select(id => id.GetInt32())];
            float[] expected = [.. word.GetProperty("logits").EnumerateArray().Select(logit => logit.GetSingle())];
            float[] logits = new float[expected.Length];
            TokenBatch source = new(ids, [ids.Length]);
            model.ComputeLogits(source, new TokenBatch([0], [1]), [0], logits);
            Close.Rows(expected, logits, LogitTolerance, $"{word.GetProperty("word")}");
            GeneratedSequence[] found = model.Search(source, options)[0];
            JsonElement[] recorded = [.. word.GetProperty("hypotheses").EnumerateArray()];
            Assert.Equal(recorded.Length, found.Length);
            bool isOrdered = word.GetProperty("stable").GetBoolean() && word.GetProperty("smallest_gap").GetDouble() > ScoreTolerance;
            for (int i = 0; isOrdered && i < found.Length; i++)
            {
                // Recorded with the start token in front.
                Assert.Equal(recorded[i].GetProperty("ids").EnumerateArray().Skip(1).Select(id => id.GetInt32()), found[i].TokenIds);
                Assert.Equal(recorded[i].GetProperty("score").GetDouble(), found[i].Score, ScoreTolerance);
            }
        }
    }

    [Fact]
    public void WordsInABatchArePronouncedAsAlone()
    {
        using PronounceModel model = PronounceModel.Load(s_folder);
        string[] words = ["a", "transformer", "don't", "rhythm"];
        int[][] letters = [.. words.Select(word => (int[])[.. word.Select(letter => letter == '\'' ? 3 : letter - 'a' + 4), 1])];
        GeneratedSequence[][] together = model.Search(new TokenBatch([.. letters.SelectMany(word => word)], [.. letters.Select(word => word.Length)]), options: null);
        for (int i = 0; i < words.Length; i++)
        {
            GeneratedSequence alone = model.Search(new TokenBatch(letters[i], [letters[i].Length]), options: null)[0][0];
            Assert.Equal(alone.TokenIds, together[i][0].TokenIds);
            Assert.Equal(alone.Score, together[i][0].Score);
            Assert.Equal(FinishReason.StopToken, alone.FinishReason);
        }
    }
}
