using System;
using System.Globalization;
using System.Linq;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints what stands above a kernel: formula with shapes, cost, and on its body the tile and the loops.</summary>
internal static class KernelDoc
{
    /// <summary>On the member of <c>IKernels</c>: what every instruction set has in common.</summary>
    public static void WriteMember(SourceWriter writer, Kernel kernel)
    {
        string form = kernel is ProjectionKernel projection ? " " + ProjectionWriter.Form(projection) : "";
        writer.Lines($"""
            /// <summary>{Escape(Formula(kernel))}</summary>
            /// <remarks>{Escape(Cost(kernel))}.{form}</remarks>
            """);
    }

    /// <summary>On the body of one instruction set: also how it is computed there.</summary>
    public static void WriteBody(SourceWriter writer, IsaPlan plan, Kernel kernel) => writer.Lines($"""
        /// <summary>{Escape(Formula(kernel))}</summary>
        /// <remarks>{Escape(Loops(plan, kernel))}</remarks>
        """);

    /// <summary>A register tile and the registers it takes: accumulators, one row of weights, one broadcast input.</summary>
    public static string Tile(IsaProfile isa, TilePlan tile)
    {
        int vectors = tile.Panels * isa.VectorsPerPanel;
        int constants = isa.ConstantsOf(tile);
        int others = isa.RegistersOf(tile) - (tile.Rows * vectors) - 1 - constants;
        string weights = (others == 0 ? "" : $" + {others} weights") + (constants == 0 ? "" : $" + {constants} constants");
        return $"{tile.Rows} × {tile.Panels * PackedLayout.PanelWidth}: {tile.Rows * vectors} accumulators{weights} + 1 input "
            + $"= {isa.RegistersOf(tile)} of {isa.Registers} registers";
    }

    /// <summary>FLOP, element functions and bytes for each unit of work, then the parameters that all units share.</summary>
    public static string Cost(Kernel kernel)
    {
        string weights = kernel.WeightBytes == 0 ? "" : $"; parameters {Quantity(kernel.WeightBytes, "B")}";
        return "Per " + string.Join("; per ", kernel.Costs.Select(Cost)) + weights;
    }

    private static string Cost(KernelCost cost)
    {
        string function = cost.Function is null ? "" : $" + {cost.Evaluations} {cost.Function}";
        string flops = cost.Flops == 0 ? "" : $" {Quantity(cost.Flops, "FLOP")}{function},";
        string read = cost.BytesRead == 0 ? "" : $" reads {Quantity(cost.BytesRead, "B")},";
        string written = cost.BytesWritten == 0 ? "" : $" writes {Quantity(cost.BytesWritten, "B")},";
        return $"{cost.Unit}:{flops}{read}{written}".TrimEnd(',');
    }

    /// <summary>Exact: with a prefix from a million on.</summary>
    private static string Quantity(long value, string unit) => value < 1_000_000
        ? $"{value} {unit}"
        : $"{(value / 1e6).ToString("0.######", CultureInfo.InvariantCulture)} M{unit}";

    private static string Formula(Kernel kernel) => kernel switch
    {
        EmbedKernel embed => RowWriter.Summary(embed),
        NormKernel norm => RowWriter.Summary(norm),
        ProjectionKernel projection => ProjectionWriter.Summary(projection),
        AttentionKernel attention => AttentionWriter.Summary(attention),
        CacheKernel cache => CacheWriter.Summary(cache),
        CachedAttentionKernel attention => CachedAttentionWriter.Summary(attention),
        GatherKernel gather => RowWriter.Summary(gather),
        MeanKernel mean => RowWriter.Summary(mean),
        _ => throw new InvalidOperationException($"no formula for {kernel.GetType().Name}"),
    };

    private static string Loops(IsaPlan plan, Kernel kernel) => kernel switch
    {
        EmbedKernel embed => RowWriter.Loops(plan.Isa, embed),
        NormKernel norm => RowWriter.Loops(plan.Isa, norm),
        ProjectionKernel projection => ProjectionWriter.Loops(plan, projection),
        AttentionKernel attention => AttentionWriter.Loops(plan, attention),
        CacheKernel cache => CacheWriter.Loops(plan.Isa, cache),
        CachedAttentionKernel attention => CachedAttentionWriter.Loops(plan, attention),
        GatherKernel gather => RowWriter.Loops(plan.Isa, gather),
        MeanKernel mean => RowWriter.Loops(plan.Isa, mean),
        _ => throw new InvalidOperationException($"no loops for {kernel.GetType().Name}"),
    };

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
