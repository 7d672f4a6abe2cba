using System.Linq;
using Transformers.Generated;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;
using Xunit;

namespace Generator.Tests.Plan;

/// <summary>Register tiles of each instruction set.</summary>
public sealed class IsaPlanTests
{
    public static TheoryData<string> Isas => [.. IsaProfile.All.Select(isa => isa.Name)];

    [Fact]
    public void Profiles_are_those_of_the_processors()
    {
        Assert.Equal(
            ["Avx512 Vector512 16×32", "Avx2 Vector256 8×16", "AdvSimd Vector128 4×32", "Portable Vector128 4×16"],
            IsaProfile.All.Select(isa => $"{isa.Name} {isa.VectorType} {isa.Lanes}×{isa.Registers}"));

        // Blocks of rows are whole tiles.
        Assert.Equal(PackedLayout.TallestTile, IsaProfile.All.Max(isa => isa.TileRows));
        Assert.All(IsaProfile.All, isa => Assert.Equal(0, PackedLayout.TallestTile % isa.TileRows));

        // Without hardware for it, a fused operation is emulated.
        Assert.Equal(["Portable"], IsaProfile.All.Where(isa => !isa.IsFused).Select(isa => isa.Name));
    }

    [Theory]
    [MemberData(nameof(Isas))]
    public void Projection_tiles_fit_the_registers_and_leave_few_rows(string name)
    {
        IsaProfile isa = Isa(name);
        IsaPlan plan = IsaPlan.Create(isa, [Projection(64, 1000)]);
        DepthBlocks depth = DepthBlocks.Cut(1000);
        foreach (int k in new[] { depth.Full, depth.Rest }.Where(k => k > 0).Distinct())
        {
            int[] heights = [.. plan.ProjectionTiles.Where(tile => tile.Depth == k).Select(tile => tile.Rows)];
            Assert.Equal(isa.TileRows, heights.Max());

            // Tallest first, each at most once after the first: fewer rows are left than the lowest has, and the generated code knows how many.
            foreach (int rows in Enumerable.Range(1, 40))
            {
                int left = heights.Skip(1).Aggregate(rows % heights[0], (rest, height) => rest >= height ? rest - height : rest);
                Assert.InRange(left, 0, heights.Min() - 1);
                Assert.Equal(heights.Aggregate(rows, (rest, height) => rest % height), left);
            }
        }

        TilePlan[] all = [.. plan.AllProjectionTiles];
        Assert.All(all, tile => Assert.InRange(isa.RegistersOf(tile), 1, isa.Registers));
        Assert.All(plan.ProjectionTiles, tile => Assert.InRange(isa.RegistersOf(tile with { Format = WeightFormat.BFloat16 }), 1, isa.Registers));
        Assert.All(plan.ProjectionTiles, tile => Assert.InRange(isa.RegistersOf(tile with { Format = WeightFormat.Float16 }), 1, isa.Registers));
        Assert.Equal(all.Length, all.Select(tile => tile.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Isas))]
    public void A_single_row_reads_four_panels_at_once_or_eight_of_16_bits_where_registers_allow(string name)
    {
        IsaProfile isa = Isa(name);
        foreach (WeightFormat format in new[] { WeightFormat.Float32, WeightFormat.BFloat16, WeightFormat.Float16 })
        {
            IsaPlan plan = IsaPlan.Create(isa, [Projection(64, 1000) with { Format = format }]);
            TilePlan[] tiles = [.. plan.RowTiles];
            Assert.All(plan.AllProjectionTiles, tile => Assert.InRange(isa.RegistersOf(tile), 1, isa.Registers));
            Assert.Equal(name == "Avx512" ? 4 : name == "Portable" ? null : 2, plan.RowPairTile?.Panels);
            Assert.Equal(name switch { "Avx512" when format != WeightFormat.Float32 => 8, "Portable" => 2, _ => 4 }, tiles[0].Panels);

            // The last ones are taken one main tile's width at a time: panels come in pairs.
            Assert.Equal(isa.TilePanels, tiles[^1].Panels);
        }
    }

    [Theory]
    [MemberData(nameof(Isas))]
    public void The_main_tile_hides_the_latency_of_its_sums(string name)
    {
        IsaProfile isa = Isa(name);

        // Two units, four cycles: eight sums in flight.
        Assert.InRange(isa.TileRows * isa.TilePanels * isa.VectorsPerPanel, 8, isa.Registers);
    }

    [Theory]
    [MemberData(nameof(Isas))]
    public void Attention_tiles_fit_the_registers_and_cover_every_head(string name)
    {
        IsaProfile isa = Isa(name);
        IsaPlan plan = IsaPlan.Create(isa, []);
        foreach (int headDim in Enumerable.Range(1, 256))
        {
            AttentionKernel kernel = Attention(headDim);
            AttentionTiles tiles = plan.Attention(kernel);
            Assert.Equal((headDim, kernel.QueryStride, kernel.QueryStride), (tiles.Score.Depth, tiles.Score.InputRowStride, tiles.Value.InputDepthStride));
            Assert.InRange(isa.RegistersOf(tiles.Score.Rows, 1), 1, isa.Registers);
            Assert.InRange(isa.RegistersOf(tiles.Value.Rows, 1), 1, isa.Registers);
            Assert.Equal(0, AttentionKernel.KeyBlock % tiles.Score.Rows);

            // Value tiles of whole rows, and less than one of them beyond the head.
            Assert.Equal(0, tiles.ValueStride % tiles.Value.Rows);
            Assert.InRange(tiles.ValueStride, headDim, headDim + tiles.Value.Rows - 1);
        }
    }

