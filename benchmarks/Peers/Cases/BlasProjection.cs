using System;
using Peers.Measuring;
using Transformers.Generated.Memory;

namespace Peers.Cases;

/// <summary>OpenBLAS on the same product, with the weight as [K, N] or as [N, K].</summary>
internal sealed unsafe class BlasProjection : Contestant
{
    private readonly OpenBlas _library;
    private readonly MatrixShape _shape;
    private readonly bool _isTransposed;
    private readonly int _threads;
    private readonly AlignedBuffer _x;
    private readonly AlignedBuffer _w;
    private readonly AlignedBuffer _y;

    public BlasProjection(OpenBlas library, MatrixShape shape, float[] x, float[] w, bool isTransposed, int threads)
        : base(isTransposed ? "OpenBLAS x·Wᵀ" : "OpenBLAS x·W")
    {
        (_library, _shape, _isTransposed, _threads) = (library, shape, isTransposed, threads);
        _x = new AlignedBuffer(x.Length);
        _w = new AlignedBuffer(w.Length);
        _y = new AlignedBuffer(MatrixShape.Rows * shape.N);
        x.CopyTo(_x.Span(0, x.Length));
        for (int o = 0; o < shape.N; o++)
        {
            for (int k = 0; k < shape.K; k++)
            {
                _w.At(isTransposed ? (o * shape.K) + k : (k * shape.N) + o) = w[(o * shape.K) + k];
            }
        }
    }

    public override void Run()
    {
        _library.SetThreads(_threads);
        fixed (float* x = &_x.At(0), w = &_w.At(0), y = &_y.At(0))
        {
            _library.Multiply(MatrixShape.Rows, _shape.N, _shape.K, x, w, _isTransposed, y);
        }
    }

    public float[] Result() => _y.Span(0, (int)_y.Length).ToArray();

    public override void Dispose()
    {
        _x.Dispose();
        _w.Dispose();
        _y.Dispose();
    }
}
