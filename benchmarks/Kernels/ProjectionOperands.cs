using System;
using Transformers.Generated.Memory;
using Transformers.Generated.Weights;

namespace Benchmarks.Kernels;

/// <summary>Memory of one projection in the layouts of generated kernels (see <see cref="PackedLayout"/>).</summary>
internal sealed class ProjectionOperands(int rows, int n, int k) : IDisposable
{
    public AlignedBuffer X { get; } = new((nint)rows * PackedLayout.RowStride(k));

    public AlignedBuffer W { get; } = new((nint)PackedLayout.PanelFloats(n, k));

    public AlignedBuffer Bias { get; } = new((nint)PackedLayout.VectorFloats(n));

    public AlignedBuffer Y { get; } = new((nint)rows * PackedLayout.RowStride(n));

    public void Set(ReadOnlySpan<float> x, ReadOnlySpan<float> w)
    {
        for (int row = 0; row < rows; row++)
        {
            x.Slice(row * k, k).CopyTo(X.Span(row * PackedLayout.RowStride(k), k));
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
            Y.Span(row * PackedLayout.RowStride(n), n).CopyTo(result.AsSpan(row * n));
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
}
