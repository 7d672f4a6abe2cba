using System;

namespace Transformers.Generated.Generation;

/// <summary>Processors that forbid tokens, by the score -∞.</summary>
internal static class Bans
{
    private const float Banned = float.NegativeInfinity;

    /// <summary>Forbids some tokens.</summary>
    public static void Tokens(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        foreach (int token in tokens)
        {
            scores[token] = Banned;
        }
    }

    /// <summary>Forbids what would end the history with n tokens that stand in it already.</summary>
    public static void RepeatedNGrams(ReadOnlySpan<int> history, int n, Span<float> scores)
    {
        if (history.Length < n - 1)
        {
            return;
        }

        ReadOnlySpan<int> prefix = history[(history.Length - n + 1)..];
        for (int start = 0; start + prefix.Length < history.Length; start++)
        {
            if (history.Slice(start, prefix.Length).SequenceEqual(prefix))
            {
                scores[history[start + prefix.Length]] = Banned;
            }
        }
    }

    /// <summary>Forbids the last token of each word whose other tokens end the history.</summary>
    public static void LastTokens(ReadOnlySpan<int[]> words, ReadOnlySpan<int> history, Span<float> scores)
    {
        foreach (int[] word in words)
        {
            if (history.EndsWith(word.AsSpan(0, word.Length - 1)))
            {
                scores[word[^1]] = Banned;
            }
        }
    }

    /// <summary>Forbids all tokens but these, which get the score 0.</summary>
    public static void AllBut(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        scores.Fill(Banned);
        foreach (int token in tokens)
        {
            scores[token] = 0;
        }
    }
}
