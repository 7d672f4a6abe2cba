using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using IsaProbe;
using Transformers.Generated;

// A small program as users write them, to be run in processes of its own under other settings of .NET:
//   IsaProbe encode <tiny checkpoint> <hidden states file>     runs the automatic kernels, prints their name
//   IsaProbe kernels <base checkpoint>                         runs all kernels this process can run at full speed, prints their names
switch (args)
{
    case ["encode", string checkpoint, string output]:
        Encode(checkpoint, output);
        return 0;
    case ["kernels", string checkpoint]:
        RunKernels(checkpoint);
        return 0;
    default:
        Console.Error.WriteLine("usage: IsaProbe encode <checkpoint> <output> | IsaProbe kernels <checkpoint>");
        return 2;
}

// The tokens come from standard input: a line of ids, a line of types, a line of lengths.
static void Encode(string checkpoint, string output)
{
    int[] ids = ReadNumbers();
    int[] types = ReadNumbers();
    int[] lengths = ReadNumbers();
    using ProbeBert model = ProbeBert.Load(checkpoint);
    float[] hidden = new float[ids.Length * ProbeBert.ModelDim];
    model.Encode(new TokenBatch(ids, lengths, types), hidden);
    File.WriteAllBytes(output, MemoryMarshal.AsBytes(hidden.AsSpan()).ToArray());
    Console.WriteLine(model.InstructionSet);
}

static void RunKernels(string checkpoint)
{
    int[] lengths = [1, 7, 140];
    int[] ids = [.. Enumerable.Range(0, lengths.Sum())];
    float[] hidden = new float[ids.Length * ProbeBase.ModelDim];
    float[] logits = new float[ids.Length * ProbeBase.VocabularySize];
    foreach (InstructionSet isa in RunnableSets())
    {
        using ProbeBase model = ProbeBase.Load(checkpoint, new LoadOptions { InstructionSet = isa });
        model.EncodeMean(new TokenBatch(ids, lengths), hidden.AsSpan(0, lengths.Length * ProbeBase.ModelDim));
        model.ComputeLogits(new TokenBatch(ids, lengths), ids, logits);
        Console.WriteLine(isa);
    }
}

// The ARM64 text is Vector128 with fused multiply-add, which x86 has too.
static IEnumerable<InstructionSet> RunnableSets()
{
    yield return InstructionSet.Portable;
    if (Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported)
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

static int[] ReadNumbers() => [.. Console.ReadLine()!.Split(' ').Select(int.Parse)];
