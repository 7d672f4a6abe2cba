using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>Attention's two tiles on one instruction set.</summary>
/// <param name="Score">Keys × 16 queries: Sᵀ = K Qᵀ.</param>
/// <param name="Value">Columns of V × 16 queries: Oᵀ += Vᵀ Pᵀ.</param>
/// <param name="ValueStride">Floats of a row in the slab of values: HeadDim, rounded up to whole value tiles.</param>
internal sealed record AttentionTiles(TilePlan Score, TilePlan Value, int ValueStride);

/// <summary>The register tiles of all kernels on one instruction set.</summary>
internal sealed record IsaPlan(IsaProfile Isa, EquatableArray<TilePlan> ProjectionTiles)
{
    /// <summary>Independent sums needed to keep two multiply-add units busy over a latency of four cycles.</summary>
    private const int SumsInFlight = 8;

    /// <summary>Tallest tile considered for attention: beyond it, text grows and speed does not.</summary>
    private const int MaxAttentionRows = 16;

    public static IsaPlan Create(IsaProfile isa, IEnumerable<ProjectionKernel> projections)
    {
        IEnumerable<int> depths = projections
            .SelectMany(kernel => kernel.Depth.Rest == 0 ? new[] { kernel.Depth.Full } : [kernel.Depth.Full, kernel.Depth.Rest])
            .Distinct()
            .OrderBy(depth => depth);
        return new IsaPlan(isa, new EquatableArray<TilePlan>(depths.SelectMany(depth => RowCounts(isa).Select(rows => Projection(isa, rows, depth)))));
    }

    /// <summary>Tile heights of projections, tallest first: the main tile, then every remainder that a batch can leave.</summary>
    public static IEnumerable<int> RowCounts(IsaProfile isa)
    {
        int below = Math.Min(isa.TileRows, PackedLayout.RowTile);
        if (isa.TileRows > below)
        {
            yield return isa.TileRows;
        }

        for (int rows = below; rows >= 1; rows--)
        {
            yield return rows;
        }
    }

    public static TilePlan Projection(IsaProfile isa, int rows, int depth) =>
        new($"Tile{rows}x{isa.TilePanels * PackedLayout.PanelWidth}_K{depth}", rows, isa.TilePanels, depth, 1, PackedLayout.RowTile, true, 0);

    public AttentionTiles Attention(AttentionKernel kernel)
    {
        int headDim = kernel.Shape.HeadDim;
        int scoreRows = Math.Min(Isa.TileRows, MaxAttentionRows);
        int valueRows = ChooseValueRows(headDim);
        int stride = (headDim + valueRows - 1) / valueRows * valueRows;
        return new AttentionTiles(
            new TilePlan($"ScoreTile{scoreRows}x16_K{headDim}", scoreRows, 1, headDim, headDim, 1, false, AttentionKernel.QueryTile),
            new TilePlan($"ValueTile{valueRows}x16_S{stride}", valueRows, 1, 0, 1, stride, true, AttentionKernel.QueryTile),
            stride);
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
