using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints the kernel that puts keys and values into the cache, after it has normalised and rotated queries and keys in place.</summary>
/// <remarks>Rotary position embedding: Su et al., 2021 (RoFormer). Norm of queries and keys: Dehghani et al., 2023.</remarks>
internal static class CacheWriter
{
    public static string Summary(CacheKernel kernel)
    {
        string queries = kernel.QueryHeads > 0 ? "Q[t, h] and " : "";
        string norm = kernel.NormEpsilon is { } epsilon ? $"{queries}K[t, h] = rmsnorm(…, {SourceWriter.Literal(epsilon)}) · weight; " : "";
        string pair = kernel.IsInterleaved ? "(x[2i], x[2i + 1])" : $"(x[i], x[i + {kernel.RotaryDim / 2}])";
        string rotation = kernel.RotaryDim > 0 ? $"{queries}K[t, h]: {pair} turned by the angle i of position(t); " : "";
        return $"{norm}{rotation}cache[sequence(t), key(t)] = K[t], V[t]   heads: {kernel.Cache.HeadCount} × {kernel.Cache.HeadDim}";
    }

    public static string Loops(IsaProfile isa, CacheKernel kernel) =>
        $"Tile 1 × {isa.Lanes}: no accumulator. Loops: {RowWriter.RowsPerItem} rows, row, head, column.";

    public static string Signature(CacheKernel kernel) => string.Concat(
        $"{KernelText.Lane} lane, {KernelText.Tokens} tokens, {KernelText.Tokens} keys, nint layer, ref float x",
        kernel.NormEpsilon is null ? "" : ", ref float queryNorm, ref float keyNorm",
        kernel.RotaryDim == 0 ? "" : ", ref float cosines, ref float sines");

    public static void Write(SourceWriter writer, IsaProfile isa, CacheKernel kernel)
    {
        CacheLayout cache = kernel.Cache;
        int headDim = cache.HeadDim;
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () => RowWriter.WriteItems(writer, "tokens.Count", () =>
        {
            writer.Lines($"ref float row = ref At(ref x, t * {kernel.Stride});");
            if (kernel.RotaryDim > 0 || kernel.NormEpsilon is not null)
            {
                writer.Block($"for (nint h = 0; h < {kernel.TurnedHeads}; h++)", () => WriteTurn(writer, isa, kernel));
            }

            writer.Lines($"""
                int sequence = tokens.SequenceOf(t);
                nint key = keys.Past(sequence) + t - tokens.Start(sequence);
                {KeepName(kernel.Cache)}(key % {PackedLayout.KeyBlock}, ref At(ref row, {kernel.KeyFirst}), ref At(ref row, {kernel.ValueFirst}), ref keys.Block(sequence, layer, key / {PackedLayout.KeyBlock}));
                """);
        }));
    }

    private static string KeepName(CacheLayout cache) => $"Keep{cache.HeadCount}x{cache.HeadDim}";

    /// <summary>The method that lays one token's keys and values into a block.</summary>
    public static void WriteKeep(SourceWriter writer, IsaProfile isa, CacheLayout cache)
    {
        int headDim = cache.HeadDim;
        writer.Blank().Lines($"/// <summary>Puts keys and values of {cache.HeadCount} heads at place <c>key</c> of a block.</summary>\n[MethodImpl(Hot)]");
        writer.Method($"private static void {KeepName(cache)}(nint key, ref float keys, ref float values, ref float block)", () =>
            writer.Block($"for (nint h = 0; h < {cache.HeadCount}; h++)", () =>
            {
                writer.Lines($"ref float columns = ref At(ref block, (key / 16 * {cache.PanelFloats}) + (key % 16));");
                writer.Block($"for (nint i = 0; i < {headDim}; i++)", () => writer.Lines("At(ref columns, i * 16) = At(ref keys, i);"));
                writer.Lines($"ref float row = ref At(ref block, {cache.KeyFloats} + (key * {cache.ValueStride}));");
                RowWriter.WriteColumns(writer, isa, headDim, "Store(ref row, i, Load(ref values, i));", "At(ref row, i) = At(ref values, i);");
                writer.Lines($"""
                    keys = ref At(ref keys, {headDim});
                    values = ref At(ref values, {headDim});
                    block = ref At(ref block, {cache.HeadFloats});
                    """);
            }));
    }

    /// <summary>Normalises and rotates one head.</summary>
    private static void WriteTurn(SourceWriter writer, IsaProfile isa, CacheKernel kernel)
    {
        int headDim = kernel.Cache.HeadDim;
        string first = kernel.QueryFirst == 0 ? "" : $"{kernel.QueryFirst} + ";
        writer.Lines($"ref float head = ref At(ref row, {first}(h * {headDim}));");
        if (kernel.NormEpsilon is { } epsilon)
        {
            writer.Lines($"ref float weight = ref h < {kernel.QueryHeads} ? ref queryNorm : ref keyNorm;");
            RowWriter.WriteSum(writer, isa, headDim, "variance",
                (sum, i) => $"{sum} = Square(Load(ref head, {i}), {sum});", "variance += At(ref head, i) * At(ref head, i);");
            writer.Lines($"float scale = 1f / global::System.MathF.Sqrt(variance + {SourceWriter.Literal(epsilon)});");
            RowWriter.WriteColumns(writer, isa, headDim,
                "Store(ref head, i, Load(ref head, i) * Simd.Create(scale) * Load(ref weight, i));", "At(ref head, i) = At(ref head, i) * scale * At(ref weight, i);");
        }

        if (kernel.RotaryDim > 0)
        {
            WriteRotation(writer, isa, kernel);
        }
    }

    private static void WriteRotation(SourceWriter writer, IsaProfile isa, CacheKernel kernel)
    {
        int half = kernel.RotaryDim / 2;
        writer.Lines($"ref float cosine = ref At(ref cosines, t * {half});\nref float sine = ref At(ref sines, t * {half});");
        string Turn(string type, string read, string a, string b, string write) => $"""
            {type} a = {a}, b = {b};
            {string.Format(System.Globalization.CultureInfo.InvariantCulture, write, "0", $"(a * {read}(ref cosine, i)) - (b * {read}(ref sine, i))")}
            {string.Format(System.Globalization.CultureInfo.InvariantCulture, write, "1", $"(b * {read}(ref cosine, i)) + (a * {read}(ref sine, i))")}
            """;
        if (kernel.IsInterleaved)
        {
            RowWriter.WriteScalars(writer, 0, half, Turn("float", "At", "At(ref head, 2 * i)", "At(ref head, (2 * i) + 1)", "At(ref head, (2 * i) + {0}) = {1};"));
            return;
        }

        string Place(string which) => $"i + ({which} * {half})";
        RowWriter.WriteColumns(
            writer, isa, half,
            Turn("Floats", "Load", "Load(ref head, i)", $"Load(ref head, i + {half})", $"Store(ref head, {Place("{0}")}, {{1}});"),
            Turn("float", "At", "At(ref head, i)", $"At(ref head, i + {half})", $"At(ref head, {Place("{0}")}) = {{1}};"));
    }
}
