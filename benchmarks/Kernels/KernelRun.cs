using System;
using System.Reflection;
using System.Text.RegularExpressions;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Memory;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;

namespace Benchmarks.Kernels;

/// <summary>A generated kernel by itself, on some threads with a scratch each.</summary>
/// <param name="threads">Threads that share the work.</param>
/// <param name="laneFloats">Floats of a thread's scratch.</param>
/// <param name="body">What each thread does with its lane and its scratch.</param>
internal sealed class KernelRun(int threads, long laneFloats, KernelRun.Body body) : ParallelPass, IDisposable
{
    private readonly nint _laneFloats = (nint)PackedLayout.AlignFloats(laneFloats);

    private readonly AlignedBuffer _scratch = new((nint)PackedLayout.AlignFloats(laneFloats) * threads);

    internal delegate void Body(Lane lane, ref float scratch);

    /// <summary>Finds a kernel. Kernels are private to the model that they were generated for.</summary>
    /// <param name="model">A generated model.</param>
    /// <param name="set">Whose kernel.</param>
    /// <param name="name">Pattern of the name that the generator gives it.</param>
    public static MethodInfo Find(Type model, InstructionSet set, string name)
    {
        InstructionSet resolved = InstructionSets.Resolve(set);
        Type kernels = model.GetNestedType($"{resolved}Kernels", BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"{model.Name} has no kernels for {resolved}");
        return Array.Find(kernels.GetMethods(BindingFlags.Public | BindingFlags.Static), method => Regex.IsMatch(method.Name, $"^{name}$"))
            ?? throw new InvalidOperationException($"{kernels.FullName} has no kernel {name}");
    }

    public void Run() => WorkerTeam.Shared.Run(this, threads, default);

    public void Dispose() => _scratch.Dispose();

    protected override void Run(Lane lane) => body(lane, ref _scratch.At(lane.Index * _laneFloats));
}