    [Theory]
    [MemberData(nameof(Isas))]
    public void Tiles_over_a_cache_fit_the_registers_and_its_panels(string name)
    {
        IsaProfile isa = Isa(name);
        IsaPlan plan = IsaPlan.Create(isa, []);
        foreach (int headDim in Enumerable.Range(1, 256))
        {
            CachedAttentionKernel kernel = Cached(headDim, group: 1);
            AttentionTiles tiles = plan.Attention(kernel);
            RowTiles row = Assert.Single(tiles.Rows);
            Assert.All(tiles.All, tile => Assert.InRange(isa.RegistersOf(tile), 1, isa.Registers));
            Assert.Equal(4, tiles.All.Count());

            // No tile of keys reaches into the next panel, no row of panels into the next block, no row of columns into the next value.
            Assert.Equal(0, PackedLayout.PanelWidth % tiles.Score.Rows);
            Assert.Equal(0, PackedLayout.KeyBlock / PackedLayout.PanelWidth % row.Score.Panels);
            Assert.Equal(0, kernel.Cache.ValueStride / PackedLayout.PanelWidth % row.Value.Panels);
            Assert.Equal(0, kernel.Cache.ValueStride % tiles.Value.Rows);
            Assert.InRange(kernel.Cache.ValueStride, headDim, headDim + PackedLayout.PanelWidth - 1);
        }
    }

    [Theory]
    [InlineData("Avx512")]
    [InlineData("Avx2")]
    [InlineData("AdvSimd")]
    public void A_query_takes_heads_of_the_same_keys_together(string name)
    {
        IsaProfile isa = Isa(name);
        IsaPlan plan = IsaPlan.Create(isa, []);
        foreach (int headDim in new[] { 1, 10, 16, 64, 80, 256 })
        {
            foreach (int group in Enumerable.Range(2, 70))
            {
                CachedAttentionKernel kernel = Cached(headDim, group);
                AttentionTiles tiles = plan.Attention(kernel);
                Assert.All(tiles.All, tile => Assert.InRange(isa.RegistersOf(tile), 1, isa.Registers));
                Assert.Equal(2, tiles.Rows.Count);
                Assert.Equal(1, tiles.Rows[1].Heads);

                // The rows of a part lie in scratch that a tile of queries has.
                RowTiles part = tiles.Rows[0];
                Assert.InRange(part.Heads, 2, System.Math.Min(group, AttentionBase.QueryTile));
                Assert.Equal(part.Heads, part.Value.Rows);
                Assert.Equal((headDim, PackedLayout.KeyBlock), (part.Score.InputRowStride, part.Score.OutputStride));
                Assert.Equal((PackedLayout.KeyBlock, kernel.Cache.ValueStride), (part.Value.InputRowStride, part.Value.OutputStride));
                Assert.Equal(0, PackedLayout.KeyBlock / PackedLayout.PanelWidth % part.Score.Panels);
                Assert.Equal(0, kernel.Cache.ValueStride / PackedLayout.PanelWidth % part.Value.Panels);
                Assert.Equal(isa.Prefetches, part.Score.FetchesAlong);
            }
        }
    }

    [Theory]
    [InlineData("Avx512", 7, 7)]
    [InlineData("Avx2", 7, 4)] // 4 and 3; six would leave one
    [InlineData("Avx2", 8, 4)]
    [InlineData("AdvSimd", 5, 5)]
    [InlineData("Portable", 4, 1)]
    [InlineData("Avx512", 71, 8)]
    public void Parts_of_heads_are_even_and_fit_the_registers(string name, int group, int heads) =>
        Assert.Equal(heads, IsaPlan.Create(Isa(name), []).Attention(Cached(64, group)).Rows[0].Heads);

    [Fact]
    public void Scratch_of_a_lane_holds_its_parts_one_after_the_other()
    {
        foreach (int headDim in Enumerable.Range(1, 256))
        {
            AttentionKernel kernel = Attention(headDim);
            IsaPlan[] plans = [.. IsaProfile.All.Select(isa => IsaPlan.Create(isa, []))];
            AttentionScratch scratch = AttentionScratch.For(kernel, plans);
            int widest = plans.Max(plan => plan.Attention(kernel).ValueStride);

            Assert.InRange(scratch.Scores, headDim * AttentionKernel.QueryTile, int.MaxValue);
            Assert.InRange(scratch.Sums, scratch.Scores + (AttentionKernel.KeyBlock * AttentionKernel.QueryTile), int.MaxValue);
            Assert.InRange(scratch.Floats, scratch.Sums + (widest * AttentionKernel.QueryTile), int.MaxValue);

            // A score tile reads whole tiles of keys, beyond the last one too; a value tile columns beyond the last, within its row.
            int keys = plans.Max(plan => plan.Attention(kernel).Score.Rows) - 1;
            Assert.InRange(AttentionScratch.Overrun(kernel, plans), keys * kernel.QueryStride, int.MaxValue);
            Assert.InRange(kernel.ValueFirst + headDim + widest, 0, kernel.QueryStride);
        }
    }

    private static IsaProfile Isa(string name) => IsaProfile.All.Single(isa => isa.Name == name);

    private static ProjectionKernel Projection(int outputs, int inputs) =>
        new("P", outputs, inputs, HasBias: true, Activation: null, ProjectionTarget.Rows, DepthBlocks.Cut(inputs));

    private static CachedAttentionKernel Cached(int headDim, int group) => new(
        "A", new AttentionShape(2 * group, 2, headDim, 1f), 2 * group * headDim, 0, KeyRange.Causal, HasWindow: false, BiasStride: 0);

    private static AttentionKernel Attention(int headDim) => new(
        "A", new AttentionShape(2, 2, headDim, 1f), PackedLayout.RowStride(6 * headDim), 0, 2 * headDim, 4 * headDim, BiasStride: 0);
}
