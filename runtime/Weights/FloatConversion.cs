using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Transformers.Generated.Weights;

/// <summary>
/// Converts little-endian elements of a checkpoint to 32-bit floats. Widening is exact; 64-bit floats round to nearest even.
/// </summary>
internal static class FloatConversion
{
    /// <summary>Converts <c>destination.Length</c> elements.</summary>
    /// <param name="type">A weight type, see <see cref="TensorDataTypes.IsWeight"/>.</param>
    /// <param name="source">The bytes of exactly as many elements.</param>
    /// <param name="destination">Receives the floats.</param>
    internal static void ToSingle(TensorDataType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, (long)destination.Length * (type.Bits() / 8), nameof(source));
        switch (type)
        {
            case TensorDataType.F32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                FromLittleEndian(destination);
                break;
            case TensorDataType.F16:
                FromHalf(source, destination);
                break;
            case TensorDataType.BF16:
                FromBrain(source, destination);
                break;
            case TensorDataType.F64:
                FromDouble(source, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type that converts to a float.");
        }
    }

    /// <summary>Repairs floats whose bytes were read verbatim from a file: swaps them on a big-endian machine.</summary>
    internal static void FromLittleEndian(Span<float> values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(values);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromHalf(ReadOnlySpan<byte> source, Span<float> destination)
    {
        int index = 0;
        if (Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            ReadOnlySpan<ushort> bits = MemoryMarshal.Cast<byte, ushort>(source);
            for (; index <= destination.Length - Vector128<ushort>.Count; index += Vector128<ushort>.Count)
            {
                (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.Create(bits[index..]));
                HalfToSingle(lower).CopyTo(destination[index..]);
                HalfToSingle(upper).CopyTo(destination[(index + Vector128<uint>.Count)..]);
            }
        }

        for (; index < destination.Length; index++)
        {
            destination[index] = (float)BinaryPrimitives.ReadHalfLittleEndian(source[(index * sizeof(ushort))..]);
        }
    }

    /// <summary>
    /// Four halves, each in the lower 16 bits of a lane. Integer arithmetic, since .NET has no conversion instruction for them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> HalfToSingle(Vector128<uint> half)
    {
        // 2⁻¹⁴, the smallest normal half, as a float.
        Vector128<uint> smallestNormal = Vector128.Create(0x3880_0000u);

        Vector128<uint> magnitude = half & Vector128.Create(0x7FFFu);
        Vector128<uint> sign = (half ^ magnitude) << 16;

        // Exponent bias 15 becomes 127: add 112 to the field. Infinity and NaN: add 112 again, to reach 255.
        Vector128<uint> rebias = Vector128.Create(112u << 23);
        Vector128<uint> normal = (magnitude << 13) + rebias;
        normal += Vector128.GreaterThan(magnitude, Vector128.Create(0x7BFFu)) & rebias;

        // Denormal d · 2⁻²⁴: put d into the mantissa of 2⁻¹⁴ and subtract 2⁻¹⁴; exact, and no operand is a denormal float.
        Vector128<float> denormal = ((magnitude << 13) + smallestNormal).AsSingle() - smallestNormal.AsSingle();
        Vector128<uint> isDenormal = Vector128.LessThan(magnitude, Vector128.Create(0x0400u));
        return (Vector128.ConditionalSelect(isDenormal, denormal.AsUInt32(), normal) | sign).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromBrain(ReadOnlySpan<byte> source, Span<float> destination)
    {
        int index = 0;
        if (Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            ReadOnlySpan<ushort> bits = MemoryMarshal.Cast<byte, ushort>(source);
            for (; index <= destination.Length - Vector128<ushort>.Count; index += Vector128<ushort>.Count)
            {
                (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.Create(bits[index..]));
                (lower << 16).AsSingle().CopyTo(destination[index..]);
                (upper << 16).AsSingle().CopyTo(destination[(index + Vector128<uint>.Count)..]);
            }
        }

        for (; index < destination.Length; index++)
        {
            uint bits = BinaryPrimitives.ReadUInt16LittleEndian(source[(index * sizeof(ushort))..]);
            destination[index] = BitConverter.UInt32BitsToSingle(bits << 16);
        }
    }

    private static void FromDouble(ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (int index = 0; index < destination.Length; index++)
        {
            destination[index] = (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(index * sizeof(double))..]);
        }
    }
}
