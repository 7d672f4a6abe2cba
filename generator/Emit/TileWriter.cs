using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints a register tile: named accumulators, one step of k in each iteration.</summary>
internal static class TileWriter
{
    /// <summary>Tiles of so many rows and more are tall: they compute long enough to run short of instructions.</summary>
    private const int TallRows = 6;

    /// <summary>Floats from one panel of a projection to the next.</summary>
    private static readonly string s_panel = $"({PackedLayout.PanelWidth} * TInputs.Slots)";

    public static void Write(SourceWriter writer, IsaProfile isa, TilePlan tile)
    {
        int columns = tile.Panels * PackedLayout.PanelWidth;
        string depth = tile.Depth == 0 ? "depth" : tile.Depth.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string start = tile.IsInitialized ? "init[r, o] + " : "";
        string pairs = tile.Format == WeightFormat.Float32 ? "" : $", w in pairs of {KernelText.NameOf(tile.Format)}";
        writer.Lines($"""
            /// <summary>y[r, o] = {start}Σ_k x[r, k] · w[k, o] for {tile.Rows} row{(tile.Rows == 1 ? "" : "s")}, {columns} outputs, {depth} k in order{pairs}.</summary>
            [MethodImpl(Hot)]
            """);
        writer.Method($"private static void {tile.Name}{(tile.IsProjection ? KernelText.OfInputs(Signature(isa, tile)) : $"({Signature(isa, tile)})")}", () => WriteBody(writer, isa, tile, depth));
    }

    private static string Signature(IsaProfile isa, TilePlan tile)
    {
        string[] parameters =
        [
            tile.Depth == 0 ? "nint depth" : "",
            "ref float x",
            tile is { InputRowStride: 0, Rows: > 1, IsProjection: false } ? "nint xRow" : "",
            "ref float w",
            tile.LoadsTwice ? "ref float odd" : "",
            HasPanelArgument(tile) ? "nint wPanel" : "",
            tile.IsProjection && isa.Prefetches ? "ref float next, nint pace" : tile.FetchesAlong ? "ref float next" : "",
            tile.IsInitialized && tile.OutputStride == 0 ? $"ref float init{(tile.Rows > 1 ? ", nint initRow" : "")}" : "",
            tile.OutputStride == 0 && tile.Rows > 1 ? "ref float y, nint yRow" : "ref float y",
        ];
        return string.Join(", ", parameters.Where(parameter => parameter.Length > 0));
    }

    private static void WriteBody(SourceWriter writer, IsaProfile isa, TilePlan tile, string depth)
    {
        for (int row = 0; row < tile.Rows; row++)
        {
            writer.Lines("Floats " + string.Join(", ", Columns(isa, tile).Select(v => $"y{row}_{v} = {Start(isa, tile, row, v)}")) + ";");
        }

        if (MemoryRows(isa, tile) > 0)
        {
            writer.Lines("ref float x2 = ref x; // under one name x would go through a register");
        }

        if (tile.Format == WeightFormat.Float32)
        {
            int steps = StepsAtOnce(isa, tile);
            writer.Block($"for (nint k = 0; k < {depth}; k{(steps == 1 ? "++" : $" += {steps}")})", () =>
            {
                for (int half = 0; half < steps; half++)
                {
                    WriteStep(writer, isa, tile, half);
                }

                WriteAdvance(writer, isa, tile, steps);
            });
        }
        else
        {
            WritePairs(writer, isa, tile, depth);
        }

        for (int row = 0; row < tile.Rows; row++)
        {
            writer.Lines(string.Join(" ", Columns(isa, tile).Select(v => $"Store(ref y, {Offset(tile, "yRow", row, v * isa.Lanes)}, y{row}_{v});")));
        }
    }

    /// <summary>Where a processor runs two threads on a core, instructions are what tall tiles run short of: two k share those of the loop.</summary>
    private static int StepsAtOnce(IsaProfile isa, TilePlan tile) =>
        isa.Prefetches && tile.IsProjection && tile.Rows >= TallRows && tile.Depth % 2 == 0 ? 2 : 1;

