using System.Linq;
using Transformers.Generated.Generation;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>The published sequences of SplitMix64 and xoshiro256**.</summary>
public sealed class RandomSourceTests
{
    [Fact]
    public void SplitMix_gives_its_published_sequence()
    {
        ulong state = 1234567;
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, expected.Select(_ => RandomSource.SplitMix(ref state)));
    }

    [Theory]
    [InlineData(0, new ulong[] { 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c, 0xbba5ad4a1f842e59 })]
    [InlineData(-7, new ulong[] { 0xf305399b3b63f2c2, 0xd693dd0a37ae5bdc, 0x736e8338a3f226b9, 0x6a0da5410c1bdfa1, 0x7349d5fdf5fb9fcf })]
    public void Xoshiro_gives_its_sequence_for_a_seed(long seed, ulong[] expected)
    {
        RandomSource random = new(seed);
        Assert.Equal(expected, expected.Select(_ => random.Next()));
    }

    [Fact]
    public void Doubles_are_uniform_from_0_to_below_1()
    {
        RandomSource random = new(5);
        int[] buckets = new int[10];
        for (int i = 0; i < 100_000; i++)
        {
            buckets[(int)(random.NextDouble() * 10)]++;
        }

        Assert.All(buckets, count => Assert.InRange(count, 9_600, 10_400)); // 4 standard deviations are 380
    }
}
