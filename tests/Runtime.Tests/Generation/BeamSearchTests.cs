using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>Beam search against exhaustive search, greedy search, and recorded runs.</summary>
public sealed class BeamSearchTests
{
    private const int End = 4;
    private const int Vocabulary = 5;

    /// <summary>As many beams as there are open hypotheses of any length leave nothing out.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_search_wide_enough_finds_the_best_of_all(float lengthPenalty)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            const int NewTokens = 4;
            GenerationOptions options = new()
            {
                BeamCount = 400, ReturnCount = 20, LengthPenalty = lengthPenalty, EarlyStopping = EarlyStopping.Never, StopTokens = [End],
                MaxNewTokens = NewTokens,
            };
            (int[] Tokens, double Score)[] expected =
                [.. Enumerate(seed, [0], 0, NewTokens, lengthPenalty).OrderByDescending(item => item.Score).Take(20)];

            Hypothesis[] found = Run(options, seed, [0])[0];

            Assert.Equal(expected.Select(item => string.Join(' ', item.Tokens)), found.Select(item => string.Join(' ', item.TokenIds)));
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-5));
        }
    }

    [Theory]
    [InlineData(EarlyStopping.WhenUnlikely)]
    [InlineData(EarlyStopping.WhenFull)]
    [InlineData(EarlyStopping.Never)]
    public void A_beam_of_one_is_greedy_search(EarlyStopping earlyStopping)
    {
        GenerationOptions options = new()
        {
            StopTokens = [End], MaxNewTokens = 9, RepetitionPenalty = 1.2f, NoRepeatNGram = 2, MinNewTokens = 2, LogProbabilities = true,
            LengthPenalty = 0, EarlyStopping = earlyStopping,
        };
        int stopped = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            // Processors see log-probabilities in a search, so these are the logits of greedy search too.
            using ScriptedSession session = new(Vocabulary, 100, (tokens, logits) => LogSoftmax(Logits(seed, [.. tokens])).CopyTo(logits));
            TokenRun greedy = new(session, GenerationSettings.Resolve(options, null, Vocabulary), [0], Vocabulary);
            while (greedy.Row.Finish is null)
            {
                greedy.Next(CancellationToken.None);
            }

            Hypothesis found = Run(options, seed, [0])[0][0];

            Assert.Equal(greedy.Row.NewTokens.ToArray(), found.TokenIds);
            Assert.Equal(greedy.Row.Finish, found.FinishReason);
            stopped += found.FinishReason == FinishReason.StopToken ? 1 : 0;
        }

        Assert.InRange(stopped, 20, 195);
    }

    [Fact]
    public void Sources_together_give_what_each_gives_alone()
    {
        GenerationOptions options = new() { BeamCount = 3, ReturnCount = 3, StopTokens = [End], MaxNewTokens = 12 };
        ScriptedBeams together = new(6, Vocabulary, (source, tokens) => Logits(source, tokens));
        Hypothesis[][] found = BeamSearch.Run(together, Settings(options), [.. Enumerable.Repeat(new[] { 0, 1 }, 6)], Vocabulary);
        for (int source = 0; source < 6; source++)
        {
            Hypothesis[] alone = Run(options, source, [0, 1])[0];
            Assert.Equal(alone.Select(item => item.TokenIds), found[source].Select(item => item.TokenIds));
            Assert.Equal(alone.Select(item => item.Score), found[source].Select(item => item.Score));
        }

        Assert.Equal(18, together.MostRows);
    }

    [Fact]
    public void Prefixes_may_have_different_lengths()
    {
        GenerationOptions options = new() { BeamCount = 3, ReturnCount = 3, StopTokens = [End], MaxNewTokens = 7 };
        int[][] prefixes = [[0], [0, 1, 2], [3, 1]];
        ScriptedBeams together = new(3, Vocabulary, (source, tokens) => Logits(source, tokens));
        Hypothesis[][] found = BeamSearch.Run(together, Settings(options), prefixes, Vocabulary);
        for (int source = 0; source < 3; source++)
        {
            Hypothesis[] alone = Run(options, source, prefixes[source])[0];
            Assert.Equal(alone.Select(item => item.TokenIds), found[source].Select(item => item.TokenIds));
            Assert.Equal(alone.Select(item => item.Score), found[source].Select(item => item.Score));
        }
    }

    /// <summary>An excluded token's probability goes to the others; a suppressed one's is lost.</summary>
    [Fact]
    public void Excluded_tokens_are_no_part_of_the_vocabulary()
    {
        GenerationOptions options = new() { BeamCount = 2, StopTokens = [End], MaxNewTokens = 1, LengthPenalty = 0 };
        ScriptedBeams Session() => new(1, Vocabulary, (_, _) => [3, 2, 0, 0, 0]);
        Hypothesis excluded = BeamSearch.Run(Session(), Settings(options with { ExcludedTokens = [0] }), [[1]], Vocabulary)[0][0];
        Hypothesis suppressed = BeamSearch.Run(Session(), Settings(options with { SuppressedTokens = [0] }), [[1]], Vocabulary)[0][0];
        Assert.Equal(1, excluded.TokenIds[0]);
        Assert.Equal(2 - Math.Log(Math.Exp(2) + 3), excluded.Score, 1e-6);
        Assert.Equal(1, suppressed.TokenIds[0]);
        Assert.Equal(2 - Math.Log(Math.Exp(3) + Math.Exp(2) + 3), suppressed.Score, 1e-6);
    }

    /// <summary>
    /// A table with more rows than there are texts: they share the probability, as with Hugging Face, but are never chosen.
    /// </summary>
    [Fact]
    public void Tokens_without_a_text_are_never_chosen()
    {
        GenerationOptions options = new() { BeamCount = 2, MaxNewTokens = 1, LengthPenalty = 0 };
        ScriptedBeams session = new(1, Vocabulary, (_, _) => [1, 0, 0, 9, 9]);
        Hypothesis found = BeamSearch.Run(session, Settings(options), [[1]], choices: 3)[0][0];
        Assert.Equal(0, found.TokenIds[0]);
        Assert.Equal(1 - Math.Log(Math.E + 2 + (2 * Math.Exp(9))), found.Score, 1e-5);
    }

    [Fact]
    public void Scores_are_sums_of_log_probabilities_by_length()
    {
        GenerationOptions options = new() { BeamCount = 4, ReturnCount = 4, StopTokens = [End], MaxNewTokens = 6, LengthPenalty = 0.7f };
        Hypothesis[] found = Enumerable.Range(0, 30).SelectMany(seed => Run(options, seed, [0, 2])[0]).ToArray();
        foreach (Hypothesis item in found)
        {
            // Prefix included, stop token excluded.
            int length = 2 + item.TokenIds.Count - (item.FinishReason == FinishReason.StopToken ? 1 : 0);
            Assert.Equal(item.LogProbabilities.Sum(value => (double)value) / Math.Pow(length, 0.7f), item.Score, 1e-6);
            Assert.Equal(item.FinishReason == FinishReason.StopToken, item.TokenIds[^1] == End);
            Assert.DoesNotContain(End, item.TokenIds.SkipLast(1));
        }

        Assert.Contains(found, item => item.FinishReason == FinishReason.Length);
        Assert.Contains(found, item => item.FinishReason == FinishReason.StopToken);
    }

    [Fact]
    public void A_full_context_ends_a_search()
    {
        ScriptedBeams session = new(1, Vocabulary, (_, tokens) => Logits(1, tokens)) { ContextLength = 3 };
        GenerationOptions options = new() { BeamCount = 2, StopTokens = [], MaxNewTokens = 9 };
        Hypothesis found = BeamSearch.Run(session, Settings(options), [[0]], Vocabulary)[0][0];
        Assert.Equal(FinishReason.ContextFull, found.FinishReason);
        Assert.Equal(3, found.TokenIds.Count); // the last is not consumed
    }

    [Fact]
    public void More_logits_than_an_array_holds_are_refused()
    {
        SequenceSearch search = new(Settings(new GenerationOptions { BeamCount = 4 }), tokenizer: null, unseen: 0);
        ScriptedBeams session = new(100_000, 60_000, (_, _) => []);
        ArgumentException error = Assert.Throws<ArgumentException>(() => search.Run(session, [], 60_000, CancellationToken.None));
        Assert.Contains("100000 sources with BeamCount = 4 have 400000 rows of 60000 logits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forbidding_everything_else_ends_a_search_early()
    {
        GenerationOptions options = new() { BeamCount = 3, ReturnCount = 3, StopTokens = [End], ForcedBosToken = End, MaxNewTokens = 5 };
        Hypothesis found = Assert.Single(Run(options, 1, [0])[0]);
        Assert.Equal([End], found.TokenIds);
    }

    [Fact]
    public void Prefixes_and_logits_are_checked()
    {
        GenerationSettings settings = Settings(new GenerationOptions { BeamCount = 2, MaxNewTokens = 3 });
        ScriptedBeams session = new(2, Vocabulary, (_, _) => [1, float.NaN, 0, 0, 0]) { ContextLength = 3 };
        Assert.Contains("1 prefixes for 2 sources", Message([[0]]), StringComparison.Ordinal);
        Assert.Contains("has 0 tokens", Message([[0], []]), StringComparison.Ordinal);
        Assert.Contains("has 4 tokens; it must have 1 to 3", Message([[0, 0, 0, 0], [0, 0, 0, 0]]), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => BeamSearch.Run(session, settings, [[0], [0]], Vocabulary));
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => BeamSearch.Run(session, settings, [[0], [0]], Vocabulary, cancelled));

        string Message(int[][] prefixes) =>
            Assert.Throws<ArgumentException>(() => BeamSearch.Run(session, settings, prefixes, Vocabulary)).Message;
    }

    /// <summary>
    /// Recorded runs: a decoder that knows the recorded tokens' log-probabilities, and gives other tokens next to none, has to lead to the
    /// recorded hypotheses and scores. (That the true decoder does is for the tests of models.) Bans change no score that was recorded,
    /// so they run too; runs with a repetition penalty do not, for their scores are not the decoder's.
    /// </summary>
    [SharedDataTheory]
    [InlineData("marian")]
    [InlineData("bart")]
    [InlineData("t5")]
    public void Recorded_log_probabilities_lead_to_the_recorded_hypotheses(string model)
    {
        int runs = 0;
        foreach (BeamGolden golden in BeamGolden.ReadAll(model))
        {
            if (golden.TokenScores.Length > 0 && golden.Options.RepetitionPenalty is null && golden.Options.StopTokens!.Count == 1
                && golden.Options.ReturnCount == golden.Options.BeamCount)
            {
                RecordedDecoder decoder = new(golden);
                ScriptedBeams session = new(golden.Sources.Length, RecordedDecoder.VocabularySize, decoder.Logits);
                IEnumerable<int> suppressed = golden.Options.SuppressedTokens ?? [];
                GenerationOptions options = golden.Options with { SuppressedTokens = [.. suppressed, decoder.Sink] };
                GenerationSettings settings = GenerationSettings.Resolve(options, null, RecordedDecoder.VocabularySize);
                golden.AssertFound(BeamSearch.Run(session, settings, golden.Prefixes, RecordedDecoder.VocabularySize), 2e-6);
                runs++;
            }
        }

        Assert.Equal(25, runs); // of 32: 2 are greedy, 3 have the penalty, 1 returns 3 of 8, 1 has two end tokens
    }

    private static Hypothesis[][] Run(GenerationOptions options, int seed, int[] prefix) =>
        BeamSearch.Run(new ScriptedBeams(1, Vocabulary, (_, tokens) => Logits(seed, tokens)), Settings(options), [prefix], Vocabulary);

    private static GenerationSettings Settings(GenerationOptions options) => GenerationSettings.Resolve(options, null, Vocabulary);

    /// <summary>Logits that depend on every token so far.</summary>
    private static float[] Logits(int seed, int[] tokens)
    {
        Random random = new(tokens.Aggregate(seed, (hash, token) => unchecked((hash * 31) + token + 1)));
        return [.. Enumerable.Range(0, Vocabulary).Select(_ => (random.NextSingle() * 4) - 2)];
    }

    private static float[] LogSoftmax(float[] logits)
    {
        double sum = Math.Log(logits.Sum(logit => Math.Exp(logit)));
        return [.. logits.Select(logit => (float)(logit - sum))];
    }

    /// <summary>Every hypothesis there is, with its score.</summary>
    private static IEnumerable<(int[] Tokens, double Score)> Enumerate(int seed, int[] history, double sum, int left, double lengthPenalty)
    {
        if (left == 0)
        {
            return [(history[1..], sum / Math.Pow(history.Length, lengthPenalty))];
        }

        float[] scores = LogSoftmax(Logits(seed, history));
        return Enumerable.Range(0, Vocabulary).SelectMany(token => token == End
            ? [([.. history[1..], End], (sum + scores[End]) / Math.Pow(history.Length, lengthPenalty))]
            : Enumerate(seed, [.. history, token], sum + scores[token], left - 1, lengthPenalty));
    }
}
