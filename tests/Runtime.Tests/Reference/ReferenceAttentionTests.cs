using System;
using System.Linq;
using Transformers.Generated.Reference;
using Xunit;

namespace Runtime.Tests.Reference;

public sealed class ReferenceAttentionTests
{
    private static readonly ReferenceAttentionShape s_shape = new(HeadCount: 4, KeyValueHeadCount: 2, HeadDim: 3);

    [Fact]
    public void OneHeadMatchesTheFormulaWrittenOut()
    {
        double[] weights = new double[2];
        double[] context = ReferenceAttention.Attend([1, 2], [3, 0, 0, 1], [10, 20, 30, 40], new(1, 1, 2), weights: weights);
        double first = Math.Exp(3 / Math.Sqrt(2));
        double second = Math.Exp(2 / Math.Sqrt(2));
        double weight = first / (first + second);
        Assert.Equal(weight, weights[0], 1e-15);
        Assert.Equal(1 - weight, weights[1], 1e-15);
        Assert.Equal((10 * weight) + (30 * (1 - weight)), context[0], 1e-13);
        Assert.Equal((20 * weight) + (40 * (1 - weight)), context[1], 1e-13);
    }

    [Fact]
    public void ScaleZeroAveragesTheValues()
    {
        double[] context = ReferenceAttention.Attend([5, 5], [1, 2, 3, 4], [1, 2, 5, 6], new(1, 1, 2) { Scale = 0 });
        Assert.Equal([3, 4], context);
    }

    [Fact]
    public void WeightsSumToOne()
    {
        double[] weights = new double[4 * 5 * 7];
        ReferenceAttention.Attend(Numbers(5 * 12, 1), Numbers(7 * 6, 2), Numbers(7 * 6, 3), s_shape, weights: weights);
        Assert.All(weights.Chunk(7), row => Assert.Equal(1, row.Sum(), 1e-14));
    }

    [Fact]
    public void OrderOfTheKeysDoesNotMatterWithoutPositions()
    {
        double[] query = Numbers(5 * 12, 1), key = Numbers(7 * 6, 2), value = Numbers(7 * 6, 3);
        double[] straight = ReferenceAttention.Attend(query, key, value, s_shape);
        double[] reversed = ReferenceAttention.Attend(query, ReverseRows(key, 6), ReverseRows(value, 6), s_shape);
        AssertClose(straight, reversed);
    }

    [Fact]
    public void CausalAttentionOfAPrefixIsThePrefixOfCausalAttention()
    {
        ReferenceAttentionShape causal = s_shape with { Causal = true };
        double[] query = Numbers(6 * 12, 1), key = Numbers(6 * 6, 2), value = Numbers(6 * 6, 3);
        double[] whole = ReferenceAttention.Attend(query, key, value, causal);
        double[] prefix = ReferenceAttention.Attend(query[..48], key[..24], value[..24], causal);
        Assert.Equal(whole[..48], prefix);

        // The last two queries alone, as in decoding with a cache.
        Assert.Equal(whole[48..], ReferenceAttention.Attend(query[48..], key, value, causal));
    }

    [Fact]
    public void SlidingWindowForgetsOldKeys()
    {
        ReferenceAttentionShape window = s_shape with { Causal = true, SlidingWindow = 3 };
        double[] query = Numbers(6 * 12, 1), key = Numbers(6 * 6, 2), value = Numbers(6 * 6, 3);
        double[] windowed = ReferenceAttention.Attend(query, key, value, window);
        double[] lastThree = ReferenceAttention.Attend(query[60..], key[18..], value[18..], s_shape);
        Assert.Equal(lastThree, windowed[60..]);
        double[] causal = ReferenceAttention.Attend(query, key, value, s_shape with { Causal = true });
        Assert.Equal(causal[..36], windowed[..36]);
        Assert.NotEqual(causal[36..48], windowed[36..48]);
    }

    [Fact]
    public void SharedKeyValueHeadsEqualRepeatedOnes()
    {
        double[] query = Numbers(5 * 12, 1), key = Numbers(7 * 6, 2), value = Numbers(7 * 6, 3);
        ReferenceAttentionShape full = s_shape with { KeyValueHeadCount = 4 };
        double[] shared = ReferenceAttention.Attend(query, key, value, s_shape);
        Assert.Equal(shared, ReferenceAttention.Attend(query, RepeatHeads(key), RepeatHeads(value), full));
    }

    [Fact]
    public void MaskedKeysAreAsIfAbsentAndAQueryWithoutKeysGetsZeros()
    {
        double[] query = Numbers(2 * 12, 1), key = Numbers(4 * 6, 2), value = Numbers(4 * 6, 3);
        bool[] visible = [true, true, false, false, false, false, false, false];
        double[] masked = ReferenceAttention.Attend(query, key, value, s_shape, visible);
        Assert.Equal(ReferenceAttention.Attend(query[..12], key[..12], value[..12], s_shape), masked[..12]);
        Assert.All(masked[12..], each => Assert.Equal(0, each));
    }

    [Fact]
    public void BiasIsAddedPerHeadAfterTheScale()
    {
        // Two heads, one query, two keys; scores are all 0, so the softmax is of the bias alone.
        double[] weights = new double[4];
        double[] bias = [0, Math.Log(3), Math.Log(4), 0];
        ReferenceAttention.Attend([0, 0], [1, 1], [1, 2], new(2, 1, 1), bias: bias, weights: weights);
        Assert.Equal([0.25, 0.75, 0.8, 0.2], weights.Select(each => Math.Round(each, 12)));
    }

    private static double[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        return Array.ConvertAll(new double[count], _ => (random.NextDouble() * 4) - 2);
    }

    private static double[] ReverseRows(double[] x, int width)
    {
        return [.. x.Chunk(width).Reverse().SelectMany(row => row)];
    }

    private static double[] RepeatHeads(double[] x)
    {
        return [.. x.Chunk(3).SelectMany(head => head.Concat(head))];
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }
}
