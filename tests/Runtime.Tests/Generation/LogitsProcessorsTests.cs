using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>Processors against Hugging Face's recorded results, and against their naive twin.</summary>
public sealed class LogitsProcessorsTests
{
    /// <summary>64 cases: 4 rows of logits and 16 settings, recorded with transformers 4.26.1.</summary>
    [SharedDataFact]
    public void Recorded_cases_give_the_recorded_scores()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(TestData.Path("goldens2", "sampling-gpt2.json")));
        float[][] rows = [.. golden.RootElement.GetProperty("rows").EnumerateArray().Select(row => Floats(row.GetProperty("logits")))];
        int cases = 0;
        foreach (JsonElement item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            float[] scores = [.. rows[item.GetProperty("row").GetInt32()]];
            int[] history = [.. item.GetProperty("history").EnumerateArray().Select(token => token.GetInt32())];
            JsonElement settings = item.GetProperty("settings");
            if (settings.TryGetProperty("min_tokens_to_keep", out JsonElement least))
            {
                Cutoffs.TopP(scores, settings.GetProperty("top_p").GetSingle(), least.GetInt32(), new float[100], new ulong[100]);
            }
            else
            {
                Processors(Read(settings), 100).Process(history, history.Length, int.MaxValue, scores);
            }

            AssertClose(Floats(item.GetProperty("processed")), scores, settings.GetRawText());
            Distribution.LogSoftmax(scores, new float[100]);
            AssertClose(Floats(item.GetProperty("log_probs")), scores, settings.GetRawText());
            cases++;
        }

        Assert.Equal(64, cases);
    }

    [Fact]
    public void Random_settings_give_what_the_naive_twin_gives()
    {
        Random random = new(1);
        int kept = 0;
        for (int round = 0; round < 3_000; round++)
        {
            int vocabulary = random.Next(2, 60);
            GenerationOptions options = RandomOptions(random, vocabulary);
            int[] history = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(vocabulary))];
            int promptLength = random.Next(1, history.Length + 1);
            int limit = random.Next(4) == 0 ? history.Length + 1 : int.MaxValue;
            float[] scores = RandomScores(random, vocabulary);
            double[] expected = ReferenceProcessors.Process(options, history, promptLength, limit, scores.Select(score => (double)score));

            Processors(options, vocabulary).Process(history, promptLength, limit, scores);

            AssertClose([.. expected.Select(score => (float)score)], scores, $"round {round}: {options}");
            kept += scores.Count(float.IsFinite);
        }

        Assert.InRange(kept, 5_000, 60_000); // neither everything nor nothing is banned
    }

    /// <summary>Scores are multiples of 1, so many are equal, and the twin's stable sort decides which of them stay.</summary>
    [Fact]
    public void Top_p_among_equal_scores_leaves_those_of_higher_index()
    {
        Random random = new(2);
        for (int round = 0; round < 2_000; round++)
        {
            float[] scores = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (float)random.Next(-3, 3))];
            float p = 0.013f + (random.Next(97) / 100f);
            int least = random.Next(1, Math.Min(4, scores.Length + 1));
            double[] expected = ReferenceProcessors.TopP([.. scores.Select(score => (double)score)], p, least);

            Cutoffs.TopP(scores, p, least, new float[scores.Length], new ulong[scores.Length]);

            AssertClose([.. expected.Select(score => (float)score)], scores, $"round {round}, p {p}, at least {least}");
        }
    }

    [Fact]
    public void One_object_serves_many_histories()
    {
        GenerationOptions options = new() { RepetitionPenalty = 1.3f, PresencePenalty = 1, FrequencyPenalty = 0.5f };
        LogitsProcessors shared = Processors(options, 20);
        Random random = new(3);
        for (int round = 0; round < 100; round++)
        {
            int[] history = [.. Enumerable.Range(0, 9).Select(_ => random.Next(20))];
            float[] scores = RandomScores(random, 20);
            float[] alone = [.. scores];
            Processors(options, 20).Process(history, 3, int.MaxValue, alone);
            shared.Process(history, 3, int.MaxValue, scores);
            Assert.Equal(alone, scores);
        }
    }

    [Fact]
    public void Renormalizing_makes_scores_log_probabilities()
    {
        float[] scores = RandomScores(new Random(4), 37);
        GenerationOptions options = new() { SuppressedTokens = [1, 2, 3], RenormalizeLogits = true };
        Processors(options, 37).Process([0], 1, int.MaxValue, scores);
        Assert.Equal(1.0, scores.Sum(score => Math.Exp(score)), 1e-6);
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 37).Where(token => float.IsNegativeInfinity(scores[token])));
    }

    [Fact]
    public void Processing_and_choosing_allocate_nothing()
    {
        GenerationOptions options = new()
        {
            Sample = true, Seed = 1, Temperature = 0.7f, TopK = 40, TopP = 0.9f, MinP = 0.01f, RepetitionPenalty = 1.1f,
            PresencePenalty = 0.1f, FrequencyPenalty = 0.1f, NoRepeatNGram = 3, BadWords = [[4], [5, 6]], SuppressedTokens = [7],
            StopTokens = [8], MinLength = 100, LogitBias = new Dictionary<int, float> { [9] = 1 }, LogProbabilities = true, RenormalizeLogits = true, ForcedEosTokens = [8],
        };
        GenerationSettings settings = GenerationSettings.Resolve(options, null, 1_000);
        LogitsProcessors processors = new(settings, 1_000);
        TokenSampler sampler = new(settings, 1_000);
        float[] logits = RandomScores(new Random(5), 1_000);
        float[] scores = new float[1_000];
        int[] history = [1, 2, 3, 1, 2];
        long before = 0;
        for (int round = 0; round < 100; round++)
        {
            before = round == 50 ? GC.GetAllocatedBytesForCurrentThread() : before;
            logits.CopyTo(scores, 0);
            processors.Process(history, 2, int.MaxValue, scores);
            sampler.Choose(scores);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static GenerationOptions RandomOptions(Random random, int vocabulary)
    {
        return new GenerationOptions
        {
            Sample = random.Next(2) == 0,
            Temperature = Maybe(0.2f + (2 * random.NextSingle())),
            TopK = random.Next(0, vocabulary + 3),
            TopP = Maybe(0.01f + (0.99f * random.NextSingle())),
            MinP = Maybe(random.NextSingle() / 2),
            RepetitionPenalty = Maybe(0.5f + random.NextSingle()),
            PresencePenalty = Maybe(random.NextSingle() - 0.5f),
            FrequencyPenalty = Maybe(random.NextSingle() - 0.5f),
            NoRepeatNGram = random.Next(4),
            BadWords = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, 4).Select(_ => Tokens(random.Next(1, 3)))],
            SuppressedTokens = random.Next(3) > 0 ? null : Tokens(2),
            BeginSuppressedTokens = random.Next(2) > 0 ? null : Tokens(2),
            LogitBias = random.Next(3) > 0 ? null : Tokens(2).Distinct().ToDictionary(token => token, _ => random.NextSingle()),
            StopTokens = Tokens(random.Next(3)),
            MinLength = random.Next(8),
            MinNewTokens = random.Next(4),
            ForcedBosToken = random.Next(2) > 0 ? null : random.Next(vocabulary),
            ForcedEosTokens = random.Next(2) > 0 ? null : Tokens(random.Next(3)),
        };

        float? Maybe(float value) => random.Next(2) == 0 ? value : null;

        int[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }

    private static float[] RandomScores(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 12) - 6)];

    private static LogitsProcessors Processors(GenerationOptions options, int vocabulary) =>
        new(GenerationSettings.Resolve(options, null, vocabulary), vocabulary);

    /// <summary>The recorded settings have the names of generation_config.json; what they do not name is off.</summary>
    private static GenerationOptions Read(JsonElement settings)
    {
        byte[] json = Encoding.UTF8.GetBytes(settings.GetRawText());
        GenerationOptions options = GenerationConfig.Read(TokenizerSource.FromBytes("settings", json));
        return options with { Sample = true, TopK = options.TopK ?? 0 };
    }

    private static float[] Floats(JsonElement array) =>
        [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? float.NegativeInfinity : item.GetSingle())];

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int token = 0; token < expected.Length; token++)
        {
            bool isClose = float.IsFinite(expected[token])
                ? Math.Abs(expected[token] - actual[token]) <= 2e-6f * Math.Max(1, Math.Abs(expected[token]))
                : expected[token].Equals(actual[token]);
            Assert.True(isClose, $"{what}: token {token} is {actual[token]}, not {expected[token]}.");
        }
    }
}