    /// <summary>Two k in each iteration, whose 16-bit weights are loaded together; then one that has no partner.</summary>
    private static void WritePairs(SourceWriter writer, IsaProfile isa, TilePlan tile, string depth)
    {
        if (tile.Depth != 1)
        {
            string last = tile.Depth == 0 ? depth : $"{tile.Depth / 2 * 2}";
            writer.Block($"for (nint k = {(tile.Depth == 0 ? 1 : 0)}; k < {last}; k += 2)", () =>
            {
                if (tile.Rows == 1)
                {
                    WriteRowPair(writer, isa, tile);
                }
                else
                {
                    WriteStep(writer, isa, tile, half: 0);
                    WriteStep(writer, isa, tile, half: 1);
                }

                WriteAdvance(writer, isa, tile, steps: 2);
            });
        }

        if (tile.Depth == 0)
        {
            writer.Block("if (depth % 2 != 0)", () => WriteStep(writer, isa, tile, half: 0));
        }
        else if (tile.Depth % 2 != 0)
        {
            writer.Open();
            WriteStep(writer, isa, tile, half: 0);
            writer.Close();
        }
    }

    /// <summary>Two k of a single row: each pair of weights is read once, and widened as it is used.</summary>
    private static void WriteRowPair(SourceWriter writer, IsaProfile isa, TilePlan tile)
    {
        writer.Lines($"Floats x0 = {Input(tile, "x", 0, 0)}, x1 = {Input(tile, "x", 0, 1)};");
        foreach (int v in Columns(isa, tile))
        {
            writer.Lines($"{(v == 0 ? "Floats " : "")}w0 = Load(ref w, {WeightOffset(isa, tile, v, 0)}); y0_{v} = MultiplyAdd(x1, Odd{tile.Format}(w0), MultiplyAdd(x0, Even{tile.Format}(w0), y0_{v}));");
        }
    }

    /// <summary>One k: the weights of all columns, and each row's input times them. The second <paramref name="half"/> of a pair is 1.</summary>
    private static void WriteStep(SourceWriter writer, IsaProfile isa, TilePlan tile, int half)
    {
        string Widen(string weight) => tile.Format != WeightFormat.Float32 ? $"{(half == 0 ? "Even" : "Odd")}{tile.Format}({weight})" : weight;
        string Read(int v) => Widen($"Load(ref {(tile.LoadsTwice && half == 1 ? "odd" : "w")}, {WeightOffset(isa, tile, v, half)})");

        // A weight that one row alone multiplies by needs no register.
        string Weight(int v) => tile.Rows > 1 ? $"w{v}" : Read(v);
        if (tile.Rows > 1)
        {
            WriteWeights(writer, isa, tile, isNew: half == 0, Read);
        }

        if (tile.IsProjection && isa.Prefetches && (half == 0 || tile.Format == WeightFormat.Float32))
        {
            writer.Lines($"Prefetch(ref next, 0);{(tile.Panels > 1 ? $" Prefetch(ref next, {s_panel});" : "")} next = ref At(ref next, pace);");
        }

        if (tile.FetchesAlong)
        {
            IEnumerable<string> lines = Columns(isa, tile).Where(v => v % isa.VectorsPerPanel == 0).Select(v => $"Prefetch(ref next, {WeightOffset(isa, tile, v, 0)});");
            writer.Lines($"{string.Join(" ", lines)} next = ref At(ref next, {tile.WeightStride});");
        }

        int memoryRows = MemoryRows(isa, tile);
        for (int row = 0; row < memoryRows; row++)
        {
            (string first, string second) = (Input(tile, "x", row, half), Input(tile, "x2", row, half));
            writer.Lines($"y{row}_0 = MultiplyAdd({first}, w0, y{row}_0); y{row}_1 = MultiplyAdd({second}, w1, y{row}_1);");
        }

        for (int row = memoryRows; row < tile.Rows; row++)
        {
            string input = $"{(row == memoryRows && half == 0 ? "Floats " : "")}x0 = {Input(tile, "x", row, half)};";
            string sums = string.Join(" ", Columns(isa, tile).Select(v => $"y{row}_{v} = MultiplyAdd(x0, {Weight(v)}, y{row}_{v});"));
            writer.Lines($"{input} {sums}");
        }
    }

