using System;
using System.Runtime.InteropServices;

namespace Transformers.Generated.Weights;

/// <summary>Pairs of 16-bit weights in the place of a float: the first in the lower half, the second in the upper.</summary>
internal static class HalfSlots
{
    /// <summary>Weight <paramref name="k"/> of a row, from the slot that holds it: what kernels compute a vector at a time.</summary>
    internal static float Weight(WeightFormat format, float slot, int k)
    {
        ushort half = (ushort)(BitConverter.SingleToUInt32Bits(slot) >> (k % 2 * 16));
        return format == WeightFormat.BFloat16
            ? BitConverter.UInt32BitsToSingle((uint)half << 16)
            : (float)BitConverter.UInt16BitsToHalf(half);
    }

    /// <summary>The 16 bits of a value that the format holds exactly, or null.</summary>
    internal static ushort? Narrow(WeightFormat format, float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (format == WeightFormat.BFloat16)
        {
            return (bits & 0xFFFF) == 0 ? (ushort)(bits >> 16) : null;
        }

        Half half = (Half)value;
        bool isExact = Half.IsFinite(half) && BitConverter.SingleToUInt32Bits((float)half) == bits;
        return isExact ? BitConverter.HalfToUInt16Bits(half) : null;
    }

    /// <summary>The first of some halves that a kernel would widen to a wrong number, an infinity or NaN of float16; -1 for none.</summary>
    internal static int FirstUnfit(WeightFormat format, ReadOnlySpan<float> slots)
    {
        const uint Exponents = 0x7C00;
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(slots);
        for (int i = 0; format == WeightFormat.Float16 && i < bits.Length; i++)
        {
            bool isFirst = (bits[i] & Exponents) == Exponents;
            if (isFirst || ((bits[i] >> 16) & Exponents) == Exponents)
            {
                return (2 * i) + (isFirst ? 0 : 1);
            }
        }

        return -1;
    }

    /// <summary>
    /// Two rows of slots, which hold neighbouring columns, into one slot of both rows for each column: from [in, out] to pairs of inputs.
    /// </summary>
    /// <param name="even">Columns of the even row.</param>
    /// <param name="odd">Columns of the row after it, or empty: zeros.</param>
    /// <param name="pairs">Receives one slot for each column.</param>
    internal static void Pair(ReadOnlySpan<float> even, ReadOnlySpan<float> odd, Span<float> pairs)
    {
        ReadOnlySpan<uint> lower = MemoryMarshal.Cast<float, uint>(even);
        ReadOnlySpan<uint> upper = MemoryMarshal.Cast<float, uint>(odd);
        Span<uint> both = MemoryMarshal.Cast<float, uint>(pairs);
        for (int i = 0; i < both.Length; i++)
        {
            uint next = upper.IsEmpty ? 0 : upper[i / 2];
            both[i] = i % 2 == 0 ? (lower[i / 2] & 0xFFFF) | (next << 16) : (lower[i / 2] >> 16) | (next & 0xFFFF_0000);
        }
    }
}
