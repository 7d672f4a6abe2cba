using System.Linq;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints projections: the loop over work items, panels and depth blocks that feeds the register tiles.</summary>
internal static class ProjectionWriter
{
    /// <summary>Panels of 16 outputs in one work item: 64 outputs of up to 132 rows.</summary>
    private const int PanelsPerItem = 4;

    public static string Summary(ProjectionKernel kernel)
    {
        if (kernel.IsGated)
        {
            return GatedSummary(kernel);
        }

        string bias = kernel.HasBias ? " + b[o]" : "";
        string sum = $"Σ_k x[t, k] · w[o, k]{bias}";
        string value = kernel.Activation is { } activation ? $"{activation.ToString().ToLowerInvariant()}({sum})" : sum;
        string assign = kernel.Target == ProjectionTarget.AddToRows ? "+=" : "=";
        return $"y[t, o] {assign} {value}   x: [T, {kernel.Inputs}]   w: [{kernel.Outputs}, {kernel.Inputs}]   y: [T, {kernel.Outputs}]";
    }

    private static string GatedSummary(ProjectionKernel kernel)
    {
        string Sum(string part) => $"Σ_k x[t, k] · {part}[o, k]{(kernel.HasBias ? $" + b_{part}[o]" : "")}";
        return $"y[t, o] = {kernel.Activation?.ToString().ToLowerInvariant()}({Sum("gate")}) · ({Sum("up")})   "
            + $"x: [T, {kernel.Inputs}]   gate, up: [{kernel.Outputs}, {kernel.Inputs}]   y: [T, {kernel.Outputs}]";
    }

    /// <summary>How weights and result lie in memory.</summary>
    public static string Form(ProjectionKernel kernel) =>
        $"Weights packed as [{PackedLayout.PanelCount(kernel.PackedOutputs)}][{kernel.Slots}][16]"
        + $"{(kernel.Format == WeightFormat.Float32 ? "" : $" pairs of {KernelText.NameOf(kernel.Format)}, k and k + 1")}"
        + $"{(kernel.IsGated ? ", gate and up by turns" : "")}; y {Describe(kernel.Target)}.";

    /// <summary>The main tile of an instruction set, and the loops around it from the outermost.</summary>
    public static string Loops(IsaPlan plan, ProjectionKernel kernel)
    {
        DepthBlocks depth = kernel.Depth;
        TilePlan tile = plan.ProjectionTiles.First(tile => tile.Depth == depth.Full);
        string blocks = depth.FullCount == 1 ? $"{depth.Full} k" : $"{depth.FullCount} blocks of {depth.Full} k";
        string rest = depth.Rest == 0 ? "" : $" and {depth.Rest}";
        string panels = kernel.IsGated
            ? $"{PackedLayout.PanelWidth} gates and outputs{(tile.Panels == 1 ? ", gates before outputs" : "")}"
            : $"{tile.Panels * PackedLayout.PanelWidth} outputs";
        return $"Tile {KernelDoc.Tile(plan.Isa, tile)}. "
            + $"Loops: {Planner.RowBlock} rows × {PanelsPerItem * PackedLayout.PanelWidth} {(kernel.IsGated ? "gates and outputs" : "outputs")}, "
            + $"{panels}, {blocks}{rest}, {tile.Rows} rows, k.";
    }

    public static string Signature(ProjectionKernel kernel) =>
        $"{KernelText.Lane} lane, nint rows, ref float x, ref float w, ref float bias, ref float y, ref float scratch";

