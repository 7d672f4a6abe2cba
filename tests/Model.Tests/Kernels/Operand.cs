using System;
using System.Runtime.InteropServices;
using Transformers.Generated;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests.Kernels;

/// <summary>Activations and weights in the layouts that kernels read and write.</summary>
internal static class Operand
{
    /// <summary>Stands where a kernel must not write.</summary>
    public const float Untouched = 12345.678f;

    private const int Guard = 64;

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

    /// <summary>[rows, columns] as rows of a buffer; what lies between them is NaN, since nobody may use it.</summary>
    public static float[] Rows(ReadOnlySpan<float> x, int rows, int columns)
    {
        int stride = PackedLayout.RowStride(columns);
        float[] buffer = new float[rows * stride];
        Array.Fill(buffer, float.NaN);
        for (int t = 0; t < rows; t++)
        {
            x.Slice(t * columns, columns).CopyTo(buffer.AsSpan(t * stride));
        }

        return buffer;
    }

    /// <summary>A buffer of rows to write into, each float marked, and a guard behind it.</summary>
    public static float[] MarkedRows(int rows, int columns) => Marked(((long)rows * PackedLayout.RowStride(columns)) + Guard);

    /// <summary>Rows of a buffer back to [rows, columns]; the guard behind them must be untouched.</summary>
    public static float[] Dense(ReadOnlySpan<float> buffer, int rows, int columns)
    {
        int stride = PackedLayout.RowStride(columns);
        float[] x = new float[rows * columns];
        for (int t = 0; t < rows; t++)
        {
            buffer.Slice(t * stride, columns).CopyTo(x.AsSpan(t * columns));
        }

        Assert.All(buffer[(rows * stride)..].ToArray(), value => Assert.Equal(Untouched, value));
        return x;
    }

    /// <summary>Like <see cref="Dense"/>, of a kernel that writes columns alone: what lies between rows must be untouched too.</summary>
    public static float[] DenseOfExact(ReadOnlySpan<float> buffer, int rows, int columns)
    {
        int stride = PackedLayout.RowStride(columns);
        for (int t = 0; t < rows; t++)
        {
            Assert.All(buffer[((t * stride) + columns)..((t + 1) * stride)].ToArray(), value => Assert.Equal(Untouched, value));
        }

        return Dense(buffer, rows, columns);
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
}
