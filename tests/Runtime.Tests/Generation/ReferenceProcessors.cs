using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated;

namespace Runtime.Tests.Generation;

/// <summary>The twin of LogitsProcessors: in double, with sorting and sets, one rule after the other, written for reading.</summary>
internal static class ReferenceProcessors
{
    private const double Banned = double.NegativeInfinity;

    public static double[] Process(GenerationOptions options, int[] history, int promptLength, int lengthLimit, IEnumerable<double> logits)
    {
        double[] scores = [.. logits];
        int[] newTokens = history[promptLength..];
        int[] stops = [.. options.StopTokens ?? []];

        foreach ((int token, float bias) in options.LogitBias ?? new Dictionary<int, float>())
        {
            scores[token] += bias;
        }

        double penalty = options.RepetitionPenalty ?? 1;
        foreach (int token in history.ToHashSet())
        {
            scores[token] = scores[token] < 0 ? scores[token] * penalty : scores[token] / penalty;
        }

        foreach (IGrouping<int, int> group in newTokens.GroupBy(token => token))
        {
            scores[group.Key] -= (options.PresencePenalty ?? 0) + ((options.FrequencyPenalty ?? 0) * group.Count());
        }

        int n = options.NoRepeatNGram ?? 0;
        Ban(scores, token => n > 0 && Contains([.. history], [.. history.TakeLast(n - 1), token], n));
        Ban(scores, token => options.BadWords?.Any(word =>
            word[^1] == token && !(word.Count == 1 && stops.Contains(token)) && EndsWith(history, [.. word.Take(word.Count - 1)])) == true);
        Ban(scores, token => stops.Contains(token)
            && (history.Length < (options.MinLength ?? 0) || newTokens.Length < (options.MinNewTokens ?? 0)));
        if (options.ForcedBosToken is { } bos && history.Length == 1)
        {
            scores = [.. scores.Select((_, token) => token == bos ? 0 : Banned)];
        }

        if (options.ForcedEosTokens is { Count: > 0 } eos && history.Length == lengthLimit - 1)
        {
            scores = [.. scores.Select((_, token) => eos.Contains(token) ? 0 : Banned)];
        }

        Ban(scores, token => options.SuppressedTokens?.Contains(token) == true);
        int begin = promptLength == 1 && options.ForcedBosToken is not null ? 2 : promptLength;
        Ban(scores, token => history.Length == begin && options.BeginSuppressedTokens?.Contains(token) == true);
        return options.Sample == true ? Warp(options, scores) : scores;
    }

    /// <summary>Hugging Face's way of top-p: upwards, removing a token while the sum up to it is at most 1 - p.</summary>
    public static double[] TopP(double[] scores, double p, int least)
    {
        double[] probabilities = Softmax(scores);
        int[] rising = [.. Enumerable.Range(0, scores.Length).OrderBy(token => scores[token])]; // stable
        double sum = 0;
        double[] left = [.. scores];
        foreach (int token in rising.SkipLast(least))
        {
            sum += probabilities[token];
            left[token] = sum <= 1 - p ? Banned : scores[token];
        }

        return left;
    }

    public static double[] Softmax(double[] scores)
    {
        double[] weights = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double[] Warp(GenerationOptions options, double[] scores)
    {
        scores = [.. scores.Select(score => score / (options.Temperature ?? 1))];
        int k = options.TopK ?? 50;
        if (k > 0 && k < scores.Length)
        {
            double least = scores.OrderDescending().ElementAt(k - 1);
            Ban(scores, token => scores[token] < least);
        }

        scores = options.TopP is { } p and < 1 ? TopP(scores, p, 1) : scores;
        double[] probabilities = Softmax(scores);
        double floor = (options.MinP ?? 0) * probabilities.Max();
        Ban(scores, token => probabilities[token] < floor);
        return scores;
    }

    private static void Ban(double[] scores, Func<int, bool> isBanned)
    {
        bool[] banned = [.. Enumerable.Range(0, scores.Length).Select(isBanned)];
        for (int token = 0; token < scores.Length; token++)
        {
            scores[token] = banned[token] ? Banned : scores[token];
        }
    }

    private static bool Contains(int[] tokens, int[] part, int n) =>
        part.Length == n
        && Enumerable.Range(0, Math.Max(0, tokens.Length - n + 1)).Any(start => tokens.AsSpan(start, n).SequenceEqual(part));

    private static bool EndsWith(int[] tokens, int[] end) => tokens.AsSpan().EndsWith(end);
}
