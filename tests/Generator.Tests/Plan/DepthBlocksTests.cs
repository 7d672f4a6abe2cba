using System.Linq;
using Transformers.Generated.Generator.Plan;
using Xunit;

namespace Generator.Tests.Plan;

/// <summary>How K is cut.</summary>
public sealed class DepthBlocksTests
{
    [Fact]
    public void Blocks_cover_every_K_exactly_and_none_is_too_deep()
    {
        foreach (int inputs in Enumerable.Range(1, 5000))
        {
            DepthBlocks blocks = DepthBlocks.Cut(inputs);
            Assert.Equal(inputs, (blocks.Full * blocks.FullCount) + blocks.Rest);
            Assert.InRange(blocks.Full, 1, DepthBlocks.MaxDepth);
            Assert.InRange(blocks.Rest, 0, blocks.Full - 1);
            Assert.True(blocks.FullCount >= 1, $"{inputs}: {blocks}");
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(384, 384, 1, 0)]
    [InlineData(768, 384, 2, 0)]
    [InlineData(3072, 384, 8, 0)]
    public void Usual_widths_are_cut_evenly(int inputs, int full, int fullCount, int rest) =>
        Assert.Equal(new DepthBlocks(full, fullCount, rest), DepthBlocks.Cut(inputs));

    [Fact]
    public void Blocks_are_of_about_one_depth()
    {
        // A block of few k would wait for its sums most of the time.
        foreach (int inputs in Enumerable.Range(DepthBlocks.MaxDepth + 1, 5000))
        {
            Assert.InRange(DepthBlocks.Cut(inputs).Full, DepthBlocks.MaxDepth / 2, DepthBlocks.MaxDepth);
        }
    }
}
