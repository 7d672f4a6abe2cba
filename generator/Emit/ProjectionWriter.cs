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

    public static void Write(SourceWriter writer, IsaPlan plan, ProjectionKernel kernel)
    {
        int width = kernel.IsGated ? PackedLayout.PairWidth : TileWidth(plan.Isa);
        int groupWidth = PanelsPerItem * PackedLayout.PanelWidth;
        int groups = (kernel.PackedOutputs + groupWidth - 1) / groupWidth;
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
                {(IsWhole(kernel) ? "" : $"nint end = Least(first + {groupWidth}, {kernel.PackedOutputs});\n")}nint width = count == 1 ? {groupWidth} : {width};
                """);
            string end = IsWhole(kernel) ? $"first + {groupWidth}" : "end";
            writer.Block($"for (nint o = first; o < {end}; o += width)", () =>
            {
                if (!IsWhole(kernel))
                {
                    writer.Lines("nint columns = Least(width, end - o);");
                }

                WritePanels(writer, plan.Isa, kernel);
            });
            writer.Close();
        });
    }

    /// <summary>Whether all work items have the same number of outputs.</summary>
    private static bool IsWhole(ProjectionKernel kernel) => kernel.PackedOutputs % (PanelsPerItem * PackedLayout.PanelWidth) == 0;

    /// <summary>What the number of outputs computed at once is called.</summary>
    private static string Columns(ProjectionKernel kernel) => IsWhole(kernel) ? "width" : "columns";

    /// <summary>Whether results pass through scratch to rows of y.</summary>
    public static bool CopiesRows(IsaProfile isa, ProjectionKernel kernel) =>
        kernel.Target != ProjectionTarget.Packed && (!kernel.IsDirect || kernel.Outputs % TileWidth(isa) != 0);

    private static int TileWidth(IsaProfile isa) => isa.TilePanels * PackedLayout.PanelWidth;

    private static void WritePanels(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel)
    {
        int tile = TileWidth(isa);
        if (kernel.IsGated)
        {
            WriteGated(writer, isa, kernel);
        }
        else if (!kernel.IsDirect || kernel.Outputs < tile)
        {
            WriteThroughScratch(writer, kernel);
        }
        else if (kernel.Outputs % tile == 0)
        {
            WriteDirect(writer, kernel);
        }
        else
        {
            writer.Block("if (columns == width)", () => WriteDirect(writer, kernel));
            writer.Block("else", () => WriteThroughScratch(writer, kernel));
        }
    }

    /// <summary>Whole tiles: they sum in place.</summary>
    private static void WriteDirect(SourceWriter writer, ProjectionKernel kernel)
    {
        if (kernel.Target == ProjectionTarget.AddToRows)
        {
            writer.Lines($"ref float block = {Block(kernel)};");
            WriteBias(writer, kernel, $"ref block, {kernel.Outputs}");
            WriteDepth(writer, kernel, $"ref block, {kernel.Outputs}", $"ref block, {kernel.Outputs}");
        }
        else
        {
            WriteDepth(writer, kernel, Init(kernel), $"{Block(kernel)}, {kernel.Outputs}");
        }
    }

    /// <summary>Outputs with an activation, or panels that reach beyond the last output: sums pass through scratch.</summary>
    private static void WriteThroughScratch(SourceWriter writer, ProjectionKernel kernel)
    {
        string init = Init(kernel);
        if (kernel.Target == ProjectionTarget.AddToRows)
        {
            writer.Lines($"CopyRows(count, {Columns(kernel)}, {Block(kernel)}, {kernel.Outputs}, ref scratch, width);");
            WriteBias(writer, kernel, "ref scratch, width");
            init = "ref scratch, width";
        }

        WriteDepth(writer, kernel, init, "ref scratch, width");
        if (kernel.Activation is { } activation)
        {
            writer.Lines($"{activation}(count * width, ref scratch);");
        }

        writer.Lines(kernel.Target == ProjectionTarget.Packed
            ? $"Pack(count, {Columns(kernel)}, ref scratch, width, ref At(ref y, (firstRow * {kernel.Outputs}) + (o * 6)), {6 * kernel.Outputs});"
            : $"CopyRows(count, {Columns(kernel)}, ref scratch, width, {Block(kernel)}, {kernel.Outputs});");
    }

    /// <summary>Pairs of panels: sums of 16 gates stand left in scratch, what they multiply right of them.</summary>
    private static void WriteGated(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel)
    {
        const int Half = PackedLayout.PanelWidth;
        const int Pair = PackedLayout.PairWidth;
        if (isa.TilePanels > 1)
        {
            WriteDepth(writer, kernel, Init(kernel), $"ref scratch, {Pair}");
        }
        else
        {
            writer.Lines($"nint tile = count == 1 ? width : {Half};");
            string init = kernel.HasBias ? "ref At(ref bias, o + p), 0" : "ref bias, 0";
            writer.Block($"for (nint p = 0; p < {Columns(kernel)}; p += tile)", () => writer.Lines(
                $"{DepthName(kernel.Depth)}({kernel.Inputs}, count, {(IsWhole(kernel) ? "tile" : "Least(tile, columns - p)")}, {Input(kernel)}, ref At(ref w, (o + p) * {kernel.Slots}), {init}, ref At(ref scratch, p), {Pair});"));
        }

        string outputs = kernel.Outputs % Half == 0 ? $"{Half}" : $"Least({kernel.Outputs} - ((o + p) / 2), {Half})";
        writer.Block($"for (nint p = 0; p < {Columns(kernel)}; p += {Pair})", () => writer.Lines($"""
            Gate{kernel.Activation}(count, ref At(ref scratch, p));
            Pack(count, {outputs}, ref At(ref scratch, p), {Pair}, ref At(ref y, (firstRow * {kernel.Outputs}) + ((o + p) / 2 * 6)), {6 * kernel.Outputs});
            """));
    }

    /// <summary>Where sums start, and the distance of two rows of it: the bias is the same for all.</summary>
    private static string Init(ProjectionKernel kernel) => kernel.HasBias ? "ref At(ref bias, o), 0" : "ref bias, 0";

    /// <summary>The packed rows of x that are read.</summary>
    private static string Input(ProjectionKernel kernel) => $"ref At(ref x, firstRow * {kernel.Inputs})";

    /// <summary>The rows and columns of y that are computed.</summary>
    private static string Block(ProjectionKernel kernel) => $"ref At(ref y, (firstRow * {kernel.Outputs}) + o)";

    private static void WriteBias(SourceWriter writer, ProjectionKernel kernel, string rows)
    {
        if (kernel.HasBias)
        {
            writer.Lines($"AddBias(count, {Columns(kernel)}, ref At(ref bias, o), {rows});");
        }
    }

    /// <summary>All blocks of k of some panels, over all rows of the item.</summary>
    private static void WriteDepth(SourceWriter writer, ProjectionKernel kernel, string init, string target) =>
        writer.Lines($"{DepthName(kernel.Depth)}({kernel.Inputs}, count, {Columns(kernel)}, {Input(kernel)}, ref At(ref w, o * {kernel.Slots}), {init}, {target});");

    /// <summary>Projections whose inputs are cut into blocks of the same sizes share a method.</summary>
    public static string DepthName(DepthBlocks depth) => $"Depth{depth.Full}{(depth.Rest > 0 ? $"_{depth.Rest}" : "")}";

    /// <summary>
    /// The method that takes a panel (or pair) through its blocks of k, first to last: the first starts from init, the others from the sums so
    /// far. An odd row is left to <see cref="WriteRow"/>.
    /// </summary>
    public static void WriteDepth(SourceWriter writer, IsaPlan plan, DepthBlocks depth, WeightFormat format)
    {
        IsaProfile isa = plan.Isa;
        string slots = format == WeightFormat.Float32 ? "inputs" : "((inputs + 1) / 2)";
        int block = PackedLayout.Slots(depth.Full, format) * PackedLayout.PanelWidth;
        writer.Lines($"""
            /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] in blocks of k for the L1 cache, for {TileWidth(isa)} outputs o; of a single row, all columns.</summary>
            [MethodImpl(Hot)]
            """);
        writer.Method($"private static void {DepthName(depth)}(nint inputs, nint rows, nint columns, ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow)", () =>
        {
            writer.Block("if (rows % 2 != 0)", () => writer
                .Lines("rows--;")
                .Lines("Row(inputs, columns, ref At(ref x, (rows / 6 * 6 * inputs) + (rows % 6)), ref w, ref At(ref init, rows * initRow), ref At(ref y, rows * yRow));"));
            writer.Lines($"nint xTile = 6 * inputs;{(isa.TilePanels > 1 ? $"\nnint wPanel = {PackedLayout.PanelWidth} * {slots};" : "")}");
            if (isa.Prefetches)
            {
                writer.Lines($"// What is read next: the following block of these outputs, after the last one the following outputs.\nnint left = {TileWidth(isa)} * {slots};");
            }

            writer.Block($"for (nint k = {depth.Full}; rows > 0 && k <= inputs; k += {depth.Full})", () =>
            {
                WriteRows(writer, plan, depth.Full, isa.Prefetches ? $"k < inputs ? {block} : left" : "");
                writer.Lines($"x = ref At(ref x, {6 * depth.Full});\nw = ref At(ref w, {block});{(isa.Prefetches ? $"\nleft -= {block};" : "")}\ninit = ref y;\ninitRow = yRow;");
            });
            if (depth.Rest > 0)
            {
                writer.Block("if (rows > 0)", () => WriteRows(writer, plan, depth.Rest, isa.Prefetches ? "left" : ""));
            }
        });
    }

    /// <summary>
    /// One row times several panels side by side, over all k at once: it computes less than it reads, and a processor reads several places of
    /// memory at once faster than one.
    /// </summary>
    public static void WriteRow(SourceWriter writer, IsaPlan plan, WeightFormat format)
    {
        string slots = format == WeightFormat.Float32 ? "depth" : "((depth + 1) / 2)";
        writer.Lines("/// <summary>y[o] = init[o] + Σ_k x[k] · w[k, o] for one row, k = 0 .. depth - 1.</summary>\n[MethodImpl(Hot)]");
        writer.Method("private static void Row(nint depth, nint columns, ref float x, ref float w, ref float init, ref float y)", () =>
        {
            writer.Lines("nint o = 0;");
            foreach (TilePlan tile in plan.RowTiles)
            {
                int width = tile.Panels * PackedLayout.PanelWidth;
                string panel = tile.Panels > 1 ? $"16 * {slots}, " : "";
                string condition = tile == plan.RowTiles.Last() ? "o < columns" : $"o + {width} <= columns";
                writer.Block($"for (; {condition}; o += {width})", () => writer.Lines(
                    $"{tile.Name}(depth, ref x, ref At(ref w, o * {slots}), {panel}ref At(ref init, o), ref At(ref y, o));"));
            }
        });
    }

    /// <summary>
    /// Runs one panel (or pair) of weights, one block of k deep, over an even number of rows: tall tiles first, then the remainder.
    /// </summary>
    private static void WriteRows(SourceWriter writer, IsaPlan plan, int depth, string ahead)
    {
        TilePlan[] tiles = plan.ProjectionTiles.Where(tile => tile.Depth == depth).OrderByDescending(tile => tile.Rows).ToArray();
        writer.Lines((ahead.Length == 0 ? "" : $"nint ahead = {ahead};\n") + "nint row = 0;");
        TilePlan main = tiles[0];
        writer.Block($"for (; row + {main.Rows} <= rows; row += {main.Rows})", () => writer.Lines(TileCall(plan.Isa, main)));
        foreach (TilePlan tile in tiles.Skip(1))
        {
            writer.Block($"if (row + {tile.Rows} <= rows)", () => writer.Lines(TileCall(plan.Isa, tile)).Lines($"row += {tile.Rows};"));
        }
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
