using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>Attention's two tiles on one instruction set.</summary>
/// <param name="Score">Keys × 16 queries: Sᵀ = K Qᵀ.</param>
/// <param name="Value">Columns of V × 16 queries: Oᵀ += Vᵀ Pᵀ.</param>
/// <param name="ValueStride">Rows of Oᵀ: HeadDim, rounded up to whole value tiles.</param>
internal sealed record AttentionTiles(TilePlan Score, TilePlan Value, int ValueStride)
{
    /// <summary>The tiles of single queries, for attention to a cache: of many heads first, of one head last.</summary>
    public EquatableArray<RowTiles> Rows { get; init; } = EquatableArray<RowTiles>.Empty;

    public IEnumerable<TilePlan> All => new[] { Score, Value }.Concat(Rows.SelectMany(row => new[] { row.Score, row.Value }));
}

/// <summary>The two tiles of a single query in one head, or in several that share keys and values.</summary>
/// <param name="Score">Heads × panels of 16 keys.</param>
/// <param name="Value">Heads × columns of V.</param>
internal sealed record RowTiles(TilePlan Score, TilePlan Value)
{
    public int Heads => Score.Rows;
}

/// <summary>The register tiles of all kernels on one instruction set.</summary>
/// <param name="Isa">The instruction set.</param>
/// <param name="ProjectionTiles">Tiles of an even number of rows, for each depth of a block.</param>
/// <param name="RowTiles">Tiles of one row over all k, the widest first; none where a model has no projection.</param>
/// <param name="RowPairTile">The tile of two rows over all k, wider than a main tile; null where there is none.</param>
internal sealed record IsaPlan(IsaProfile Isa, EquatableArray<TilePlan> ProjectionTiles, EquatableArray<TilePlan> RowTiles, TilePlan? RowPairTile)
{
    /// <summary>
    /// Up to so many rows weights come from far memory slower than they are used: what counts is how many places are read at once.
    /// </summary>
    public int FewRows => RowPairTile is null ? 1 : 2;

    /// <summary>
    /// Panels that few rows read at once, as registers allow: reading several places of memory at once gets more of it. More than four are too
    /// many for an AMD Zen 4, unless they hold 16-bit weights, two of which are added one after the other, so that more sums must be in flight.
    /// </summary>
    private static int RowStreams(int rows, WeightFormat format) =>
        (rows == 1 && format != WeightFormat.Float32 ? PackedLayout.WideColumnBlock : PackedLayout.ColumnBlock) / PackedLayout.PanelWidth;

    /// <summary>
    /// Keys that a single query meets at once. More would keep the multiply-add units busier, but a short sequence would read what it has not.
    /// </summary>
    private const int RowKeys = 2 * PackedLayout.PanelWidth;

    /// <summary>Independent sums needed to keep two multiply-add units busy over a latency of four cycles.</summary>
    private const int SumsInFlight = 8;

    /// <summary>Tallest tile considered for attention: beyond it, text grows and speed does not.</summary>
    private const int MaxAttentionRows = 16;

    /// <summary>Most heads that a single query takes at once: with more, what is read once for all of them hardly counts.</summary>
    private const int MaxRowHeads = 8;

    /// <summary>Every tile that multiplies by weights.</summary>
    public IEnumerable<TilePlan> AllProjectionTiles =>
        ProjectionTiles.Concat(RowTiles).Concat(new[] { RowPairTile }.OfType<TilePlan>());

