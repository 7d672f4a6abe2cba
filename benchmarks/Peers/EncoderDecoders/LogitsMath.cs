using System;
using System.Numerics;

namespace Peers.EncoderDecoders;

/// <summary>What is left to do with logits where a graph ends with them.</summary>
internal static class LogitsMath
{
    public static float Max(ReadOnlySpan<float> logits)
    {
        Vector<float> most = new(float.NegativeInfinity);
        int at = 0;
        for (; at <= logits.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            most = Vector.Max(most, new Vector<float>(logits[at..]));
        }

        float max = float.NegativeInfinity;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            max = MathF.Max(max, most[lane]);
        }

        for (; at < logits.Length; at++)
        {
            max = MathF.Max(max, logits[at]);
        }

        return max;
    }

    public static int IndexOfMax(ReadOnlySpan<float> logits) => logits.IndexOf(Max(logits));

    /// <summary>log Σ exp(logit)</summary>
    public static float LogSumExp(ReadOnlySpan<float> logits)
    {
        float max = Max(logits);
        Vector<float> sums = default;
        int at = 0;
        for (; at <= logits.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            sums += Vector.Exp(new Vector<float>(logits[at..]) - new Vector<float>(max));
        }

        float sum = Vector.Sum(sums);
        for (; at < logits.Length; at++)
        {
            sum += MathF.Exp(logits[at] - max);
        }

        return max + MathF.Log(sum);
    }

    /// <summary>Where the next logit above a threshold stands, or the length.</summary>
    public static int NextAbove(ReadOnlySpan<float> logits, int start, float threshold)
    {
        Vector<float> limit = new(threshold);
        int at = start;
        while (at <= logits.Length - Vector<float>.Count && !Vector.GreaterThanAny(new Vector<float>(logits[at..]), limit))
        {
            at += Vector<float>.Count;
        }

        while (at < logits.Length && !(logits[at] > threshold))
        {
            at++;
        }

        return at;
    }
}
