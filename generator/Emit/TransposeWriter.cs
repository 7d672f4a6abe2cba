namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints the helpers that turn rows into columns: rows into packed tiles of 6, queries into lanes.</summary>
/// <remarks>In vectors of four floats on every instruction set: wider shuffles are different instructions on each, and this is enough.</remarks>
internal static class TransposeWriter
{
    private const string Four = "global::System.Runtime.Intrinsics.Vector128<float>";
    private const string Vector128 = "global::System.Runtime.Intrinsics.Vector128";
    private const string Unsafe = "global::System.Runtime.CompilerServices.Unsafe";
    private const string Sse = "global::System.Runtime.Intrinsics.X86.Sse";
    private const string Arm64 = "global::System.Runtime.Intrinsics.Arm.AdvSimd.Arm64";

    public static void Write(SourceWriter writer, bool packs)
    {
        WriteZip(writer, "Low", "a0 b0 a1 b1", 0);
        WriteZip(writer, "High", "a2 b2 a3 b3", 2);
        WriteTranspose4(writer);
        if (packs)
        {
            WriteTranspose2(writer);
            WritePack(writer);
        }
    }

    private static void WriteZip(SourceWriter writer, string half, string result, int first) => writer.Blank().Lines($$"""
        /// <summary>{{result}}</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static {{Four}} Zip{{half}}({{Four}} a, {{Four}} b) =>
            {{Sse}}.IsSupported ? {{Sse}}.Unpack{{half}}(a, b)
            : {{Arm64}}.IsSupported ? {{Arm64}}.Zip{{half}}(a, b)
            : {{Vector128}}.Create(a[{{first}}], b[{{first}}], a[{{first + 1}}], b[{{first + 1}}]);
        """);

    private static void WriteTranspose4(SourceWriter writer) => writer.Blank().Lines($$"""
        /// <summary>y[o, r] = x[r, o] for 4 rows r; the distance of columns o in y is an argument.</summary>
        [MethodImpl(Hot)]
        private static void Transpose4(nint columns, ref float x, nint xRow, ref float y, nint yColumn)
        { unchecked {
            ref float x1 = ref At(ref x, xRow);
            ref float x2 = ref At(ref x1, xRow);
            ref float x3 = ref At(ref x2, xRow);
            nint o = 0;
            for (; o + 4 <= columns; o += 4)
            {
                {{Four}} a = {{Read("x")}}, b = {{Read("x1")}}, c = {{Read("x2")}}, d = {{Read("x3")}};
                {{Four}} ac = ZipLow(a, c), bd = ZipLow(b, d);
                {{Write("y", "o * yColumn")}} = ZipLow(ac, bd);
                {{Write("y", "(o + 1) * yColumn")}} = ZipHigh(ac, bd);
                ac = ZipHigh(a, c);
                bd = ZipHigh(b, d);
                {{Write("y", "(o + 2) * yColumn")}} = ZipLow(ac, bd);
                {{Write("y", "(o + 3) * yColumn")}} = ZipHigh(ac, bd);
            }

            for (; o < columns; o++)
            {
                {{Write("y", "o * yColumn")}} = {{Vector128}}.Create(At(ref x, o), At(ref x1, o), At(ref x2, o), At(ref x3, o));
            }
        } }
        """);

    private static void WriteTranspose2(SourceWriter writer) => writer.Blank().Lines($$"""
        /// <summary>y[o, r] = x[r, o] for 2 rows r; the distance of columns o in y is an argument.</summary>
        [MethodImpl(Hot)]
        private static void Transpose2(nint columns, ref float x, nint xRow, ref float y, nint yColumn)
        { unchecked {
            ref float x1 = ref At(ref x, xRow);
            nint o = 0;
            for (; o + 4 <= columns; o += 4)
            {
                {{Four}} a = {{Read("x")}}, b = {{Read("x1")}};
                {{Four}} low = ZipLow(a, b), high = ZipHigh(a, b);
                {{WritePair("o * yColumn")}} = {{Vector128}}.AsDouble(low)[0];
                {{WritePair("(o + 1) * yColumn")}} = {{Vector128}}.AsDouble(low)[1];
                {{WritePair("(o + 2) * yColumn")}} = {{Vector128}}.AsDouble(high)[0];
                {{WritePair("(o + 3) * yColumn")}} = {{Vector128}}.AsDouble(high)[1];
            }

            for (; o < columns; o++)
            {
                At(ref y, o * yColumn) = At(ref x, o);
                At(ref y, (o * yColumn) + 1) = At(ref x1, o);
            }
        } }
        """);

    private static void WritePack(SourceWriter writer) => writer.Blank().Lines("""
        /// <summary>Rows [rows, columns] to packed tiles [rows / 6][...][6]; <paramref name="tile"/> is the distance of two tiles.</summary>
        [MethodImpl(Hot)]
        private static void Pack(nint rows, nint columns, ref float x, nint xRow, ref float packed, nint tile)
        { unchecked {
            for (; rows >= 6; rows -= 6)
            {
                Transpose4(columns, ref x, xRow, ref packed, 6);
                Transpose2(columns, ref At(ref x, 4 * xRow), xRow, ref At(ref packed, 4), 6);
                x = ref At(ref x, 6 * xRow);
                packed = ref At(ref packed, tile);
            }

            for (nint row = 0; row < rows; row++)
            {
                for (nint o = 0; o < columns; o++)
                {
                    At(ref packed, (o * 6) + row) = At(ref x, (row * xRow) + o);
                }
            }
        } }
        """);

    /// <summary>A statement that copies four floats.</summary>
    public static string Copy4(string from, string to) => $"{Unsafe}.As<float, {Four}>(ref {to}) = {Unsafe}.As<float, {Four}>(ref {from});";

    private static string Read(string row) => $"{Unsafe}.As<float, {Four}>(ref At(ref {row}, o))";

    private static string Write(string to, string index) => $"{Unsafe}.As<float, {Four}>(ref At(ref {to}, {index}))";

    private static string WritePair(string index) => $"{Unsafe}.As<float, double>(ref At(ref y, {index}))";
}
