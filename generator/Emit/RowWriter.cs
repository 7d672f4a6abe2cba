using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints the kernels that go row by row: embedding sum, norms, gather, mean.</summary>
internal static class RowWriter
{
    /// <summary>Rows of one work item: few enough that short inputs too are shared evenly.</summary>
    public const int RowsPerItem = 4;

    /// <summary>Sums side by side over the columns of a row: an addition takes four cycles, and four of them overlap.</summary>
    private const int Sums = 4;

    public static string Summary(EmbedKernel kernel)
    {
        string scale = kernel.Scale == 1f ? "" : $"{SourceWriter.Literal(kernel.Scale)} · ";
        string types = kernel.HasTokenTypes ? " + types[type(t)]" : "";
        string positions = kernel.PositionOffset is { } offset ? $" + positions[{(offset == 0 ? "" : $"{offset} + ")}position(t)]" : "";
        return $"y[t] = {scale}tokens[id(t)]{types}{positions}   y: [T, {kernel.ModelDim}]";
    }

    public static string Loops(IsaProfile isa, EmbedKernel kernel) => kernel.IsScalar
        ? $"Tile 1 × 1: a token's {(kernel.TokensArePanels ? "packed columns are 16 floats apart" : "columns lie in pairs of 16 bits")}. Loops: {RowsPerItem} rows, row, column."
        : Loops($"{RowsPerItem} rows, row", isa, kernel.ModelDim, "no accumulator");

    public static string Signature(EmbedKernel kernel) => string.Concat(
        $"{KernelText.Lane} lane, {KernelText.Tokens} tokens, ref float tokenTable",
        kernel.PositionOffset is null ? "" : ", ref float positionTable",
        kernel.HasTokenTypes ? ", ref float typeTable" : "",
        ", ref float y");

