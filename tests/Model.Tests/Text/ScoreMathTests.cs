using System;
using System.Linq;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Text;

public sealed class ScoreMathTests
{
    [Theory]
    [InlineData(1f)]
    [InlineData(100f)]
    [InlineData(1e30f)]
    public void SoftmaxIsThatOfTheMathLibrary(float scale)
    {
        Random random = new(7);
        float[] logits = [.. Enumerable.Range(0, 1000).Select(_ => (float)((random.NextDouble() - 0.5) * scale))];
        double max = logits.Max();
        double sum = logits.Sum(logit => Math.Exp(logit - max));
        float[] actual = [.. logits];
        ScoreMath.Softmax(actual);
        for (int i = 0; i < logits.Length; i++)
        {
            Assert.Equal((float)(Math.Exp(logits[i] - max) / sum), actual[i], 1e-7f);
        }

        Assert.Equal(1, actual.Sum(value => (double)value), 1e-6);
    }

    [Fact]
    public void InfiniteLogitsAreCertain()
    {
        float[] values = [0, float.NegativeInfinity, 0];
        ScoreMath.Softmax(values);
        Assert.Equal([0.5f, 0, 0.5f], values);
        values = [float.PositiveInfinity, float.NegativeInfinity, 0, 1000, -1000];
        ScoreMath.Sigmoid(values);
        Assert.Equal([1, 0, 0.5f, 1, 0], values);
        values = [0, float.NaN];
        ScoreMath.Softmax(values);
        Assert.All(values, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void TheLargestComeFirstAndEqualOnesInOrder()
    {
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            float[] values = [.. Enumerable.Range(0, 1 + random.Next(30)).Select(_ => (float)random.Next(8))];
            int[] best = new int[1 + random.Next(values.Length)];
            ScoreMath.FindLargest(values, best);
            Assert.Equal(Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(best.Length), best);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public void AsManyAsAVocabularyAreRanked(int wanted)
    {
        Random random = new(5);
        float[] values = [.. Enumerable.Range(0, 100_000).Select(_ => (float)random.Next(20_000))];
        int[] best = new int[wanted];
        ScoreMath.FindLargest(values, best);
        Assert.Equal(Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(wanted), best);
        Array.Sort(values);
        ScoreMath.FindLargest(values, best);
        Assert.Equal(Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(wanted), best);
    }

    [Fact]
    public void NaNComesLast()
    {
        int[] best = new int[5];
        ScoreMath.FindLargest([float.NaN, 1, float.NegativeInfinity, float.NaN, 2], best);
        Assert.Equal([4, 1, 2, 0, 3], best);
    }

    [Fact]
    public void ZerosStayZeros()
    {
        float[] values = [0, 0];
        ScoreMath.Normalize(values);
        Assert.Equal([0, 0], values);
    }
}