    public static void Write(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel)
    {
        int width = kernel.IsGated ? PackedLayout.PairWidth : isa.TilePanels * PackedLayout.PanelWidth;
        int groups = (PackedLayout.PanelCount(kernel.PackedOutputs) + PanelsPerItem - 1) / PanelsPerItem;
        int groupWidth = PanelsPerItem * PackedLayout.PanelWidth;
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () =>
        {
            writer.Lines($"""
                int items = (int)((rows + {Planner.RowBlock - 1}) / {Planner.RowBlock}){(groups == 1 ? "" : $" * {groups}")};
                while (lane.Claim(items, out int item))
                """);
            writer.Open();
            writer.Lines($"""
                nint firstRow = item{(groups == 1 ? "" : $" / {groups}")} * {Planner.RowBlock};
                nint count = Least(rows - firstRow, {Planner.RowBlock});
                nint first = {(groups == 1 ? "0" : $"item % {groups} * {groupWidth}")};
                nint end = Least(first + {groupWidth}, {kernel.PackedOutputs});
                ref float xBlock = ref At(ref x, firstRow * {kernel.Inputs});
                """);
            writer.Block($"for (nint o = first; o < end; o += {width})", () => WritePanel(writer, isa, kernel, width));
            writer.Close();
        });
    }

    private static void WritePanel(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel, int width)
    {
        writer.Lines($"ref float panel = ref At(ref w, o * {kernel.Slots});");
        if (kernel.IsGated)
        {
            WriteGated(writer, isa, kernel);
            return;
        }

        bool hasTail = kernel.Outputs % width != 0;
        if (!kernel.IsDirect || kernel.Outputs < width)
        {
            WriteThroughScratch(writer, isa, kernel, width);
            return;
        }

        if (!hasTail)
        {
            WriteDirect(writer, isa, kernel, width);
            return;
        }

        writer.Block($"if (o + {width} <= {kernel.Outputs})", () => WriteDirect(writer, isa, kernel, width));
        writer.Block("else", () => WriteThroughScratch(writer, isa, kernel, width));
    }

    /// <summary>Whole panels: tiles sum in place.</summary>
    private static void WriteDirect(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel, int width)
    {
        writer.Lines($"ref float yBlock = ref At(ref y, (firstRow * {kernel.Outputs}) + o);");
        string init = kernel.HasBias ? "ref At(ref bias, o), 0" : "ref bias, 0";
        if (kernel.Target == ProjectionTarget.AddToRows)
        {
            if (kernel.HasBias)
            {
                writer.Lines($"AddToRows{width}(count, ref At(ref bias, o), ref yBlock, {kernel.Outputs});");
            }

            init = $"ref yBlock, {kernel.Outputs}";
        }

        WriteDepth(writer, kernel, init, "yBlock", kernel.Outputs);
    }

    /// <summary>Panels with an activation, or that reach beyond the last output: sums pass through scratch.</summary>
    private static void WriteThroughScratch(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel, int width)
    {
        string init = kernel.HasBias ? "ref At(ref bias, o), 0" : "ref bias, 0";
        WriteDepth(writer, kernel, init, "scratch", width);
        if (kernel.Activation is { } activation)
        {
            writer.Lines($"{activation}(count * {width}, ref scratch);");
        }

        string columns = kernel.Outputs % width == 0 ? $"{width}" : $"Least({kernel.Outputs} - o, {width})";
        writer.Lines(kernel.Target switch
        {
            ProjectionTarget.Packed => $"Pack(count, {columns}, ref scratch, {width}, ref At(ref y, (firstRow * {kernel.Outputs}) + (o * 6)), {6 * kernel.Outputs});",
            ProjectionTarget.AddToRows => $"AddColumns{width}(count, {columns}, ref scratch, ref At(ref y, (firstRow * {kernel.Outputs}) + o), {kernel.Outputs});",
            _ => $"CopyColumns{width}(count, {columns}, ref scratch, ref At(ref y, (firstRow * {kernel.Outputs}) + o), {kernel.Outputs});",
        });
    }

    /// <summary>A pair of panels: sums of 16 gates stand left in scratch, what they multiply right of them.</summary>
    private static void WriteGated(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel)
    {
        const int Half = PackedLayout.PanelWidth;
        const int Pair = PackedLayout.PairWidth;
        WriteDepth(writer, kernel, kernel.HasBias ? "ref At(ref bias, o), 0" : "ref bias, 0", "scratch", Pair);
        if (isa.TilePanels == 1)
        {
            writer.Lines($"panel = ref At(ref panel, {Half * kernel.Slots});\nref float up = ref At(ref scratch, {Half});");
            WriteDepth(writer, kernel, kernel.HasBias ? $"ref At(ref bias, o + {Half}), 0" : "ref bias, 0", "up", Pair);
        }

        string columns = kernel.Outputs % Half == 0 ? $"{Half}" : $"Least({kernel.Outputs} - (o / 2), {Half})";
        writer.Lines($"""
            Gate{kernel.Activation}(count, ref scratch);
            Pack(count, {columns}, ref scratch, {Pair}, ref At(ref y, (firstRow * {kernel.Outputs}) + (o / 2 * 6)), {6 * kernel.Outputs});
            """);
    }

    /// <summary>All blocks of k of a panel (or pair), over all rows of the item.</summary>
    private static void WriteDepth(SourceWriter writer, ProjectionKernel kernel, string init, string target, int targetRow) =>
        writer.Lines($"{DepthName(kernel.Depth)}(count, ref xBlock, ref panel, {init}, ref {target}, {targetRow});");

    private static string DepthName(DepthBlocks depth) => $"Depth{depth.Total}";

    /// <summary>
    /// The method that takes a panel (or pair) through its blocks of k, first to last: the first starts from init, the others from the sums so
    /// far.
    /// </summary>
    public static void WriteDepth(SourceWriter writer, IsaProfile isa, DepthBlocks depth, WeightFormat format)
    {
        int inputs = depth.Total;
        int FloatsOf(int steps) => PackedLayout.Slots(steps, format) * PackedLayout.PanelWidth;
        int tail = depth.Full * depth.FullCount;
        int last = depth.Rest > 0 ? tail : tail - depth.Full;
        string pair = isa.TilePanels > 1 ? $"{FloatsOf(inputs)}, " : "";
        const string Sums = "ref y, yRow";
        string Call(int steps, string k, string start)
        {
            string x = k == "0" ? "ref x" : $"ref At(ref x, {k} * 6)";
            string w = k == "0" ? "ref w" : $"ref At(ref w, {k} * {FloatsOf(2) / 2})";

            // What is read next: the following block of these panels, after the last one the following panels.
            int next = k == $"{last}" ? (isa.TilePanels * FloatsOf(inputs)) - FloatsOf(last) : FloatsOf(steps);
            string ahead = isa.Prefetches ? $"{next}, " : "";
            return $"Rows_K{steps}(rows, {x}, {6 * inputs}, {w}, {pair}{ahead}{start}, {Sums});";
        }

        writer.Lines($"/// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for {isa.TilePanels * PackedLayout.PanelWidth} outputs o and {inputs} k, in blocks for the L1 cache.</summary>\n[MethodImpl(Hot)]");
        writer.Method($"private static void {DepthName(depth)}(nint rows, ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow)", () =>
        {
            writer.Lines(Call(depth.Full, "0", "ref init, initRow"));
            if (last > depth.Full)
            {
                writer.Block($"for (nint k = {depth.Full}; k < {last}; k += {depth.Full})", () => writer.Lines(Call(depth.Full, "k", Sums)));
            }

            if (last > 0)
            {
                writer.Lines(Call(depth.Rest > 0 ? depth.Rest : depth.Full, $"{last}", Sums));
            }
        });
    }

    /// <summary>
    /// Runs one panel (or pair) of weights, one block of k deep, over all rows of an item: tall tiles first, then the remainder.
    /// </summary>
    public static void WriteRows(SourceWriter writer, IsaPlan plan, int depth)
    {
        IsaProfile isa = plan.Isa;
        TilePlan[] tiles = plan.ProjectionTiles.Where(tile => tile.Depth == depth).OrderByDescending(tile => tile.Rows).ToArray();
        string pair = isa.TilePanels > 1 ? "nint wPanel, " : "";
        string ahead = isa.Prefetches ? "nint ahead, " : "";
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"private static void Rows_K{depth}(nint rows, ref float x, nint xTile, ref float w, {pair}{ahead}ref float init, nint initRow, ref float y, nint yRow)", () =>
        {
            writer.Lines("nint row = 0;");
            TilePlan main = tiles[0];
            writer.Block($"for (; row + {main.Rows} <= rows; row += {main.Rows})", () => writer.Lines(TileCall(isa, main)));
            foreach (TilePlan tile in tiles.Skip(1))
            {
                writer.Block($"if (row + {tile.Rows} <= rows)", () => writer.Lines(TileCall(isa, tile)).Lines($"row += {tile.Rows};"));
            }
        });
    }

    private static string TileCall(IsaProfile isa, TilePlan tile)
    {
        // A tile lower than 6 rows may begin inside a packed tile.
        string x = tile.Rows < PackedLayout.RowTile ? "ref At(ref x, (row / 6 * xTile) + (row % 6))" : "ref At(ref x, row / 6 * xTile)";
        string second = tile.HasSecondInput ? "xTile, " : "";
        string pair = tile.Panels > 1 ? ", wPanel" : "";
        string ahead = isa.Prefetches ? ", ahead" : "";
        string odd = tile.LoadsTwice ? ", ref w" : "";
        return $"{tile.Name}({x}, {second}ref w{odd}{pair}{ahead}, ref At(ref init, row * initRow), initRow, ref At(ref y, row * yRow), yRow);";
    }

    private static string Describe(ProjectionTarget target) => target switch
    {
        ProjectionTarget.Packed => "is packed for the next projection",
        ProjectionTarget.AddToRows => "is a residual sum, row-major",
        _ => "is row-major",
    };
}