    public static void Write(SourceWriter writer, IsaProfile isa, EmbedKernel kernel)
    {
        int d = kernel.ModelDim;
        int slots = PackedLayout.Slots(d, kernel.Format);
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () => WriteItems(writer, "tokens.Count", () =>
        {
            string token = kernel.TokensArePanels
                ? $"ref At(ref tokenTable, (id / 16 * {16L * slots}) + (id % 16))"
                : $"ref At(ref tokenTable, id * {slots})";
            writer.Lines($"nint id = tokens.Id(t);\nref float token = {token};\nref float result = ref At(ref y, t * {PackedLayout.RowStride(d)});");
            if (kernel.HasTokenTypes)
            {
                writer.Lines($"ref float type = ref At(ref typeTable, (nint)tokens.TokenType(t) * {d});");
            }

            if (kernel.PositionOffset is { } offset)
            {
                string first = offset == 0 ? "(nint)tokens.Position(t)" : $"((nint)tokens.Position(t) + {offset})";
                writer.Lines($"ref float position = ref At(ref positionTable, {first} * {d});");
            }

            string scalar = $"At(ref result, i) = {EmbeddingSum(kernel, "At")};";
            if (kernel.IsScalar)
            {
                // Packed columns are 16 floats apart, 16-bit ones lie in pairs: one float at a time.
                WriteScalars(writer, 0, d, scalar);
            }
            else
            {
                WriteColumns(writer, isa, d, $"Store(ref result, i, {EmbeddingSum(kernel, "Load")});", scalar);
            }
        }));
    }

    /// <summary>The sum in column i; <paramref name="read"/> is <c>Load</c> for a vector of columns, <c>At</c> for one.</summary>
    private static string EmbeddingSum(EmbedKernel kernel, string read)
    {
        string stride = kernel.TokensArePanels ? " * 16" : "";
        string token = kernel.Format == WeightFormat.Float32
            ? $"{read}(ref token, i{stride})"
            : $"Weight(ref At(ref token, i / 2{stride}), i)";
        string scaled = kernel.Scale == 1f ? token : $"({token} * {SourceWriter.Literal(kernel.Scale)})";
        string type = kernel.HasTokenTypes ? $" + {read}(ref type, i)" : "";
        string position = kernel.PositionOffset is null ? "" : $" + {read}(ref position, i)";
        return scaled + type + position;
    }

    public static string Summary(NormKernel kernel)
    {
        string scale = kernel.Scale == 1f ? "" : $"{SourceWriter.Literal(kernel.Scale)} · ";
        string epsilon = SourceWriter.Literal(kernel.Epsilon);
        return kernel.Kind == NormKind.LayerNorm
            ? $"y[t] = {scale}(x[t] - mean(x[t])) / √(variance(x[t]) + {epsilon}) · weight{(kernel.HasBias ? " + bias" : "")}   x, y: [T, {kernel.Columns}]"
            : $"y[t] = {scale}x[t] / √(mean(x[t]²) + {epsilon}) · weight   x, y: [T, {kernel.Columns}]";
    }

    public static string Loops(IsaProfile isa, NormKernel kernel) =>
        Loops(
            $"{RowsPerItem} rows, row, {(kernel.Kind == NormKind.LayerNorm ? "mean, variance, result" : "squares, result")}",
            isa, kernel.Columns, kernel.Columns >= Sums * isa.Lanes ? $"{Sums} accumulators" : "1 accumulator");

    public static string Signature(NormKernel kernel) => string.Concat(
        $"{KernelText.Lane} lane, nint rows, ref float x, ref float weight",
        kernel.HasBias ? ", ref float bias" : "",
        ", ref float y");

    public static void Write(SourceWriter writer, IsaProfile isa, NormKernel kernel)
    {
        int d = kernel.Columns;
        int stride = PackedLayout.RowStride(d);
        bool centers = kernel.Kind == NormKind.LayerNorm;
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () => WriteItems(writer, "rows", () =>
            writer.Lines($"{kernel.Name}Row(ref At(ref x, t * {stride}), ref weight, {(kernel.HasBias ? "ref bias, " : "")}ref At(ref y, t * {stride}));")));
        writer.Blank().Lines("[MethodImpl(Hot)]");
        writer.Method($"private static void {kernel.Name}Row(ref float x, ref float weight, {(kernel.HasBias ? "ref float bias, " : "")}ref float y)", () =>
        {
            if (centers)
            {
                WriteSum(writer, isa, d, "mean", (sum, i) => $"{sum} += Load(ref x, {i});", "mean += At(ref x, i);");
                writer.Lines("Floats means = Simd.Create(mean);");
                WriteSum(writer, isa, d, "variance",
                    (sum, i) => $"{sum} = Square(Load(ref x, {i}) - means, {sum});",
                    "variance += (At(ref x, i) - mean) * (At(ref x, i) - mean);");
            }
            else
            {
                WriteSum(writer, isa, d, "variance",
                    (sum, i) => $"{sum} = Square(Load(ref x, {i}), {sum});", "variance += At(ref x, i) * At(ref x, i);");
            }

            string factor = kernel.Scale == 1f ? "1f" : SourceWriter.Literal(kernel.Scale);
            writer.Lines($"float scale = {factor} / global::System.MathF.Sqrt(variance + {SourceWriter.Literal(kernel.Epsilon)});\nFloats scales = Simd.Create(scale);");
            string centered = centers ? "(Load(ref x, i) - means)" : "Load(ref x, i)";
            string value = kernel.HasBias
                ? $"MultiplyAdd({centered} * scales, Load(ref weight, i), Load(ref bias, i))"
                : $"{centered} * scales * Load(ref weight, i)";
            string scalarCentered = centers ? "(At(ref x, i) - mean)" : "At(ref x, i)";
            string scalar = $"{scalarCentered} * scale * At(ref weight, i){(kernel.HasBias ? " + At(ref bias, i)" : "")}";
            WriteColumns(writer, isa, d, $"Store(ref y, i, {value});", $"At(ref y, i) = {scalar};");
        });
    }

    public static string Summary(GatherKernel kernel) =>
        $"y[r] = {(kernel.Scale == 1f ? "" : $"{SourceWriter.Literal(kernel.Scale)} · ")}x[row(r)]   x: [T, {kernel.Columns}]   y: [R, {kernel.Columns}]";

    public static string Loops(IsaProfile isa, GatherKernel kernel) => Loops($"{RowsPerItem} rows, row", isa, kernel.Columns, "no accumulator");

    public static string Signature(GatherKernel kernel) => $"{KernelText.Lane} lane, {KernelText.Pass} pass, ref float x, ref float y";

    public static void Write(SourceWriter writer, IsaProfile isa, GatherKernel kernel)
    {
        int d = kernel.Columns;
        int stride = PackedLayout.RowStride(d);
        string scale = kernel.Scale == 1f ? "" : $" * {SourceWriter.Literal(kernel.Scale)}";
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () => WriteItems(writer, "pass.ChosenCount", () =>
        {
            writer.Lines($"nint chosen = pass.ChosenRow(t);\nref float result = ref At(ref y, t * {stride});");
            writer.Block("if (chosen < 0)", () =>
            {
                writer.Lines("// It stands for an empty sequence, and reads as zeros.");
                WriteColumns(writer, isa, d, "Store(ref result, i, Floats.Zero);", "At(ref result, i) = 0f;");
                writer.Lines("continue;");
            });
            writer.Blank().Lines($"ref float row = ref At(ref x, chosen * {stride});");
            WriteColumns(writer, isa, d, $"Store(ref result, i, Load(ref row, i){scale});", $"At(ref result, i) = At(ref row, i){scale};");
        }));
    }

    public static string Summary(MeanKernel kernel) => $"y[s] = mean of x[t] over the tokens t of sequence s   x: [T, {kernel.Columns}]   y: [B, {kernel.Columns}]";

    public static string Loops(IsaProfile isa, MeanKernel kernel) =>
        Loops("sequence", isa, kernel.Columns, "1 accumulator over all rows");

    public static string Signature(MeanKernel kernel) => $"{KernelText.Lane} lane, {KernelText.Tokens} tokens, ref float x, ref float y";

    public static void Write(SourceWriter writer, IsaProfile isa, MeanKernel kernel)
    {
        int d = kernel.Columns;
        int stride = PackedLayout.RowStride(d);
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () =>
        {
            writer.Lines("while (lane.Claim(tokens.SequenceCount, out int sequence))").Open();
            writer.Lines($"""
                nint start = tokens.Start(sequence);
                nint count = tokens.Length(sequence);
                ref float result = ref At(ref y, (nint)sequence * {stride});
                float share = count == 0 ? 0f : 1f / count;
                """);
            WriteColumns(writer, isa, d,
                $$"""
                Floats sum = Floats.Zero;
                for (nint t = start; t < start + count; t++)
                {
                    sum += Load(ref x, (t * {{stride}}) + i);
                }

                Store(ref result, i, sum * share);
                """,
                $$"""
                float sum = 0f;
                for (nint t = start; t < start + count; t++)
                {
                    sum += At(ref x, (t * {{stride}}) + i);
                }

                At(ref result, i) = sum * share;
                """);
            writer.Close();
        });
    }

    private static string Loops(string outer, IsaProfile isa, int columns, string accumulators)
    {
        int rest = columns % isa.Lanes;
        string tail = rest == 0 ? "" : $", then {rest} single columns";
        return $"Tile 1 × {isa.Lanes}: {accumulators}. Loops: {outer}, {isa.Lanes} columns{tail}.";
    }

    /// <summary>The rows of an item, one after the other, as <c>t</c>.</summary>
    public static void WriteItems(SourceWriter writer, string rows, System.Action body)
    {
        writer.Lines($"while (lane.Claim((int)(({rows} + {RowsPerItem - 1}) / {RowsPerItem}), out int item))").Open();
        writer.Lines($"nint first = (nint)item * {RowsPerItem};\nnint end = Least({rows}, first + {RowsPerItem});");
        writer.Block("for (nint t = first; t < end; t++)", body);
        writer.Close();
    }

    /// <summary>A mean, or a mean of squares, over the columns: four vectors side by side, in order, then the four together, then lanes together pairwise, then the columns left over.</summary>
    public static void WriteSum(SourceWriter writer, IsaProfile isa, int columns, string name, System.Func<string, string, string> vector, string scalar)
    {
        int whole = columns / isa.Lanes * isa.Lanes;
        writer.Lines($"float {name} = 0f;");
        if (whole > 0)
        {
            int grouped = columns / (Sums * isa.Lanes) * Sums * isa.Lanes;
            writer.Open().Lines("Floats sum = Floats.Zero;");
            if (grouped > 0)
            {
                writer.Lines("Floats sum1 = Floats.Zero, sum2 = Floats.Zero, sum3 = Floats.Zero;");
                writer.Block($"for (nint i = 0; i < {grouped}; i += {Sums * isa.Lanes})", () =>
                    writer.Lines(string.Join("\n", Enumerable.Range(0, Sums).Select(n => vector(n == 0 ? "sum" : $"sum{n}", n == 0 ? "i" : $"i + {n * isa.Lanes}")))));
                writer.Lines("sum = (sum + sum1) + (sum2 + sum3);");
            }

            if (grouped < whole)
            {
                writer.Block($"for (nint i = {grouped}; i < {whole}; i += {isa.Lanes})", () => writer.Lines(vector("sum", "i")));
            }

            writer.Lines($"{name} = HorizontalSum(sum);").Close();
        }

        if (whole < columns)
        {
            WriteScalars(writer, whole, columns, scalar);
        }

        writer.Lines($"{name} /= {columns}f;");
    }

    public static void WriteColumns(SourceWriter writer, IsaProfile isa, int columns, string vector, string scalar)
    {
        int whole = columns / isa.Lanes * isa.Lanes;
        if (whole > 0)
        {
            writer.Block($"for (nint i = 0; i < {whole}; i += {isa.Lanes})", () => writer.Lines(vector));
        }

        if (whole < columns)
        {
            WriteScalars(writer, whole, columns, scalar);
        }
    }

    public static void WriteScalars(SourceWriter writer, int from, int to, string body) =>
        writer.Block($"for (nint i = {from}; i < {to}; i++)", () => writer.Lines(body));
}
