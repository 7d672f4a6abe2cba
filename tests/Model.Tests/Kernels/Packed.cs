using System;
using System.Runtime.InteropServices;
using Transformers.Generated;
using Transformers.Generated.Weights;

namespace Model.Tests.Kernels;

/// <summary>Activations and weights in the layouts that kernels read and write.</summary>
internal static class Packed
{
    /// <summary>Stands where a kernel must not write.</summary>
    public const float Untouched = 12345.678f;

    private const int Tile = PackedLayout.RowTile;

    public static float[] Random(int seed, int count, float size = 1f)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = size * ((2f * random.NextSingle()) - 1f);
        }

        return values;
    }

    /// <summary>[rows, columns] as tiles [rows / 6][columns][6]; the rest of the last tile is NaN, since nobody may read it.</summary>
    public static float[] Rows(ReadOnlySpan<float> x, int rows, int columns)
    {
        float[] packed = new float[PackedLayout.PackedRowsFloats(rows, columns)];
        Array.Fill(packed, float.NaN);
        for (int t = 0; t < rows; t++)
        {
            for (int k = 0; k < columns; k++)
            {
                packed[RowIndex(t, k, columns)] = x[(t * columns) + k];
            }
        }

        return packed;
    }

    /// <summary>Tiles back to [rows, columns].</summary>
    public static float[] Unpack(ReadOnlySpan<float> packed, int rows, int columns)
    {
        float[] x = new float[rows * columns];
        for (int t = 0; t < rows; t++)
        {
            for (int k = 0; k < columns; k++)
            {
                x[(t * columns) + k] = packed[RowIndex(t, k, columns)];
            }
        }

        return x;
    }

    /// <summary>[outputs, inputs] as panels [outputs / 16][inputs][16], or with two inputs in a float's place.</summary>
    public static float[] Panels(ReadOnlySpan<float> w, int outputs, int inputs, WeightFormat format)
    {
        if (format != WeightFormat.Float32)
        {
            return HalfPanels(w, outputs, inputs, format);
        }

        float[] panels = new float[PackedLayout.PanelFloats(outputs, inputs)];
        for (int o = 0; o < outputs; o++)
        {
            for (int k = 0; k < inputs; k++)
            {
                panels[PackedLayout.PanelIndex(o, k, inputs)] = w[(o * inputs) + k];
            }
        }

        return panels;
    }

    private static float[] HalfPanels(ReadOnlySpan<float> w, int outputs, int inputs, WeightFormat format)
    {
        int slots = (inputs + 1) / 2;
        float[] panels = new float[PackedLayout.PanelFloats(outputs, slots)];
        Span<ushort> halves = MemoryMarshal.Cast<float, ushort>(panels.AsSpan());
        for (int o = 0; o < outputs; o++)
        {
            for (int k = 0; k < inputs; k++)
            {
                float value = w[(o * inputs) + k];
                halves[(int)(2 * PackedLayout.PanelIndex(o, k / 2, slots)) + (k % 2)] = format == WeightFormat.Float16
                    ? BitConverter.HalfToUInt16Bits((Half)value)
                    : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);
            }
        }

        return panels;
    }

    /// <summary>Two weights [outputs, inputs] as one: 16 outputs of the first, 16 of the second, and so on, each padded with zeros.</summary>
    public static float[] ByTurns(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int inputs)
    {
        int outputs = first.Length / inputs;
        float[] both = new float[(outputs + 15) / 16 * 32 * inputs];
        for (int i = 0; i < first.Length; i++)
        {
            int row = (i / inputs / 16 * 32) + (i / inputs % 16);
            both[(row * inputs) + (i % inputs)] = first[i];
            both[((row + 16) * inputs) + (i % inputs)] = second[i];
        }

        return both;
    }

    /// <summary>A vector, padded with zeros to whole pairs of panels.</summary>
    public static float[] Vector(ReadOnlySpan<float> v)
    {
        float[] padded = new float[PackedLayout.VectorFloats(v.Length)];
        v.CopyTo(padded);
        return padded;
    }

    /// <summary>A buffer to write into, each float marked.</summary>
    public static float[] Marked(long count)
    {
        float[] values = new float[count];
        Array.Fill(values, Untouched);
        return values;
    }

    private static int RowIndex(int t, int k, int columns) => (t / Tile * Tile * columns) + (k * Tile) + (t % Tile);
}
