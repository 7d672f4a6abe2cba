using Transformers.Generated.Generator.Plan;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints the helper that turns rows into columns: queries into lanes, and their results back into rows.</summary>
/// <remarks>In vectors of four floats on every instruction set: wider shuffles are different instructions on each, and this is enough.</remarks>
internal static class TransposeWriter
{
    private const string Unsafe = "TransformerUnsafe";
    private const string Sse = "global::System.Runtime.Intrinsics.X86.Sse";
    private const string Arm64 = "global::System.Runtime.Intrinsics.Arm.AdvSimd.Arm64";

    public static void Write(SourceWriter writer, IsaProfile isa)
    {
        if (isa.Lanes != 4)
        {
            WriteAccess(writer);
        }

        WriteZip(writer, "Low", 0);
        WriteZip(writer, "High", 2);
        WriteTranspose4(writer, isa);
    }

    /// <summary>The name of the helper that reads four floats.</summary>
    private static string Load4(IsaProfile isa) => isa.Lanes == 4 ? "Load" : "Load4";

    /// <summary>The name of the helper that writes four floats.</summary>
    private static string Store4(IsaProfile isa) => isa.Lanes == 4 ? "Store" : "Store4";

    private static void WriteAccess(SourceWriter writer) => writer.Blank().Lines($$"""
        [MethodImpl(Inline)]
        private static Floats4 Load4(ref float x, nint index) => {{Unsafe}}.As<float, Floats4>(ref At(ref x, index));

        [MethodImpl(Inline)]
        private static void Store4(ref float x, nint index, Floats4 value) => {{Unsafe}}.As<float, Floats4>(ref At(ref x, index)) = value;
        """);

    private static void WriteZip(SourceWriter writer, string half, int first) => writer.Blank().Lines($$"""
        /// <summary>a[{{first}}] b[{{first}}] a[{{first + 1}}] b[{{first + 1}}]</summary>
        [MethodImpl(Inline)]
        private static Floats4 Zip{{half}}(Floats4 a, Floats4 b) =>
            {{Sse}}.IsSupported ? {{Sse}}.Unpack{{half}}(a, b)
            : {{Arm64}}.IsSupported ? {{Arm64}}.Zip{{half}}(a, b)
            : Simd4.Create(a[{{first}}], b[{{first}}], a[{{first + 1}}], b[{{first + 1}}]);
        """);

    private static void WriteTranspose4(SourceWriter writer, IsaProfile isa) => writer.Blank().Lines($$"""
        /// <summary>y[o][r] = x[r][o] for 4 rows r.</summary>
        [MethodImpl(Hot)]
        private static void Transpose4(nint columns, ref float x, nint xRow, ref float y, nint yColumn)
        { unchecked {
            ref float x1 = ref At(ref x, xRow), x2 = ref At(ref x1, xRow), x3 = ref At(ref x2, xRow);
            nint o = 0;
            for (; o + 4 <= columns; o += 4)
            {
                Floats4 a = {{Load4(isa)}}(ref x, o), b = {{Load4(isa)}}(ref x1, o), c = {{Load4(isa)}}(ref x2, o), d = {{Load4(isa)}}(ref x3, o);
                Floats4 ac = ZipLow(a, c), bd = ZipLow(b, d);
                {{Store4(isa)}}(ref y, o * yColumn, ZipLow(ac, bd));
                {{Store4(isa)}}(ref y, (o + 1) * yColumn, ZipHigh(ac, bd));
                ac = ZipHigh(a, c);
                bd = ZipHigh(b, d);
                {{Store4(isa)}}(ref y, (o + 2) * yColumn, ZipLow(ac, bd));
                {{Store4(isa)}}(ref y, (o + 3) * yColumn, ZipHigh(ac, bd));
            }

            for (; o < columns; o++)
            {
                {{Store4(isa)}}(ref y, o * yColumn, Simd4.Create(At(ref x, o), At(ref x1, o), At(ref x2, o), At(ref x3, o)));
            }
        } }
        """);
}