    public static IsaPlan Create(IsaProfile isa, IEnumerable<ProjectionKernel> projections)
    {
        ProjectionKernel[] all = projections.ToArray();
        WeightFormat format = all.Select(kernel => kernel.Format).FirstOrDefault();
        IEnumerable<int> depths = all
            .SelectMany(kernel => kernel.Depth.Rest == 0 ? new[] { kernel.Depth.Full } : [kernel.Depth.Full, kernel.Depth.Rest])
            .Distinct()
            .OrderBy(depth => depth);
        IEnumerable<TilePlan> tiles = depths.SelectMany(depth => RowCounts(isa).Select(rows => Projection(isa, rows, depth, format)));
        return all.Length == 0
            ? new IsaPlan(isa, new EquatableArray<TilePlan>([]), new EquatableArray<TilePlan>([]), null)
            : new IsaPlan(isa, new EquatableArray<TilePlan>(tiles), new EquatableArray<TilePlan>(RowsOf(isa, format)), RowPair(isa, format));
    }

    /// <summary>
    /// Tile heights of projections, tallest first: the main tile, then 8 and 4 where they are lower. What they leave are few rows: on
    /// AVX-512 none of a power of two from 4 on, which batches and long inputs often are.
    /// </summary>
    public static IEnumerable<int> RowCounts(IsaProfile isa) =>
        new[] { isa.TileRows, 8, 4 }.Where(rows => rows <= isa.TileRows).Distinct();

    /// <summary>Tiles of a single row: as wide as streams and registers allow, and as a main tile for what is left.</summary>
    private static IEnumerable<TilePlan> RowsOf(IsaProfile isa, WeightFormat format) =>
        new[] { Widest(isa, 1, format), FewRowsTile(1, isa.TilePanels, format) }.Distinct();

    /// <summary>The tile of two rows; null where that is a main tile.</summary>
    private static TilePlan? RowPair(IsaProfile isa, WeightFormat format) => isa.TileRows > 2 ? Widest(isa, 2, format) : null;

    private static TilePlan Widest(IsaProfile isa, int rows, WeightFormat format)
    {
        int panels = RowStreams(rows, format);
        while (isa.RegistersOf(FewRowsTile(rows, panels, format)) > isa.Registers)
        {
            panels /= 2;
        }

        return FewRowsTile(rows, panels, format);
    }

    private static TilePlan FewRowsTile(int rows, int panels, WeightFormat format) =>
        new($"{(rows == 1 ? "Row" : "RowPair")}Tile{panels * PackedLayout.PanelWidth}", rows, panels, 0, 0, 1, true, 0) { Format = format };

    public static TilePlan Projection(IsaProfile isa, int rows, int depth, WeightFormat format = WeightFormat.Float32) =>
        new($"Tile{rows}x{isa.TilePanels * PackedLayout.PanelWidth}_K{depth}", rows, isa.TilePanels, depth, 0, 1, true, 0) { Format = format };

    public AttentionTiles Attention(AttentionBase kernel) =>
        kernel is CachedAttentionKernel cached ? CachedAttention(cached) : WholeAttention(kernel);

    /// <summary>Tiles that read keys and values in the rows that a projection left.</summary>
    private AttentionTiles WholeAttention(AttentionBase kernel)
    {
        int headDim = kernel.Shape.HeadDim;
        int scoreRows = Math.Min(Isa.TileRows, MaxAttentionRows);
        int valueRows = ChooseValueRows(headDim);
        int stride = (headDim + valueRows - 1) / valueRows * valueRows;
        return new AttentionTiles(
            new TilePlan($"ScoreTile{scoreRows}x16_K{headDim}", scoreRows, 1, headDim, kernel.QueryStride, 1, false, AttentionBase.QueryTile),
            new TilePlan($"ValueTile{valueRows}x16_S{kernel.QueryStride}", valueRows, 1, 0, 1, kernel.QueryStride, true, AttentionBase.QueryTile),
            stride);
    }

