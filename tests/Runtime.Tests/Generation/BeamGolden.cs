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

/// <summary>A recorded run of Hugging Face's beam search (transformers 4.26.1): its settings, its sources, and what it found.</summary>
internal sealed record BeamGolden
{
    public required string Name { get; init; }

    /// <summary>As generate() was called; whatever it does not name is off.</summary>
    public required GenerationOptions Options { get; init; }

    /// <summary>[sources] the tokens of each source, padding included.</summary>
    public required int[][] Sources { get; init; }

    /// <summary>[sources] 1 for a token, 0 for padding.</summary>
    public required int[][] SourceMask { get; init; }

    /// <summary>[sources] the start token and what follows it.</summary>
    public required int[][] Prefixes { get; init; }

    /// <summary>[sources][ReturnCount] prefix and new tokens, up to the first end token.</summary>
    public required int[][][] Sequences { get; init; }

    /// <summary>[sources][ReturnCount]; empty where one beam was run as greedy search.</summary>
    public required double[][] Scores { get; init; }

    /// <summary>[sources][ReturnCount] log-probabilities of the new tokens, 0 after the end.</summary>
    public required float[][][] TokenScores { get; init; }

    /// <summary>The smallest difference of neighbouring scores.</summary>
    public double ScoreGap { get; init; }

    public static IReadOnlyList<BeamGolden> ReadAll(string model) => ReadFile(TestData.Path("goldens2", $"beam-{model}.json"));

    /// <summary>The runs of a file; where all have the same inputs, these stand before them.</summary>
    public static IReadOnlyList<BeamGolden> ReadFile(string path)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(path));
        return [.. file.RootElement.GetProperty("runs").EnumerateArray().Select(run =>
            Read(run, run.TryGetProperty("inputs", out JsonElement inputs) ? inputs : file.RootElement.GetProperty("inputs")))];
    }

    /// <summary>Compares what a model found.</summary>
    public void AssertFound(GeneratedSequence[][] found, double tolerance) => AssertFound(
        [.. found.Select(each => each
            .Select(item => new Hypothesis(item.TokenIds, item.LogProbabilities, item.Score, item.FinishReason)).ToArray())],
        tolerance);

    /// <summary>Compares what a search found; the order of hypotheses only where their scores differ by more than the tolerance.</summary>
    /// <param name="found">[sources][ReturnCount].</param>
    /// <param name="tolerance">Of scores: absolute below 1, else relative.</param>
    public void AssertFound(Hypothesis[][] found, double tolerance)
    {
        Assert.Equal(Sequences.Length, found.Length);
        for (int source = 0; source < found.Length; source++)
        {
            Assert.Equal(Sequences[source].Length, found[source].Length);
            string[] expected = [.. Sequences[source].Select(tokens => string.Join(' ', tokens))];
            string[] actual = [.. found[source].Select(hypothesis => Spell(Prefixes[source], hypothesis))];
            if (ScoreGap > tolerance || Scores.Length == 0)
            {
                Assert.True(
                    expected.SequenceEqual(actual),
                    $"{Name}, source {source}:\n{string.Join('\n', expected)}\nfound\n{string.Join('\n', actual)}");
            }
            else
            {
                Assert.Equal(expected.Order(), actual.Order());
            }

            for (int i = 0; i < (Scores.Length == 0 ? 0 : actual.Length); i++)
            {
                double score = Scores[source][Array.IndexOf(expected, actual[i])];
                double error = Math.Abs(score - found[source][i].Score);
                Assert.True(error < tolerance * Math.Max(1, Math.Abs(score)), $"{Name}: {found[source][i].Score}, not {score}");
                float[] tokenScores = TokenScores[source][Array.IndexOf(expected, actual[i])];
                AssertLogProbabilities(tokenScores, found[source][i].LogProbabilities, tolerance);
            }
        }
    }

    /// <summary>
    /// Each token's, relative above 1: penalties multiply errors too. Where there are several end tokens, the last one recorded is the
    /// first of them, whichever ended the sequence.
    /// </summary>
    private void AssertLogProbabilities(float[] expected, IReadOnlyList<float> found, double tolerance)
    {
        for (int i = 0; i < found.Count - (Options.StopTokens!.Count > 1 ? 1 : 0); i++)
        {
            double error = Math.Abs(expected[i] - found[i]);
            Assert.True(error < tolerance * Math.Max(1, Math.Abs(expected[i])), $"{Name}: token {i} has {found[i]}, not {expected[i]}");
        }
    }

    /// <summary>Recorded sequences end with the first of the end tokens, whichever ended them.</summary>
    private string Spell(int[] prefix, Hypothesis hypothesis)
    {
        int[] tokens = [.. hypothesis.TokenIds];
        if (hypothesis.FinishReason == FinishReason.StopToken)
        {
            tokens[^1] = Options.StopTokens![0];
        }

        return string.Join(' ', prefix.Concat(tokens));
    }

    private static BeamGolden Read(JsonElement run, JsonElement inputs)
    {
        JsonElement settings = run.GetProperty("settings");
        byte[] json = Encoding.UTF8.GetBytes(settings.GetRawText());
        GenerationOptions options = GenerationConfig.Read(TokenizerSource.FromBytes("settings", json));
        int[][] sources = Rows(inputs.GetProperty("input_ids"));
        int[][] prefixes = inputs.TryGetProperty("decoder_input_ids", out JsonElement given) ? Rows(given)
            : options.DecoderStartToken is { } start ? [.. sources.Select(_ => new[] { start })]
            : sources; // a decoder continues its prompt
        int count = options.ReturnCount ?? 1;
        return new BeamGolden
        {
            Name = run.TryGetProperty("name", out JsonElement name) ? name.GetString()! : settings.GetRawText(),
            Options = options,
            Sources = sources,
            SourceMask = inputs.TryGetProperty("attention_mask", out JsonElement mask)
                ? Rows(mask) : [.. sources.Select(ids => ids.Select(_ => 1).ToArray())],
            Prefixes = prefixes,
            Sequences =
                [.. Rows(run.GetProperty("sequences")).Select(row => Cut(row, prefixes[0].Length, options.StopTokens![0])).Chunk(count)],
            Scores = run.TryGetProperty("sequences_scores", out JsonElement scores)
                ? [.. scores.EnumerateArray().Select(score => score.GetDouble()).Chunk(count)] : [],
            TokenScores = run.TryGetProperty("token_scores", out JsonElement tokenScores)
                ? [.. tokenScores.EnumerateArray().Select(row => row.EnumerateArray().Select(Score).ToArray()).Chunk(count)] : [],
            ScoreGap = run.TryGetProperty("min_score_gap", out JsonElement gap) ? gap.GetDouble() : 0,
        };
    }

    private static int[] Cut(int[] row, int prefixLength, int end)
    {
        int place = Array.IndexOf(row, end, prefixLength);
        return place < 0 ? row : row[..(place + 1)];
    }

    private static float Score(JsonElement value) => value.ValueKind == JsonValueKind.Null ? float.NegativeInfinity : value.GetSingle();

    private static int[][] Rows(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(token => token.GetInt32()).ToArray())];
}
