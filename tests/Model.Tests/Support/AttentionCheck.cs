using System;
using System.Linq;
using Transformers.Generated;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests;

/// <summary>Comparison of attention weights with an oracle's.</summary>
internal static class AttentionCheck
{
    /// <summary>
    /// All heads of a layer. A weight moves by at most half of the largest error of a difference of scores, and such differences are at most
    /// the largest |ln weight| of their rows: so a relative error of the scores bounds the error of the weights.
    /// </summary>
    /// <param name="expected">[H, queries, keys].</param>
    /// <param name="recorder">What the model gave.</param>
    /// <param name="kind">Which attention.</param>
    /// <param name="layer">The layer, counted from 0.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="scoreTolerance">Relative error of the scores.</param>
    public static void Close(double[] expected, ActivationRecorder recorder, AttentionKind kind, int layer, int sequence, double scoreTolerance)
    {
        RecordedAttention first = recorder.Attention(kind, layer, 0, sequence);
        int size = first.QueryCount * first.KeyCount;
        Assert.Equal(0, expected.Length % size);
        for (int head = 0; head < expected.Length / size; head++)
        {
            RecordedAttention actual = recorder.Attention(kind, layer, head, sequence);
            double[] weights = expected[(head * size)..((head + 1) * size)];
            double spread = weights.Where(weight => weight > 0).Max(weight => 1 - Math.Log(weight));
            string? mismatch = Tolerance.Mismatch(weights, actual.Values, scoreTolerance * spread);
            Assert.True(mismatch is null, $"{kind}, layer {layer}, head {head}, sequence {sequence}: {mismatch}");
            Assert.True(Enumerable.Range(0, size).All(i => weights[i] != 0 || actual.Values[i] == 0), "what no query sees has no weight");
            for (int query = 0; query < actual.QueryCount; query++)
            {
                // Each weight is rounded once, by at most 2⁻²⁵ of itself below 1.
                Assert.Equal(1.0, actual.Row(query).ToArray().Sum(weight => (double)weight), 6e-8);
            }
        }
    }
}
