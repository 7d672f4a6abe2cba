using System.Linq;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints projections: the loop over work items, panels and depth blocks that feeds the register tiles.</summary>
internal static class ProjectionWriter
{
    private const int GroupWidth = PackedLayout.ColumnBlock;

    /// <summary>A block of scratch, and the distance of two of its rows.</summary>
    private static readonly string s_scratch = $"ref scratch, {GroupWidth}";

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
            + $"Loops: {PackedLayout.RowBlock} rows × {GroupWidth} {(kernel.IsGated ? "gates and outputs" : "outputs")}, "
            + $"{panels}, {blocks}{rest}, {tile.Rows} rows, k.";
    }

    public static string Signature(ProjectionKernel kernel) =>
        $"{KernelText.Lane} lane, nint rows, ref float x, ref float w, ref float bias, ref float y, ref float scratch";

    public static void Write(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel)
    {
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () =>
        {
            writer.Lines($"while (lane.ClaimBlock(rows, {kernel.PackedOutputs}, out nint firstRow, out nint count, out nint o, out nint columns))").Open();
            WriteGroup(writer, isa, kernel);
            writer.Close();
        });
    }

    private static int TileWidth(IsaProfile isa) => isa.TilePanels * PackedLayout.PanelWidth;

    /// <summary>Whether results pass through scratch to rows of y.</summary>
    public static bool CopiesRows(IsaProfile isa, ProjectionKernel kernel) =>
        kernel.Target != ProjectionTarget.Packed && (!kernel.IsDirect || kernel.Outputs % TileWidth(isa) != 0);

    private static void WriteGroup(SourceWriter writer, IsaProfile isa, ProjectionKernel kernel)
    {
        if (kernel.IsGated)
        {
            WriteGated(writer, kernel);
        }
        else if (!kernel.IsDirect || kernel.Outputs < TileWidth(isa))
        {
            WriteThroughScratch(writer, kernel);
        }
        else if (kernel.Outputs % TileWidth(isa) == 0)
        {
            WriteDirect(writer, kernel);
        }
        else
        {
            writer.Block($"if (columns % {TileWidth(isa)} == 0)", () => WriteDirect(writer, kernel));
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
            writer.Lines($"CopyRows(count, columns, {Block(kernel)}, {kernel.Outputs}, {s_scratch});");
            WriteBias(writer, kernel, s_scratch);
            init = s_scratch;
        }

        WriteDepth(writer, kernel, init, s_scratch);
        if (kernel.Activation is { } activation)
        {
            writer.Lines($"{activation}(((count - 1) * {GroupWidth}) + columns, ref scratch);");
        }

        writer.Lines(kernel.Target == ProjectionTarget.Packed
            ? $"Pack(count, columns, {s_scratch}, ref At(ref y, (firstRow * {kernel.Outputs}) + (o * 6)), {6 * kernel.Outputs});"
            : $"CopyRows(count, columns, {s_scratch}, {Block(kernel)}, {kernel.Outputs});");
    }

    /// <summary>Pairs of panels: sums of 16 gates stand left in scratch, what they multiply right of them.</summary>
    private static void WriteGated(SourceWriter writer, ProjectionKernel kernel)
    {
        const int Half = PackedLayout.PanelWidth;
        WriteDepth(writer, kernel, Init(kernel), s_scratch);
        string outputs = kernel.Outputs % Half == 0 ? $"{Half}" : $"Least({kernel.Outputs} - ((o + p) / 2), {Half})";
        writer.Block($"for (nint p = 0; p < columns; p += {PackedLayout.PairWidth})", () => writer.Lines($"""
            Gate{kernel.Activation}(count, ref At(ref scratch, p), {GroupWidth});
            Pack(count, {outputs}, ref At(ref scratch, p), {GroupWidth}, ref At(ref y, (firstRow * {kernel.Outputs}) + ((o + p) / 2 * 6)), {6 * kernel.Outputs});
            """));
    }

    /// <summary>Where sums start, and the distance of two rows of it: the bias is the same for all.</summary>
    private static string Init(ProjectionKernel kernel) => kernel.HasBias ? "ref At(ref bias, o), 0" : "ref bias, 0";

    /// <summary>The rows and columns of y that are computed.</summary>
    private static string Block(ProjectionKernel kernel) => $"ref At(ref y, (firstRow * {kernel.Outputs}) + o)";

    private static void WriteBias(SourceWriter writer, ProjectionKernel kernel, string rows)
    {
        if (kernel.HasBias)
        {
            writer.Lines($"AddBias(count, columns, ref At(ref bias, o), {rows});");
        }
    }

    /// <summary>All rows and outputs of a work item.</summary>
    private static void WriteDepth(SourceWriter writer, ProjectionKernel kernel, string init, string target) => writer.Lines(
        $"{DepthName(kernel.Depth)}({kernel.Inputs}, count, columns, ref At(ref x, firstRow * {kernel.Inputs}), ref At(ref w, o * {kernel.Slots}), {init}, {target});");

    /// <summary>Projections whose inputs are cut into blocks of the same sizes share a method.</summary>
    public static string DepthName(DepthBlocks depth) => $"Depth{depth.Full}{(depth.Rest > 0 ? $"_{depth.Rest}" : "")}";

    /// <summary>
    /// The method that takes a work item's outputs through their inputs: panel (or pair) by panel, and each through its blocks of k, the first
    /// of which starts from init, the others from the sums so far. Rows that fill no tile are left to <see cref="WriteFewRows"/>, which then
    /// finds the weights in the L2 cache: before the tiles it would wait for far memory.
    /// </summary>
    public static void WriteDepth(SourceWriter writer, IsaPlan plan, DepthBlocks depth, WeightFormat format)
    {
        IsaProfile isa = plan.Isa;
        string slots = format == WeightFormat.Float32 ? "inputs" : "((inputs + 1) / 2)";
        int block = PackedLayout.Slots(depth.Full, format) * PackedLayout.PanelWidth;
        string pace = isa.Prefetches
            ? $"\n// How far a step of k fetches in each panel: the tiles together fetch all of it.\nnint pace = 1 + ({PackedLayout.PanelWidth - 1} / (((rows - 1) / {isa.TileRows}) + 1));"
            : "";
        string rest = string.Concat(IsaPlan.RowCounts(isa).Select(rows => $" % {rows}"));
        string tall = plan.FewRows > 1 ? $"rows <= {plan.FewRows} ? 0 : rows - (rows{rest})" : $"rows - (rows{rest})";
        writer.Lines("""
            /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] in blocks of k for the L1 cache.</summary>
            [MethodImpl(Hot)]
            """);
        writer.Method($"private static void {DepthName(depth)}(nint inputs, nint rows, nint columns, ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow)", () =>
        {
            writer.Lines($"""
                nint all = rows;
                rows = {tall};
                nint xTile = 6 * inputs;{pace}{(isa.TilePanels > 1 ? $"\nnint wPanel = {PackedLayout.PanelWidth} * {slots};" : "")}
                """);
            writer.Block($"for (nint o = 0; rows > 0 && o < columns; o += {TileWidth(isa)})", () =>
            {
                writer.Lines($"ref float xBlock = ref x, block = ref At(ref w, o * {slots}), from = ref At(ref init, o), to = ref At(ref y, o);\nnint fromRow = initRow;");
                if (isa.Prefetches)
                {
                    writer.Lines($"// Read next: the following block of these outputs, at last the following outputs.\nnint left = {TileWidth(isa)} * {slots};");
                }

                writer.Block($"for (nint k = {depth.Full}; k <= inputs; k += {depth.Full})", () =>
                {
                    WriteRows(writer, plan, depth.Full, isa.Prefetches ? $"k < inputs ? {block} : left" : "");
                    writer.Lines($"xBlock = ref At(ref xBlock, {6 * depth.Full});\nblock = ref At(ref block, {block});{(isa.Prefetches ? $"\nleft -= {block};" : "")}\nfrom = ref to;\nfromRow = yRow;");
                });
                if (depth.Rest > 0)
                {
                    writer.Open();
                    WriteRows(writer, plan, depth.Rest, isa.Prefetches ? "left" : "");
                    writer.Close();
                }
            });
            writer.Lines("// Behind the tiles, which have brought the weights near.\nRows(inputs, rows, all, columns, ref x, ref w, ref init, initRow, ref y, yRow);");
        });
    }

    /// <summary>
    /// Few rows times several panels side by side, over all k at once: they compute less than they read, and a processor reads several places
    /// of memory at once faster than one.
    /// </summary>
    public static void WriteFewRows(SourceWriter writer, IsaPlan plan, WeightFormat format)
    {
        string slots = format == WeightFormat.Float32 ? "depth" : "((depth + 1) / 2)";
        string weights = $"ref At(ref w, o * {slots})";
        string Panel(TilePlan tile) => tile.Panels > 1 ? $"{PackedLayout.PanelWidth} * {slots}, " : "";
        writer.Lines("/// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] for the few rows first .. rows - 1, k = 0 .. depth - 1.</summary>\n[MethodImpl(Hot)]");
        writer.Method("private static void Rows(nint depth, nint first, nint rows, nint columns, ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow)", () =>
            writer.Block("for (nint row = first; row < rows; row++)", () =>
            {
                writer.Lines("""
                    ref float xRow = ref At(ref x, (row / 6 * 6 * depth) + (row % 6)), from = ref At(ref init, row * initRow), to = ref At(ref y, row * yRow);
                    nint o = 0;
                    """);
                if (plan.RowPairTile is { } pair)
                {
                    int width = pair.Panels * PackedLayout.PanelWidth;
                    writer.Lines($"// {width} outputs of two rows at a time: this and the next, or the one before and this.");
                    writer.Block($"for (; (row | 1) < rows && o + {width} <= columns; o += {width})", () => writer.Block("if (row % 2 == 0)", () => writer.Lines(
                        $"{pair.Name}(depth, ref xRow, {weights}, {(pair.LoadsTwice ? weights + ", " : "")}{Panel(pair)}ref At(ref from, o), initRow, ref At(ref to, o), yRow);")));
                }

                foreach (TilePlan tile in plan.RowTiles)
                {
                    int width = tile.Panels * PackedLayout.PanelWidth;
                    string condition = tile == plan.RowTiles.Last() ? "o < columns" : $"o + {width} <= columns";
                    writer.Block($"for (; {condition}; o += {width})", () => writer.Lines(
                        $"{tile.Name}(depth, ref xRow, {weights}, {Panel(tile)}ref At(ref from, o), ref At(ref to, o));"));
                }
            }));
    }

    /// <summary>
    /// One panel (or pair) of weights, one block of k deep, times all rows: tall tiles first, then the remainder. Each fetches its share of
    /// <paramref name="ahead"/>, which is read next: memory gives the whole no faster than many tiles take.
    /// </summary>
    private static void WriteRows(SourceWriter writer, IsaPlan plan, int depth, string ahead)
    {
        TilePlan[] tiles = plan.ProjectionTiles.Where(tile => tile.Depth == depth).OrderByDescending(tile => tile.Rows).ToArray();
        writer.Lines((ahead.Length == 0 ? "" : $"ref float next = ref At(ref block, {ahead});\n") + "nint row = 0;");
        string advance = ahead.Length == 0 ? "" : $"\nnext = ref At(ref next, {PackedLayout.Slots(depth, tiles[0].Format)} * pace);";
        TilePlan main = tiles[0];
        writer.Block($"for (; row + {main.Rows} <= rows; row += {main.Rows})", () => writer.Lines(TileCall(plan.Isa, main) + advance));
        foreach (TilePlan tile in tiles.Skip(1))
        {
            writer.Block($"if (row + {tile.Rows} <= rows)", () => writer.Lines(TileCall(plan.Isa, tile) + $"\nrow += {tile.Rows};"));
        }
    }

    private static string TileCall(IsaProfile isa, TilePlan tile)
    {
        // A tile lower than 6 rows may begin inside a packed tile.
        string x = $"ref At(ref xBlock, {(tile.Rows < PackedLayout.RowTile ? "(row / 6 * xTile) + (row % 6)" : "row / 6 * xTile")})";
        string second = tile.HasSecondInput ? "xTile, " : "";
        string pair = tile.Panels > 1 ? ", wPanel" : "";
        string ahead = isa.Prefetches ? ", ref next, pace" : "";
        string odd = tile.LoadsTwice ? ", ref block" : "";
        return $"{tile.Name}({x}, {second}ref block{odd}{pair}{ahead}, ref At(ref from, row * fromRow), fromRow, ref At(ref to, row * yRow), yRow);";
    }

    private static string Describe(ProjectionTarget target) => target switch
    {
        ProjectionTarget.Packed => "is packed for the next projection",
        ProjectionTarget.AddToRows => "is a residual sum, row-major",
        _ => "is row-major",
    };
}
