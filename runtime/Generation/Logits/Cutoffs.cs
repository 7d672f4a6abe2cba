using System;
using Transformers.Generated.Primitives;

namespace Transformers.Generated.Generation;

/// <summary>Processors that leave only likely tokens to sampling; the others get the score -∞.</summary>
internal static class Cutoffs
{
    private const float Banned = float.NegativeInfinity;

    /// <summary>Leaves the <paramref name="best"/>.Length largest scores, and all that equal the smallest of these.</summary>
    /// <param name="scores">[V].</param>
    /// <param name="best">Workspace [k].</param>
    public static void TopK(Span<float> scores, Span<int> best)
    {
        if (best.Length < scores.Length)
        {
            ScoreMath.FindLargest(scores, best);
            BanBelow(scores, scores[best[^1]]);
        }
    }

    /// <summary>
    /// Leaves the fewest largest scores whose probabilities sum up to <paramref name="p"/>: a token stays if those before it, in falling
    /// order of scores, sum up to less. Of equal scores the higher index comes first.
    /// </summary>
    /// <remarks>
    /// Hugging Face sorts upwards, stably, and removes a token while the sum up to it is at most 1 - p: the same rule, up to rounding. Only
    /// tokens that can stay are sorted: those less likely than (1 - p) / V are all removed, since together they have less than 1 - p.
    /// </remarks>
    /// <param name="scores">[V].</param>
    /// <param name="p">Above 0, below 1.</param>
    /// <param name="least">How many tokens stay at least.</param>
    /// <param name="weights">Workspace [V].</param>
    /// <param name="keys">Workspace [V].</param>
    public static void TopP(Span<float> scores, float p, int least, Span<float> weights, Span<ulong> keys)
    {
        double sum = Distribution.Exponentials(scores, Distribution.Max(scores), weights);
        double cutoff = least > 1 ? 0 : (1.0 - p) * sum / scores.Length;
        int count = 0;
        for (int token = 0; token < scores.Length; token++)
        {
            if (weights[token] >= cutoff)
            {
                keys[count++] = Key(scores[token], token);
            }
        }

        keys = keys[..count];
        keys.Sort();
        double before = 0;
        int kept = 0;
        while (kept < count && (kept < least || before < p * sum))
        {
            kept++;
            before += weights[(int)(uint)keys[^kept]];
        }

        ulong last = kept > 0 ? keys[^kept] : 0;
        for (int token = 0; token < scores.Length; token++)
        {
            if (Key(scores[token], token) < last)
            {
                scores[token] = Banned;
            }
        }
    }

    /// <summary>Leaves tokens at least <paramref name="p"/> times as likely as the most likely one.</summary>
    public static void MinP(Span<float> scores, float p) =>
        BanBelow(scores, (float)(Distribution.Max(scores) + DeterministicMath.Log(p)));

    private static void BanBelow(Span<float> scores, float least)
    {
        foreach (ref float score in scores)
        {
            score = score < least ? Banned : score;
        }
    }

    /// <summary>Score and index as one number that orders by score, then by index.</summary>
    private static ulong Key(float score, int index)
    {
        // + 0f makes -0 a +0. A float's bits order like its value once negative ones are inverted and positive ones get the top bit.
        int bits = BitConverter.SingleToInt32Bits(score + 0f);
        uint ordered = (uint)(bits ^ ((bits >> 31) | int.MinValue));
        return ((ulong)ordered << 32) | (uint)index;
    }
}
