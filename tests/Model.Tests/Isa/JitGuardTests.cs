using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Model.Tests.Kernels;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Isa;

/// <summary>
/// The JIT gives up optimising methods that are too large; a kernel that it gave up would be twenty times slower and still right.
/// </summary>
public sealed class JitGuardTests
{
    // "  12: JIT compiled Model.Tests.Isa.BertBase+Avx2Kernels:Gemm768x768Add(...) [FullOpts, IL size=133, code size=402]"
    private static readonly Regex s_compiled = new(@"JIT compiled (?<set>\S*Kernels):(?<name>\w+)\S*.* \[(?<how>[^\]]*)\]");

    private static readonly Lazy<(string[] FastSets, Match[] Compiled)> s_run = new(Run);

    /// <summary>
    /// Everything compiled in a kernel set: kernels and tiles of any shape, and whatever was not inlined into those that ran. A helper that
    /// is called by itself would be here as Tier0.
    /// </summary>
    [Fact]
    public void NothingInAKernelSetIsLeftUnoptimised()
    {
        (string[] sets, Match[] compiled) = s_run.Value;
        Assert.All(sets, set => Assert.Contains(compiled, match => match.Groups["set"].Value == $"{typeof(TinyBert).FullName}+{set}Kernels"));
        string[] slow = [.. compiled.Where(match => !match.Groups["how"].Value.StartsWith("FullOpts,", StringComparison.Ordinal)).Select(match => match.Value)];
        Assert.True(slow.Length == 0, "not fully optimised:\n" + string.Join('\n', slow));
    }

    [Theory]
    [InlineData(typeof(BertBase), "LayerNorm768", "Gemm2304x768", "Attention12x64", "Gemm768x3072Add", "Mean768", "Gather768")]
    [InlineData(typeof(Gpt2Small), "LayerNorm768", "Gemm2304x768", "CausalAttention12x64", "Gemm768x3072Add", "Gemm50257x768NoBias")]
    [InlineData(typeof(T5Base), "RmsNorm768", "Gemm2304x768NoBias", "OwnAttention12x64", "CausalAttention12x64", "CrossAttention12x64")]
    public void KernelsOfRealSizeAreCompiled(Type model, params string[] operations)
    {
        foreach (InstructionSet isa in TestModel.InstructionSets)
        {
            string set = $"{model.FullName}+{isa}Kernels";
            string[] names = [.. s_run.Value.Compiled.Where(match => match.Groups["set"].Value == set).Select(match => match.Groups["name"].Value)];
            Assert.All(KernelSet.HotMethodsOf(model, isa).GroupBy(method => method.Name), methods => // a tile is compiled for each number of inputs
                Assert.InRange(names.Count(name => name == methods.Key), methods.Count(), int.MaxValue));
            Assert.All([.. operations, "Embed", "Tile", "Score", "Value"], operation =>
                Assert.Contains(names, name => name.StartsWith(operation, StringComparison.Ordinal)));
        }
    }

    private static (string[] FastSets, Match[] Compiled) Run()
    {
        string log = RandomCheckpoint.NewPath("jit.txt");
        string[] sets = ChildProcess.Run(
            Program.CompileKernels, new Dictionary<string, string> { ["JitStdOutFile"] = log, ["JitDisasmSummary"] = "1" });
        return (sets, [.. File.ReadLines(log).Select(line => s_compiled.Match(line)).Where(match => match.Success)]);
    }
}
