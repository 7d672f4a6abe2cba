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
        ProjectionOperands operands = new(rows, n, k);
        _operands = operands;
        _run = new KernelRun(threads, definition.Workspace.LaneFloats, Body(method, rows, operands));
    }

    private delegate void Kernel(Lane lane, nint rows, ref float x, ref float w, ref float bias, ref float y);

    private delegate void KernelWithScratch(Lane lane, nint rows, ref float x, ref float w, ref float bias, ref float y, ref float scratch);

    /// <summary>Puts x and w into the layouts of the kernel, and zeros into y.</summary>
    public void SetOperands(ReadOnlySpan<float> x, ReadOnlySpan<float> w) => _operands.Set(x, w);

    /// <summary>Computes y, or adds to it where the kernel is that of a residual sum.</summary>
    public void Run() => _run.Run();

    /// <summary>y, row by row.</summary>
    public float[] Result() => _operands.Result();

    private static KernelRun.Body Body(MethodInfo method, int rows, ProjectionOperands operands)
    {
        if (method.GetParameters()[^1].Name == "scratch")
        {
            KernelWithScratch withScratch = method.CreateDelegate<KernelWithScratch>();
            return (Lane lane, ref float scratch) =>
                withScratch(lane, rows, ref operands.X.At(0), ref operands.W.At(0), ref operands.Bias.At(0), ref operands.Y.At(0), ref scratch);
        }

        Kernel kernel = method.CreateDelegate<Kernel>();
        return (Lane lane, ref float _) =>
            kernel(lane, rows, ref operands.X.At(0), ref operands.W.At(0), ref operands.Bias.At(0), ref operands.Y.At(0));
    }

    public void Dispose()
    {
        _run.Dispose();
        _operands.Dispose();
    }
}
