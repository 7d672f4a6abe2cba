using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Transformers.Generated;
using Transformers.Generated.Weights;

namespace Runtime.Tests.Weights;

/// <summary>The definition of packing, one float at a time: the slow twin of the loader.</summary>
internal static class NaivePacking
{
    /// <summary>Fills an arena from tensors in memory; the first alternative of a name that exists is taken, prefixes aside.</summary>
    internal static float[] Pack(TensorTable table, IReadOnlyDictionary<string, float[]> tensors)
    {
        float[] arena = new float[table.FloatCount];
        foreach (TensorEntry entry in table.Entries)
        {
            for (int repeat = 0; repeat < entry.Repeat; repeat++)
            {
                int firstRow = 0;
                foreach (TensorSource source in entry.Sources)
                {
                    string? name = source.Names.Split('|').Select(name => name.Replace("{i}", $"{repeat}", StringComparison.Ordinal))
                        .FirstOrDefault(tensors.ContainsKey);
                    for (int o = 0; name is not null && o < source.Rows; o++)
                    {
                        for (int k = 0; k < entry.Columns; k++)
                        {
                            int from = source.Orientation == TensorOrientation.OutIn
                                ? ((source.FirstRow + o) * entry.Columns) + k : (k * source.Rows) + o;
                            int row = entry.Alternates ? (o / 16 * 32) + (firstRow > 0 ? 16 : 0) + (o % 16) : firstRow + o;
                            Put(arena, entry, entry.Offset + (repeat * entry.RepeatStride), row, k, tensors[name][from]);
                        }
                    }

                    firstRow += source.Rows;
                }
            }
        }

        return arena;
    }

    private static void Put(float[] arena, TensorEntry entry, long start, int o, int k, float value)
    {
        if (entry.Format == WeightFormat.Float32)
        {
            arena[start + Place(entry, o, k, entry.Columns)] = value;
            return;
        }

        ushort half = entry.Format == WeightFormat.Float16
            ? BitConverter.HalfToUInt16Bits((Half)value)
            : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);
        long slot = start + Place(entry, o, k / 2, (entry.Columns + 1) / 2);
        MemoryMarshal.Cast<float, ushort>(arena.AsSpan())[(int)((2 * slot) + (k % 2))] = half;
    }

    private static long Place(TensorEntry entry, int o, int k, int columns) => entry.Layout switch
    {
        TensorLayout.Panels => (o / 16 * columns * 16L) + (k * 16) + (o % 16),
        _ => ((long)o * columns) + k,
    };
}
