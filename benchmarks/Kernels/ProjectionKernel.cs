using System;
using System.Reflection;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Threading;

namespace Benchmarks.Kernels;

/// <summary>A generated projection, called by itself: y = x · wᵀ (+ bias, which is zero)   x: [rows, K]   w: [N, K]</summary>
internal sealed class ProjectionKernel : IDisposable
{
    private readonly ProjectionOperands _operands;
    private readonly KernelRun _run;

    /// <summary>Prepares a call.</summary>
    /// <param name="model">A generated model.</param>
    /// <param name="definition">Its description.</param>
    /// <param name="set">Whose kernel.</param>
    /// <param name="rows">Rows of x.</param>
    /// <param name="n">Outputs.</param>
    /// <param name="k">Inputs.</param>
    /// <param name="threads">Threads that share the work.</param>
    public ProjectionKernel(Type model, ModelDefinition definition, InstructionSet set, int rows, int n, int k, int threads)
    {
        MethodInfo method = KernelRun.Find(model, set, $"Gemm{n}x{k}(\\D.*)?");
        Kernel kernel = method.CreateDelegate<Kernel>();
        ProjectionOperands operands = new(rows, n, k, isPackedOutput: method.Name.EndsWith("Pack", StringComparison.Ordinal));
        _operands = operands;
        _run = new KernelRun(threads, definition.Workspace.LaneFloats, (Lane lane, ref float scratch) =>
            kernel(lane, rows, ref operands.X.At(0), ref operands.W.At(0), ref operands.Bias.At(0), ref operands.Y.At(0), ref scratch));
    }

    private delegate void Kernel(Lane lane, nint rows, ref float x, ref float w, ref float bias, ref float y, ref float scratch);

    /// <summary>Puts x and w into the layouts of the kernel, and zeros into y.</summary>
    public void SetOperands(ReadOnlySpan<float> x, ReadOnlySpan<float> w) => _operands.Set(x, w);

    /// <summary>Computes y, or adds to it where the kernel is that of a residual sum.</summary>
    public void Run() => _run.Run();

    /// <summary>y, row by row.</summary>
    public float[] Result() => _operands.Result();

    public void Dispose()
    {
        _run.Dispose();
        _operands.Dispose();
    }
}
