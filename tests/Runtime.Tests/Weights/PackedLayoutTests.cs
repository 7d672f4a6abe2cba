using System.Collections.Generic;
using System.Linq;
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
    [InlineData(1, 48)]
    [InlineData(32, 48)]
    [InlineData(33, 80)]
    [InlineData(384, 400)]
    [InlineData(1024, 1040)]
    public void RowsHaveRoomForWholePairsOfPanels(int columns, int stride) => Assert.Equal(stride, PackedLayout.RowStride(columns));

    [Fact]
    public void RowsOfATileLieInDifferentSetsOfTheCache()
    {
        const int Sets = 64; // of a first-level cache of 4096 bytes a way
        foreach (int columns in Enumerable.Range(1, 5000))
        {
            int lines = PackedLayout.RowStride(columns) / PackedLayout.AlignmentFloats;
            Assert.Equal(Sets, Enumerable.Range(0, Sets).Select(row => row * lines % Sets).Distinct().Count());
            Assert.Equal(0, PackedLayout.RowStride(columns) % PackedLayout.AlignmentFloats);
        }
    }

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
