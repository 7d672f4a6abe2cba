using System.Collections.Generic;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>The layout formulas against counting.</summary>
public sealed class PackedLayoutTests
{
    [Theory]
    [InlineData(1, 2, 32, 96)]
    [InlineData(15, 2, 32, 96)]
    [InlineData(16, 2, 32, 96)]
    [InlineData(17, 2, 32, 96)]
    [InlineData(33, 4, 64, 192)]
    [InlineData(936, 60, 960, 2880)]
    [InlineData(int.MaxValue, 134_217_728, 2_147_483_648, 6_442_450_944)]
    public void PanelsCoverAllOutputs(int n, int panels, long vectorFloats, long floatsOfThreeInputs)
    {
        Assert.Equal(panels, PackedLayout.PanelCount(n));
        Assert.Equal(vectorFloats, PackedLayout.VectorFloats(n));
        Assert.Equal(floatsOfThreeInputs, PackedLayout.PanelFloats(n, 3));
    }

    [Theory]
    [InlineData(0, 4, 0)]
    [InlineData(1, 4, 24)]
    [InlineData(6, 4, 24)]
    [InlineData(7, 4, 48)]
    [InlineData(3_000_000_000, 1024, 3_072_000_000_000)]
    public void PackedRowsAreWholeTiles(long rows, int k, long floats) => Assert.Equal(floats, PackedLayout.PackedRowsFloats(rows, k));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    public void AlignmentIsOneCacheLine(long floats, long aligned) => Assert.Equal(aligned, PackedLayout.AlignFloats(floats));

    [Fact]
    public void PanelIndexVisitsEveryFloatOnce()
    {
        const int N = 33;
        const int K = 5;
        HashSet<long> seen = [];
        for (int o = 0; o < N; o++)
        {
            for (int k = 0; k < K; k++)
            {
                long index = PackedLayout.PanelIndex(o, k, K);
                Assert.True(seen.Add(index));
                Assert.InRange(index, 0, PackedLayout.PanelFloats(N, K) - 1);
            }
        }

        Assert.Equal(16 * K, PackedLayout.PanelIndex(16, 0, K));
        Assert.Equal(17, PackedLayout.PanelIndex(1, 1, K));
    }
}
