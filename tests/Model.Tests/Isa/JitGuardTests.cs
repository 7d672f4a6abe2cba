using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using IsaProbe;
using Xunit;

namespace Model.Tests.Isa;

/// <summary>The JIT gives up optimising methods that are too large; a kernel that it gave up would be twenty times slower and still right.</summary>
public sealed class JitGuardTests
{
    // "  12: JIT compiled IsaProbe.ProbeBase+Avx2Kernels:Gemm768x768Add(...) [FullOpts, IL size=133, code size=402]"
    private static readonly Regex s_compiled = new(@"JIT compiled (?<method>\S*Kernels:(?<name>\w+))\S*.* \[(?<how>[^\]]*)\]");

    [Fact]
    public void KernelsOfRealSizeAreFullyOptimised()
    {
        string log = RandomCheckpoint.NewPath("jit.txt");
        string[] sets = ProbeRun.Start(
            ["kernels", RandomCheckpoint.PathFor(typeof(ProbeBase))], "",
            new System.Collections.Generic.Dictionary<string, string> { ["JitStdOutFile"] = log, ["JitDisasmSummary"] = "1" });
        Assert.NotEmpty(sets);
        Match[] compiled = [.. File.ReadLines(log).Select(line => s_compiled.Match(line)).Where(match => match.Success)];
        foreach (string set in sets)
        {
            string[] names = [.. compiled.Where(match => match.Value.Contains($"+{set}Kernels:", StringComparison.Ordinal)).Select(match => match.Groups["name"].Value)];
            string[] operations = ["Embed", "LayerNorm768", "Gemm2304x768", "Attention12x64", "Gemm768x3072", "Mean768", "Gather768", "Tile", "Score", "Value"];
            Assert.All(operations, operation => Assert.Contains(names, name => name.StartsWith(operation, StringComparison.Ordinal)));
        }

        string[] slow = [.. compiled.Where(match => !match.Groups["how"].Value.StartsWith("FullOpts,", StringComparison.Ordinal)).Select(match => match.Value)];
        Assert.True(slow.Length == 0, "not fully optimised:\n" + string.Join('\n', slow));
    }
}
