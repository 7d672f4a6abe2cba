using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Xunit;

namespace Model.Tests.Isa;

/// <summary>
/// Processors with fewer instructions, as .NET can pretend to have. The best kernels left are chosen; and every kernel set, also those that
/// now run in software, meets the goldens and its scalar twins there and computes the bits that it computes here.
/// </summary>
public sealed class IsaMatrixTests
{
    private static readonly Lazy<string[]> s_here = new(() => [.. TestModel.InstructionSets.Select(Program.Fingerprint)]);

    [Fact]
    public void TheSameProcessor() => Check([], InstructionSets.Best);

    [Fact]
    public void WithoutAvx512() =>
        Check(new() { ["EnableAVX512"] = "0" }, Avx2.IsSupported && Fma.IsSupported ? InstructionSet.Avx2 : InstructionSets.Best);

    [Fact]
    public void WithoutAvx2() => Check(new() { ["EnableAVX2"] = "0" }, X86Base.IsSupported ? InstructionSet.Portable : InstructionSets.Best);

    // On ARM64 .NET may leave the base set, Advanced SIMD, where it is.
    [Fact]
    public void WithoutAnyIntrinsics() =>
        Check(new() { ["EnableHWIntrinsic"] = "0" }, AdvSimd.IsSupported ? [InstructionSet.AdvSimd, InstructionSet.Portable] : [InstructionSet.Portable]);

    private static void Check(Dictionary<string, string> settings, params InstructionSet[] expected)
    {
        string[] lines = ChildProcess.Run(Program.RunTests, settings);
        Assert.Contains(Enum.Parse<InstructionSet>(lines[0]), expected);
        Assert.Equal(s_here.Value, lines[1..]);
    }
}
