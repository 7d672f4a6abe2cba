using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Transformers.Generated.Weights;

/// <summary>Moves floats between the order of a checkpoint and a panel [k][16].</summary>
internal static class PanelPacking
{
    private const int Width = PackedLayout.PanelWidth;

    /// <summary>panel[k][lane + o] = rows[o][k] for <paramref name="rowCount"/> outputs: a transposition.</summary>
    /// <param name="rows">[rowCount][columns], dense.</param>
    /// <param name="rowCount">Outputs, 1 to 16 - lane.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="panel">[columns][16]; other lanes stay as they are.</param>
    /// <param name="lane">Lane of the first output.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PackRows(ReadOnlySpan<float> rows, int rowCount, int columns, Span<float> panel, int lane)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, (long)rowCount * columns, nameof(rows));
        ArgumentOutOfRangeException.ThrowIfLessThan(panel.Length, (long)columns * Width, nameof(panel));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lane + rowCount, Width, nameof(rowCount));

        int done = 0;
        if (rowCount == Width && (Sse.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            done = columns / Width * Width;
            for (int k = 0; k < done; k += Width)
            {
                Transpose16x16(ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), k), columns, ref panel[k * Width]);
            }
        }

        for (int k = done; k < columns; k++)
        {
            for (int o = 0; o < rowCount; o++)
            {
                panel[(k * Width) + lane + o] = rows[(o * columns) + k];
            }
        }
    }

    /// <summary>panel[k][lane + o] = columns[k][o] for <paramref name="count"/> outputs: a copy with strides.</summary>
    /// <param name="source">Starts at the first output of the first input; inputs are <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">Floats from one input to the next.</param>
    /// <param name="count">Outputs, 1 to 16 - lane.</param>
    /// <param name="panel">[inputs][16]; its length tells the number of inputs; other lanes stay as they are.</param>
    /// <param name="lane">Lane of the first output.</param>
    internal static void PackColumns(ReadOnlySpan<float> source, int stride, int count, Span<float> panel, int lane)
    {
        for (; !panel.IsEmpty; panel = panel[Width..])
        {
            source[..count].CopyTo(panel[lane..]);
            source = source[Math.Min(stride, source.Length)..];
        }
    }

    /// <summary>
    /// Whole cache lines on both sides: rows of a weight are often a multiple of 4 KB apart, and then sixteen of them compete for one
    /// set of the first-level cache, so a line of each row must be used up before it is evicted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose16x16(ref float source, nint stride, ref float panel)
    {
        for (nint o = 0; o < Width; o += 4)
        {
            for (nint k = 0; k < Width; k += 4)
            {
                Transpose4x4(ref Unsafe.Add(ref source, (o * stride) + k), stride, ref Unsafe.Add(ref panel, (k * Width) + o));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4x4(ref float source, nint stride, ref float panel)
    {
        Vector128<float> a = Load(ref source);
        Vector128<float> b = Load(ref Unsafe.Add(ref source, stride));
        Vector128<float> c = Load(ref Unsafe.Add(ref source, 2 * stride));
        Vector128<float> d = Load(ref Unsafe.Add(ref source, 3 * stride));

        // First pairs of lanes (a0 b0 a1 b1), then pairs of pairs (a0 b0 c0 d0).
        Vector128<float> abLow = InterleaveLow(a, b);
        Vector128<float> abHigh = InterleaveHigh(a, b);
        Vector128<float> cdLow = InterleaveLow(c, d);
        Vector128<float> cdHigh = InterleaveHigh(c, d);
        Store(LowerHalves(abLow, cdLow), ref panel);
        Store(UpperHalves(abLow, cdLow), ref Unsafe.Add(ref panel, Width));
        Store(LowerHalves(abHigh, cdHigh), ref Unsafe.Add(ref panel, 2 * Width));
        Store(UpperHalves(abHigh, cdHigh), ref Unsafe.Add(ref panel, 3 * Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    // One instruction each. Vector128.Create of two halves goes through the stack, and reading it back stalls: loading took 40 ms for 42 MB
    // of weights instead of 12 (one thread, Xeon with AVX-512 under KVM, .NET 10, 2026-11).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LowerHalves(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveLowToHigh(a, b) : AdvSimd.Arm64.ZipLow(a.AsDouble(), b.AsDouble()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UpperHalves(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveHighToLow(b, a) : AdvSimd.Arm64.ZipHigh(a.AsDouble(), b.AsDouble()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Load(ref float source) => Unsafe.As<float, Vector128<float>>(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> value, ref float destination) =>
        Unsafe.As<float, Vector128<float>>(ref destination) = value;
}