    /// <summary>
    /// Rows, the first half, whose inputs are operands in memory to both products, which saves an instruction each. Where a processor runs two
    /// threads on a core, instructions are what a tile runs short of; with all rows so, it would be loads. The JIT loads an input that two
    /// products take into a register unless it has two names.
    /// </summary>
    private static int MemoryRows(IsaProfile isa, TilePlan tile) =>
        isa.BroadcastsOperands && tile.Panels * isa.VectorsPerPanel == 2 ? tile.Rows / 2 : 0;

    private static void WriteWeights(SourceWriter writer, IsaProfile isa, TilePlan tile, bool isNew, System.Func<int, string> value) =>
        writer.Lines((isNew ? "Floats " : "") + string.Join(isNew ? ", " : "; ", Columns(isa, tile).Select(v => $"w{v} = {value(v)}")) + ";");

    private static void WriteAdvance(SourceWriter writer, IsaProfile isa, TilePlan tile, int steps)
    {
        writer.Lines($"x = ref At(ref x, {steps * tile.InputDepthStride});");
        if (MemoryRows(isa, tile) > 0)
        {
            writer.Lines($"x2 = ref At(ref x2, {steps * tile.InputDepthStride});");
        }

        writer.Lines($"w = ref At(ref w, {(tile.Format == WeightFormat.Float32 ? steps : 1) * tile.WeightStride});");
        if (tile.LoadsTwice)
        {
            writer.Lines($"odd = ref At(ref odd, {tile.WeightStride});");
        }
    }

    private static IEnumerable<int> Columns(IsaProfile isa, TilePlan tile) =>
        Enumerable.Range(0, tile.Panels * isa.VectorsPerPanel);

    private static string Start(IsaProfile isa, TilePlan tile, int row, int vector)
    {
        if (!tile.IsInitialized)
        {
            return "Floats.Zero";
        }

        (string source, string stride) = tile.OutputStride == 0 ? ("init", "initRow") : ("y", "yRow");
        return $"Load(ref {source}, {Offset(tile, stride, row, vector * isa.Lanes)})";
    }

    private static bool HasPanelArgument(TilePlan tile) => tile is { Panels: > 1, PanelStride: 0, IsProjection: false };

    /// <summary>Panels lie one after the other, and in each one k after the other, or one pair of 16-bit weights.</summary>
    private static string WeightOffset(IsaProfile isa, TilePlan tile, int vector, int step)
    {
        int panel = vector / isa.VectorsPerPanel;
        int lane = (vector % isa.VectorsPerPanel * isa.Lanes) + (tile.Format == WeightFormat.Float32 ? step * tile.WeightStride : 0);
        return tile.PanelStride > 0
            ? $"{(panel * tile.PanelStride) + lane}"
            : Sum(panel == 0 ? "" : panel == 1 ? (tile.IsProjection ? s_panel : "wPanel") : $"({panel} * wPanel)", lane);
    }

    /// <summary>The input of a row in all lanes, read through <paramref name="x"/> or another name of the same place.</summary>
    private static string Input(TilePlan tile, string x, int row, int step)
    {
        int offset = (row * tile.InputRowStride) + (step * tile.InputDepthStride);
        string stride = tile.IsProjection ? "TInputs.Row" : "xRow";
        return $"Broadcast(ref {x}, {Sum(tile.InputRowStride > 0 || row == 0 ? "" : row == 1 ? stride : $"({row} * {stride})", offset)})";
    }

    private static string Sum(string place, int offset) => place.Length == 0 ? $"{offset}" : offset == 0 ? place : $"{place} + {offset}";

    private static string Offset(TilePlan tile, string stride, int row, int column)
    {
        if (tile.OutputStride != 0)
        {
            return $"{(row * tile.OutputStride) + column}";
        }

        string rows = row == 0 ? "" : row == 1 ? stride : $"{row} * {stride}";
        return Sum(rows, column);
    }
}
