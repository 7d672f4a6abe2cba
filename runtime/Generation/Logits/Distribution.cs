using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Transformers.Generated.Primitives;

namespace Transformers.Generated.Generation;

/// <summary>From scores to probabilities, over a whole vocabulary. A banned token has the score -∞ and the probability 0.</summary>
/// <remarks>
/// Exponentials are <see cref="VectorMath.Exp"/>, sums are in double and in one order: eight partial sums, one for each place in a vector,
/// which are then added in pairs.
/// </remarks>
internal static class Distribution
{
    private static readonly int s_width = Vector256<float>.Count;

    /// <summary>The largest score; NaN where one is NaN.</summary>
    public static float Max(ReadOnlySpan<float> scores)
    {
        Vector256<float> max = Vector256.Create(float.NegativeInfinity);
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(scores);
        foreach (Vector256<float> vector in vectors)
        {
            max = Vector256.Max(max, vector);
        }

        float result = VectorMath.HorizontalMax(max);
        foreach (float score in scores[(vectors.Length * s_width)..])
        {
            result = MathF.Max(result, score);
        }

        return result;
    }

    /// <summary>Goes on from <paramref name="start"/>, a vector at a time, as long as no score exceeds the bound.</summary>
    /// <param name="scores">[V], none NaN.</param>
    /// <param name="start">Where to begin, 0 to V.</param>
    /// <param name="bound">The bound.</param>
    /// <returns>A place before which, from the start on, no score exceeds the bound; V at most.</returns>
    public static int SkipUpTo(ReadOnlySpan<float> scores, int start, float bound)
    {
        Vector256<float> bounds = Vector256.Create(bound);
        while (scores.Length - start >= s_width && Vector256.LessThanOrEqualAll(Vector256.Create(scores[start..]), bounds))
        {
            start += s_width;
        }

        return start;
    }

    /// <summary>weights[t] = e^(scores[t] - max).</summary>
    /// <param name="scores">[V], none above <paramref name="max"/>.</param>
    /// <param name="max">The largest score, finite.</param>
    /// <param name="weights">Receives [V].</param>
    /// <returns>Their sum, 1 or more.</returns>
    public static double Exponentials(ReadOnlySpan<float> scores, float max, Span<float> weights)
    {
        Vector256<float> maxima = Vector256.Create(max);
        ReadOnlySpan<Vector256<float>> from = MemoryMarshal.Cast<float, Vector256<float>>(scores);
        Span<Vector256<float>> to = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        Vector256<double> lower = default;
        Vector256<double> upper = default;
        for (int i = 0; i < from.Length; i++)
        {
            Add(to[i] = VectorMath.Exp(from[i] - maxima), ref lower, ref upper);
        }

        int tail = from.Length * s_width;
        if (tail < scores.Length)
        {
            Vector256<float> last = Vector256.Create(float.NegativeInfinity);
            Span<float> lanes = MemoryMarshal.CreateSpan(ref Unsafe.As<Vector256<float>, float>(ref last), scores.Length - tail);
            scores[tail..].CopyTo(lanes);
            last = VectorMath.Exp(last - maxima);
            lanes.CopyTo(weights[tail..]);
            Add(last, ref lower, ref upper);
        }

        Vector256<double> sums = lower + upper;
        return (sums[0] + sums[2]) + (sums[1] + sums[3]);
    }

    /// <summary>scores[t] -= log Σ e^scores, in place; -∞ stays -∞.</summary>
    /// <param name="scores">[V], at least one finite, none NaN or +∞.</param>
    /// <param name="weights">Workspace [V].</param>
    public static void LogSoftmax(Span<float> scores, Span<float> weights)
    {
        float max = Max(scores);
        double logSum = max + DeterministicMath.Log(Exponentials(scores, max, weights));
        Vector256<double> logSums = Vector256.Create(logSum);
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(scores);
        foreach (ref Vector256<float> vector in vectors)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(vector);
            vector = Vector256.Narrow(lower - logSums, upper - logSums);
        }

        foreach (ref float score in scores[(vectors.Length * s_width)..])
        {
            score = (float)(score - logSum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<float> weights, ref Vector256<double> lower, ref Vector256<double> upper)
    {
        (Vector256<double> first, Vector256<double> second) = Vector256.Widen(weights);
        lower += first;
        upper += second;
    }
}
