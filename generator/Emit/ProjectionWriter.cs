using System.Linq;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints projections: the loop over work items, panels and depth blocks that feeds the register tiles.</summary>
internal static class ProjectionWriter
{
    /// <summary>A block of scratch, and the distance of two of its rows.</summary>
    private static readonly string s_scratch = $"ref scratch, {PackedLayout.ColumnBlock}";

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
            + $"Loops: {PackedLayout.RowBlock} rows × {PackedLayout.ColumnBlock} {(kernel.IsGated ? "gates and outputs" : "outputs")}, "
            + $"{panels}, {blocks}{rest}, {tile.Rows} rows, k.";
    }

    public static string Signature(ProjectionKernel kernel) =>
        $"{KernelText.Lane} lane, nint rows, ref float x, ref float w, ref float bias, ref float y{(kernel.UsesScratch ? ", ref float scratch" : "")}";

    public static void Write(SourceWriter writer, ProjectionKernel kernel)
    {
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () =>
        {
            writer.Lines($"while (lane.ClaimBlock(rows, {kernel.PackedOutputs}, out nint firstRow, out nint count, out nint o, out nint columns))").Open();
            WriteBlock(writer, kernel);
            writer.Close();
        });
    }

    /// <summary>The rows and outputs of a work item.</summary>
    private static void WriteBlock(SourceWriter writer, ProjectionKernel kernel)
    {
        if (kernel.IsGated)
        {
            // Pairs of panels: sums of 16 gates stand left in scratch, what they multiply right of them.
            WriteMultiply(writer, kernel, Init(kernel), s_scratch);
            writer.Block($"for (nint p = 0; p < columns; p += {PackedLayout.PairWidth})", () => writer.Lines(
                $"Gate{kernel.Activation}(count, ref At(ref scratch, p), {Place(kernel, "((o + p) / 2)")}, {kernel.OutputStride});"));
        }
        else if (kernel.Activation is { } activation)
        {
            WriteMultiply(writer, kernel, Init(kernel), s_scratch);
            writer.Lines($"{activation}(count, columns, ref scratch, {(kernel.CopiesRows ? s_scratch : Rows(kernel))});");
            if (kernel.CopiesRows)
            {
                writer.Lines($"CopyRows(count, columns, {s_scratch}, {Rows(kernel)});");
            }
        }
        else if (kernel.Target == ProjectionTarget.AddToRows)
        {
            writer.Lines($"ref float block = {Place(kernel, "o")};");
            if (kernel.HasBias)
            {
                writer.Lines($"AddBias(count, columns, ref At(ref bias, o), ref block, {kernel.OutputStride});");
            }

            WriteMultiply(writer, kernel, $"ref block, {kernel.OutputStride}", $"ref block, {kernel.OutputStride}");
        }
        else if (kernel.CopiesRows)
        {
            writer.Block($"if (columns % {PackedLayout.PairWidth} == 0)", () => WriteMultiply(writer, kernel, Init(kernel), Rows(kernel)));
            writer.Block("else", () =>
            {
                writer.Lines("// Panels that reach beyond the last output.");
                WriteMultiply(writer, kernel, Init(kernel), s_scratch);
                writer.Lines($"CopyRows(count, columns, {s_scratch}, {Rows(kernel)});");
            });
        }
        else
        {
            WriteMultiply(writer, kernel, Init(kernel), Rows(kernel));
        }
    }

    /// <summary>Where sums start, and the distance of two rows of it: the bias is the same for all.</summary>
    private static string Init(ProjectionKernel kernel) => kernel.HasBias ? "ref At(ref bias, o), 0" : "ref bias, 0";

    /// <summary>The block of y that is computed, from an output on.</summary>
    private static string Place(ProjectionKernel kernel, string output) => $"ref At(ref y, (firstRow * {kernel.OutputStride}) + {output})";

    /// <summary>The block of y that is computed, and the distance of two rows of it.</summary>
    private static string Rows(ProjectionKernel kernel) => $"{Place(kernel, "o")}, {kernel.OutputStride}";

    private static void WriteMultiply(SourceWriter writer, ProjectionKernel kernel, string init, string target) => writer.Lines(
        $"{MultiplyName(kernel.Depth)}<{KernelText.Inputs(kernel.Inputs)}>(count, columns, ref At(ref x, firstRow * {kernel.InputStride}), ref At(ref w, o * {kernel.Slots}), {init}, {target});");

    /// <summary>Projections whose inputs are cut into blocks of the same sizes share a method.</summary>
    public static string MultiplyName(DepthBlocks depth) => $"Multiply{depth.Full}{(depth.Rest > 0 ? $"_{depth.Rest}" : "")}";

    /// <summary>
    /// The method that takes a work item's outputs through their inputs: panel (or pair) by panel, and each through its blocks of k, the first
    /// of which starts from init, the others from the sums so far. Rows that fill no tile are left to <see cref="WriteFewRows"/>, which then
    /// finds the weights in the L2 cache: before the tiles it would wait for far memory.
    /// </summary>
    public static void WriteMultiply(SourceWriter writer, IsaPlan plan, DepthBlocks depth, WeightFormat format)
    {
        IsaProfile isa = plan.Isa;
        int block = PackedLayout.Slots(depth.Full, format) * PackedLayout.PanelWidth;
        int width = isa.TilePanels * PackedLayout.PanelWidth;
        string rest = string.Concat(IsaPlan.RowCounts(isa).Select(rows => $" % {rows}"));
        string parameters = "nint rows, nint columns, ref float x, ref float w, ref float init, nint initRow, ref float y, nint yRow";
        writer.Lines("""
            /// <summary>y[r, o] = init[r, o] + Σ_k x[r, k] · w[k, o] in blocks of k for the L1 cache.</summary>
            [MethodImpl(Hot)]
            """);
        writer.Method($"private static void {MultiplyName(depth)}{KernelText.OfInputs(parameters)}", () =>
        {
            writer.Lines($"nint tiled = {(plan.FewRows > 1 ? $"rows <= {plan.FewRows} ? 0 : " : "")}rows - (rows{rest});");
            if (isa.Prefetches)
            {
                writer.Lines($"""
                    // How far a step of k fetches in each panel: the tiles together fetch all of it.
                    nint pace = 1 + ({PackedLayout.PanelWidth - 1} / (((tiled - 1) / {isa.TileRows}) + 1));
                    """);
            }

            writer.Block($"for (nint o = 0; tiled > 0 && o < columns; o += {width})", () =>
            {
                writer.Lines("ref float xBlock = ref x, block = ref At(ref w, o * TInputs.Slots), from = ref At(ref init, o), to = ref At(ref y, o);\nnint fromRow = initRow;");
                if (isa.Prefetches)
                {
                    writer.Lines($"// Read next: the following block of these outputs, at last the following outputs.\nnint left = {width} * TInputs.Slots;");
                }

                writer.Block($"for (nint k = {depth.Full}; k <= TInputs.Count; k += {depth.Full})", () =>
                {
                    WriteRows(writer, plan, depth.Full, isa.Prefetches ? $"k < TInputs.Count ? {block} : left" : "");
                    writer.Lines($"xBlock = ref At(ref xBlock, {depth.Full});\nblock = ref At(ref block, {block});{(isa.Prefetches ? $"\nleft -= {block};" : "")}\nfrom = ref to;\nfromRow = yRow;");
                });
                if (depth.Rest > 0)
                {
                    writer.Open();
                    WriteRows(writer, plan, depth.Rest, isa.Prefetches ? "left" : "");
                    writer.Close();
                }
            });
            writer.Lines("// Behind the tiles, which have brought the weights near.\nRows(TInputs.Count, tiled, rows, columns, ref x, TInputs.Row, ref w, ref init, initRow, ref y, yRow);");
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
        writer.Method("private static void Rows(nint depth, nint first, nint rows, nint columns, ref float x, nint xRow, ref float w, ref float init, nint initRow, ref float y, nint yRow)", () =>
            writer.Block("for (nint row = first; row < rows; row++)", () =>
            {
                writer.Lines("""
                    ref float input = ref At(ref x, row * xRow), from = ref At(ref init, row * initRow), to = ref At(ref y, row * yRow);
                    nint o = 0;
                    """);
                if (plan.RowPairTile is { } pair)
                {
                    int width = pair.Panels * PackedLayout.PanelWidth;
                    writer.Lines($"// {width} outputs of two rows at a time: this and the next, or the one before and this.");
                    writer.Block($"for (; (row | 1) < rows && o + {width} <= columns; o += {width})", () => writer.Block("if (row % 2 == 0)", () => writer.Lines(
                        $"{pair.Name}(depth, ref input, xRow, {weights}, {(pair.LoadsTwice ? weights + ", " : "")}{Panel(pair)}ref At(ref from, o), initRow, ref At(ref to, o), yRow);")));
                }

                foreach (TilePlan tile in plan.RowTiles)
                {
                    int width = tile.Panels * PackedLayout.PanelWidth;
                    string condition = tile == plan.RowTiles.Last() ? "o < columns" : $"o + {width} <= columns";
                    writer.Block($"for (; {condition}; o += {width})", () => writer.Lines(
                        $"{tile.Name}(depth, ref input, {weights}, {Panel(tile)}ref At(ref from, o), ref At(ref to, o));"));
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
        writer.Block($"for (; row + {main.Rows} <= tiled; row += {main.Rows})", () => writer.Lines(TileCall(plan.Isa, main) + advance));
        foreach (TilePlan tile in tiles.Skip(1))
        {
            writer.Block($"if (row + {tile.Rows} <= tiled)", () => writer.Lines(TileCall(plan.Isa, tile) + $"\nrow += {tile.Rows};"));
        }
    }

    private static string TileCall(IsaProfile isa, TilePlan tile)
    {
        string odd = tile.LoadsTwice ? ", ref block" : "";
        string ahead = isa.Prefetches ? ", ref next, pace" : "";
        return $"{tile.Name}<TInputs>(ref At(ref xBlock, row * TInputs.Row), ref block{odd}{ahead}, ref At(ref from, row * fromRow), fromRow, ref At(ref to, row * yRow), yRow);";
    }

    private static string Describe(ProjectionTarget target) => target switch
    {
        ProjectionTarget.AddToRows => "is a residual sum",
        ProjectionTarget.Caller => "is the caller's memory",
        _ => "is a buffer",
    };
}
