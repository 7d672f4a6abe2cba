using System;
using Transformers.Generated.Memory;
using Transformers.Generated.Weights;

namespace Benchmarks.Kernels;

/// <summary>Memory of one projection in the layouts of generated kernels (see <see cref="PackedLayout"/>).</summary>
internal sealed class ProjectionOperands(int rows, int n, int k, bool isPackedOutput) : IDisposable
{
    public AlignedBuffer X { get; } = new((nint)PackedLayout.PackedRowsFloats(rows, k));

    public AlignedBuffer W { get; } = new((nint)PackedLayout.PanelFloats(n, k));

    public AlignedBuffer Bias { get; } = new((nint)PackedLayout.VectorFloats(n));

    public AlignedBuffer Y { get; } = new((nint)PackedLayout.PackedRowsFloats(rows, n));

    public void Set(ReadOnlySpan<float> x, ReadOnlySpan<float> w)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int index = 0; index < k; index++)
            {
                X.At(PackedIndex(row, index, k)) = x[(row * k) + index];
            }
        }

        for (int o = 0; o < n; o++)
        {
            for (int index = 0; index < k; index++)
            {
                W.At((nint)PackedLayout.PanelIndex(o, index, k)) = w[(o * k) + index];
            }
        }

        Y.Span(0, (int)Y.Length).Clear();
    }

    public float[] Result()
    {
        float[] result = new float[rows * n];
        for (int row = 0; row < rows; row++)
        {
            for (int o = 0; o < n; o++)
            {
                result[(row * n) + o] = Y.At(isPackedOutput ? PackedIndex(row, o, n) : (row * n) + o);
            }
        }

        return result;
    }

    public void Dispose()
    {
        X.Dispose();
        W.Dispose();
        Bias.Dispose();
        Y.Dispose();
    }

    /// <summary>Place in <c>[rows / 6][width][6]</c>.</summary>
    private static nint PackedIndex(int row, int index, int width) =>
        ((((row / PackedLayout.RowTile) * width) + index) * PackedLayout.RowTile) + (row % PackedLayout.RowTile);
}