    /// <summary>Tiles that read panels of 16 keys: their heights divide 16. A single query has tiles of its own, which use all lanes.</summary>
    private AttentionTiles CachedAttention(CachedAttentionKernel kernel)
    {
        const int Width = PackedLayout.PanelWidth;
        CacheLayout cache = kernel.Cache;
        int rows = Width;
        while (Isa.RegistersOf(rows, 1) > Isa.Registers)
        {
            rows /= 2;
        }

        return new AttentionTiles(
            new TilePlan($"CachedScoreTile{rows}x16_K{cache.HeadDim}", rows, 1, cache.HeadDim, 1, Width, false, AttentionBase.QueryTile),
            new TilePlan($"CachedValueTile{rows}x16_S{cache.ValueStride}", rows, 1, 0, 1, cache.ValueStride, true, AttentionBase.QueryTile),
            cache.ValueStride)
        {
            Rows = new EquatableArray<RowTiles>(new[] { ChooseRowHeads(kernel), 1 }.Distinct().Select(heads => RowsOf(kernel, heads))),
        };
    }

    private RowTiles RowsOf(CachedAttentionKernel kernel, int heads)
    {
        CacheLayout cache = kernel.Cache;
        const int Width = PackedLayout.PanelWidth;
        string row = heads == 1 ? "Row" : $"Row{heads}x";
        int keys = RowPanels(heads, RowKeys / Width);
        int columns = RowPanels(heads, cache.ValueStride / Width);
        bool fetches = heads > 1 && Isa.Prefetches; // for a single head nothing is gained
        return new RowTiles(
            new TilePlan($"Score{row}{keys * Width}_K{cache.HeadDim}", heads, keys, cache.HeadDim, cache.HeadDim, 1, false, AttentionBase.KeyBlock)
            {
                PanelStride = cache.PanelFloats,
                FetchesAlong = fetches,
            },
            new TilePlan($"Value{row}{columns * Width}_S{cache.ValueStride}", heads, columns, 0, AttentionBase.KeyBlock, 1, true, cache.ValueStride)
            {
                WeightStride = cache.ValueStride,
                PanelStride = Width,
                FetchesAlong = fetches,
            });
    }

    /// <summary>
    /// How many heads of the same keys a single query takes at once: each panel is then read for all of them, and their sums wait for each
    /// other less. Where such parts do not divide the heads, the last one goes back over heads of the one before. The portable set has
    /// registers for two heads, which gain too little for the text.
    /// </summary>
    private int ChooseRowHeads(CachedAttentionKernel kernel)
    {
        int group = kernel.BiasStride > 0 || !Isa.IsFused ? 1 : kernel.Group;
        int best = 1;
        for (int heads = 2; heads <= Math.Min(group, MaxRowHeads) && Isa.RegistersOf(heads, 1) <= Isa.Registers; heads++)
        {
            if (Cost(heads) <= Cost(best))
            {
                best = heads;
            }
        }

        return best;

        // A load and a product for each head.
        int Cost(int heads) => (group + heads - 1) / heads * (heads + 1);
    }

    /// <summary>
    /// The most panels, of a number of them, that a tile of few rows can hold; for a single row, more sums than keep the units busy would be
    /// text alone.
    /// </summary>
    private int RowPanels(int rows, int count)
    {
        int panels = count;
        while (count % panels != 0
            || (rows == 1 && panels > 1 && (panels - 1) * Isa.VectorsPerPanel >= SumsInFlight)
            || Isa.RegistersOf(new TilePlan("", rows, panels, 0, 0, 0, false, 0)) > Isa.Registers)
        {
            panels--;
        }

        return panels;
    }

    /// <summary>
    /// The height that wastes the fewest cycles on a head: rows beyond HeadDim are computed for nothing, low tiles wait for their sums.
    /// </summary>
    private int ChooseValueRows(int headDim)
    {
        int best = 1;
        int bestCost = int.MaxValue;
        for (int rows = 1; rows <= MaxAttentionRows && Isa.RegistersOf(rows, 1) <= Isa.Registers; rows++)
        {
            int cost = (headDim + rows - 1) / rows * (Math.Max(rows * Isa.VectorsPerPanel, SumsInFlight) + 1);
            if (cost <= bestCost)
            {
                (best, bestCost) = (rows, cost);
            }
        }

        return best;
    }
}
