using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Xunit;

namespace Model.Tests.Isa;

/// <summary>
/// Processors with fewer instructions, as .NET can pretend to have: the best kernels left are chosen, the golden is met, and the bits are
/// those that the same kernels give here.
/// </summary>
public sealed class IsaMatrixTests
{
    [Fact]
    public void TheSameProcessor() => Check([], InstructionSets.Best);

    [Fact]
    public void WithoutAvx512() => Check(new() { ["EnableAVX512"] = "0" }, Avx2.IsSupported && Fma.IsSupported ? InstructionSet.Avx2 : InstructionSets.Best);

    [Fact]
    public void WithoutAvx2() => Check(new() { ["EnableAVX2"] = "0" }, X86Base.IsSupported ? InstructionSet.Portable : InstructionSets.Best);

    // On ARM64 this switch leaves the base set, Advanced SIMD, where it is.
    [Fact]
    public void WithoutAnyIntrinsics() => Check(new() { ["EnableHWIntrinsic"] = "0" }, null);

    private static void Check(Dictionary<string, string> settings, InstructionSet? expected)
    {
        Golden golden = new("bert-mlm");
        string output = RandomCheckpoint.NewPath($"{Guid.NewGuid():N}.bin");
        string input = string.Join('\n', string.Join(' ', golden.Source.TokenIds), string.Join(' ', golden.Source.Types!), string.Join(' ', golden.Source.Lengths));
        string line = Assert.Single(ProbeRun.Start(["encode", golden.Checkpoint, output], input + "\n", settings));
        InstructionSet chosen = Enum.Parse<InstructionSet>(line);
        Assert.Equal(expected ?? (AdvSimd.IsSupported ? chosen : InstructionSet.Portable), chosen);

        float[] hidden = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
        Close.Rows(golden.Packed($"out.hidden.{TinyBert.LayerCount}"), hidden, 2e-6f, "last hidden states");
        using EncoderModel model = (EncoderModel)TestModel.Load("TinyBert", chosen);
        float[] here = new float[hidden.Length];
        model.Encode(golden.Source.Batch, here);
        Bits.Equal(here, hidden, $"{chosen} kernels in a process with {string.Join(", ", settings.Keys)} off");
    }
}
