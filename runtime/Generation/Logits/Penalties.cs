using System;
using System.Collections.Generic;

namespace Transformers.Generated.Generation;

/// <summary>Processors that raise or lower the scores of some tokens.</summary>
internal static class Penalties
{
    /// <summary>scores[t] += bias of t.</summary>
    public static void Bias(ReadOnlySpan<KeyValuePair<int, float>> biases, Span<float> scores)
    {
        foreach ((int token, float bias) in biases)
        {
            scores[token] += bias;
        }
    }

    /// <summary>
    /// A token that occurred: its score times the penalty where negative, else divided by it; once, however often it occurred.
    /// </summary>
    /// <param name="history">The tokens so far.</param>
    /// <param name="penalty">Above 0; above 1 makes repetition less likely.</param>
    /// <param name="counts">Workspace [V], zeros before and after.</param>
    /// <param name="scores">[V].</param>
    public static void Repetition(ReadOnlySpan<int> history, float penalty, Span<int> counts, Span<float> scores)
    {
        foreach (int token in history)
        {
            if (counts[token]++ == 0)
            {
                ref float score = ref scores[token];
                score = score < 0 ? score * penalty : score / penalty;
            }
        }

        Clear(counts, history);
    }

    /// <summary>scores[t] -= presence + frequency · n for a token that occurred n > 0 times in the new text.</summary>
    /// <param name="newTokens">The new tokens so far.</param>
    /// <param name="presence">Subtracted once.</param>
    /// <param name="frequency">Subtracted for each time.</param>
    /// <param name="counts">Workspace [V], zeros before and after.</param>
    /// <param name="scores">[V].</param>
    public static void Occurrence(ReadOnlySpan<int> newTokens, float presence, float frequency, Span<int> counts, Span<float> scores)
    {
        foreach (int token in newTokens)
        {
            counts[token]++;
        }

        foreach (int token in newTokens)
        {
            if (counts[token] > 0)
            {
                scores[token] -= presence + (frequency * counts[token]);
                counts[token] = 0;
            }
        }
    }

    private static void Clear(Span<int> counts, ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            counts[token] = 0;
        }
    }
}
