using Benchmarks.Kernels;
using Peers.Measuring;
using Transformers.Generated;

namespace Peers.Cases;

/// <summary>
/// A generated projection by itself. Unlike OpenBLAS it adds a bias, and a residual or a ReLU; and it reads packed weights.
/// </summary>
internal sealed class OurProjection : Contestant
{
    private readonly ProjectionKernel _kernel;

    public OurProjection(MatrixShape shape, float[] x, float[] w, InstructionSet set, int threads)
        : base($"ours {set}")
    {
        _kernel = new ProjectionKernel(shape.Model, shape.Definition, set, MatrixShape.Rows, shape.N, shape.K, threads);
        _kernel.SetOperands(x, w);
    }

    public override void Run() => _kernel.Run();

    public float[] Result() => _kernel.Result();

    public override void Dispose() => _kernel.Dispose();
}
