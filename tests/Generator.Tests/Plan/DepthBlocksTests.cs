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
            Assert.True(blocks.Full % 2 == 0 || blocks.Full == inputs, $"{inputs}: {blocks} part pairs of 16-bit weights");
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(192, 192, 1, 0)]
    [InlineData(384, 192, 2, 0)]
    [InlineData(768, 192, 4, 0)]
    [InlineData(3072, 192, 16, 0)]
    public void Usual_widths_are_cut_evenly(int inputs, int full, int fullCount, int rest) =>
        Assert.Equal(new DepthBlocks(full, fullCount, rest), DepthBlocks.Cut(inputs));

    [Fact]
    public void Blocks_are_of_about_one_depth()
    {
        // A block of few k would wait for its sums most of the time.
        foreach (int inputs in Enumerable.Range(DepthBlocks.MaxDepth + 1, 5000))
        {
            DepthBlocks blocks = DepthBlocks.Cut(inputs);
            Assert.InRange(blocks.Full, DepthBlocks.MaxDepth / 3, DepthBlocks.MaxDepth);
            Assert.True(blocks.Rest == 0 || blocks.Rest > blocks.Full / 2, $"{inputs}: {blocks}");
        }
    }

    [Theory]
    [InlineData("768 3072", "192×4 192×16")]
    [InlineData("1024 4096", "128×8 128×32")]
    [InlineData("312 1200", "156×2 150×8")]
    [InlineData("8 16", "8×1 8×2")]
    public void The_projections_of_a_model_share_depths(string inputs, string expected)
    {
        int[] all = [.. inputs.Split(' ').Select(int.Parse)];
        Assert.Equal(
            expected, string.Join(" ", all.Select(k => DepthBlocks.CutAll(all)[k]).Select(blocks => $"{blocks.Full}×{blocks.FullCount}")));
    }

    [Fact]
    public void Shared_blocks_cover_every_K_too()
    {
        System.Random random = new(6);
        foreach (int _ in Enumerable.Range(0, 1000))
        {
            int[] all = [random.Next(1, 5000), random.Next(1, 5000), random.Next(1, 500)];
            Assert.All(DepthBlocks.CutAll(all), cut =>
            {
                Assert.Equal(cut.Key, (cut.Value.Full * cut.Value.FullCount) + cut.Value.Rest);
                Assert.InRange(cut.Value.Full, 1, DepthBlocks.MaxDepth);
                Assert.True(cut.Value.Full % 2 == 0 || cut.Value.Full == cut.Key);
            });
        }
    }
}
