using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Model.Tests.Kernels;
using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Model.Tests.Isa;

/// <summary>
/// What tests let run in other processes: this assembly under other settings of .NET. A failed assertion ends the process with its message.
/// </summary>
internal static class Program
{
    /// <summary>
    /// Runs goldens and kernel tests on every kernel set; prints the set chosen here and a <see cref="Fingerprint"/> of each set's results.
    /// </summary>
    public const string RunTests = "run-tests";

    /// <summary>
    /// Compiles the kernels of large models, and runs small ones on the kernel sets that are fast here; prints those sets.
    /// </summary>
    public const string CompileKernels = "compile-kernels";

    private static readonly string[] s_models = ["TinyBert", "TinyGpt2", "TinyT5"];
    private static readonly Type[] s_large = [typeof(BertBase), typeof(Gpt2Small), typeof(T5Base)];

    /// <summary>The hash of all bits that the tiny models compute for a random batch.</summary>
    public static string Fingerprint(InstructionSet isa)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string model in s_models)
        {
            using Subject subject = new(model, isa);
            foreach (float[] values in subject.Run(subject.CreateSamples(seed: 5, count: 12)))
            {
                hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
            }
        }

        return $"{isa} {Convert.ToHexString(hash.GetHashAndReset())}";
    }

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case [RunTests]:
                Console.WriteLine(InstructionSets.Best);
                Array.ForEach(TestModel.InstructionSets, RunGoldens);
                Array.ForEach(s_models, RunKernelTests);
                Array.ForEach(TestModel.InstructionSets, isa => Console.WriteLine(Fingerprint(isa)));
                return 0;
            case [CompileKernels]:
                Array.ForEach(s_large, Compile);
                foreach (InstructionSet isa in FastSets())
                {
                    RunGoldens(isa);
                    Console.WriteLine(isa);
                }

                return 0;
            default:
                Console.Error.WriteLine($"usage: {RunTests} | {CompileKernels}");
                return 2;
        }
    }

    private static void RunGoldens(InstructionSet isa)
    {
        GoldenTests goldens = new();
        goldens.BertMatchesAfterEveryLayer(isa);
        goldens.Gpt2Matches(isa);
        goldens.T5Matches(isa);
    }

    private static void RunKernelTests(string model)
    {
        new ProjectionKernelTests().EveryTailMatchesTheScalarTwin(model);
        new AttentionKernelTests().EveryLengthMatchesTheScalarTwin(model);
        new NormKernelTests().EveryRowCountMatchesTheScalarTwin(model);
        new RowKernelTests().GatherTakesRowsInAnyOrderAndMinusOneAsZeros(model);
        new RowKernelTests().MeanMatchesTheScalarTwinAndIsZeroOverNothing(model);
    }

    /// <summary>Lets the JIT compile every kernel and tile of a model on every set; what they inline is compiled with them.</summary>
    private static void Compile(Type model)
    {
        foreach (InstructionSet isa in TestModel.InstructionSets)
        {
            foreach (MethodInfo method in KernelSet.HotMethodsOf(model, isa))
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. method.GetGenericArguments().Select(count => count.TypeHandle)]);
            }
        }
    }

    // The ARM64 text is Vector128 with fused multiply-add, which x86 has too.
    private static IEnumerable<InstructionSet> FastSets()
    {
        yield return InstructionSet.Portable;
        if (Fma.IsSupported || AdvSimd.IsSupported)
        {
            yield return InstructionSet.AdvSimd;
        }

        if (Avx2.IsSupported && Fma.IsSupported)
        {
            yield return InstructionSet.Avx2;
        }

        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated)
        {
            yield return InstructionSet.Avx512;
        }
    }
}
