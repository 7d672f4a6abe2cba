using System;
using System.Collections.Generic;
using System.Linq;
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
                            int from = source.Orientation == TensorOrientation.OutIn ? (o * entry.Columns) + k : (k * source.Rows) + o;
                            int row = entry.Alternates ? (o / 16 * 32) + (firstRow > 0 ? 16 : 0) + (o % 16) : firstRow + o;
                            arena[entry.Offset + (repeat * entry.RepeatStride) + Place(entry, row, k)] = tensors[name][from];
                        }
                    }

                    firstRow += source.Rows;
                }
            }
        }

        return arena;
    }

    private static long Place(TensorEntry entry, int o, int k) => entry.Layout switch
    {
        TensorLayout.Panels => (o / 16 * entry.Columns * 16L) + (k * 16) + (o % 16),
        _ => ((long)o * entry.Columns) + k,
    };
}
