using System;
using System.Linq;
using System.Reflection;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;

namespace Benchmarks.Kernels;

/// <summary>A generated projection, called by itself: y = x · wᵀ (+ bias, which is zero)   x: [rows, K]   w: [N, K]</summary>
/// <remarks>
/// Kernels are private to the model that they were generated for; they are found by the name that the generator gives them.
/// </remarks>
internal sealed class ProjectionKernel : ParallelPass, IDisposable
{
    private readonly Kernel _kernel;
    private readonly ProjectionOperands _operands;
    private readonly int _threads;

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
        MethodInfo method = Find(model, InstructionSets.Resolve(set), n, k);
        _kernel = method.CreateDelegate<Kernel>();
        _threads = threads;
        bool isPackedOutput = method.Name.EndsWith("Pack", StringComparison.Ordinal);
        _operands = new ProjectionOperands(rows, n, k, isPackedOutput, definition.Workspace.LaneFloats, threads);
    }

    private delegate void Kernel(Lane lane, nint rows, ref float x, ref float w, ref float bias, ref float y, ref float scratch);

    /// <summary>Puts x and w into the layouts of the kernel, and zeros into y.</summary>
    public void SetOperands(ReadOnlySpan<float> x, ReadOnlySpan<float> w) => _operands.Set(x, w);

    /// <summary>Computes y, or adds to it where the kernel is that of a residual sum.</summary>
    public void Run() => WorkerTeam.Shared.Run(this, _threads, default);

    /// <summary>y, row by row.</summary>
    public float[] Result() => _operands.Result();

    public void Dispose() => _operands.Dispose();

    protected override void Run(Lane lane) => _kernel(
        lane, _operands.Rows, ref _operands.X.At(0), ref _operands.W.At(0), ref _operands.Bias.At(0), ref _operands.Y.At(0),
            ref _operands.Scratch(lane.Index));

    private static MethodInfo Find(Type model, InstructionSet set, int n, int k)
    {
        Type kernels = model.GetNestedType($"{set}Kernels", BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{model.Name} has no kernels for {set}");
        string name = $"Gemm{n}x{k}";
        return kernels.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .First(method =>
                method.Name.StartsWith(name, StringComparison.Ordinal) && !char.IsAsciiDigit(method.Name.ElementAtOrDefault(name.Length)));
    }
}
