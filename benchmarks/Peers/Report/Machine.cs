using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Peers.Measuring;

namespace Peers.Report;

/// <summary>Where and with what was measured.</summary>
internal sealed record Machine(
    string Processor, int Cores, string System, DateTime Date, string Command, string Ours, string OnnxRuntime, string Llama,
    string OpenBlas, string FmaWidth)
{
    /// <summary>Name of a result's files: date and processor.</summary>
    public string FileName => $"{Date:yyyy-MM-dd}-{Regex.Replace(Processor.ToLowerInvariant(), "[^a-z0-9]+", "-").Trim('-')}";

    public static Machine Describe(Bench bench, string command) => new(
        FindProcessor(),
        Environment.ProcessorCount,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}",
        DateTime.UtcNow,
        command,
        string.Join(", and beside it ", bench.Sets),
        bench.OnnxRuntime?.Version ?? "skipped: it is not on this machine",
        bench.Llama?.Version ?? "skipped: it is not on this machine",
        bench.OpenBlas?.Version ?? "skipped: it is not on this machine",
        FmaPeak.Width);

    public override string ToString() => $"""
        {Processor}, {Cores} cores; {System}
        ours: {Ours}; ONNX Runtime: {OnnxRuntime}; llama.cpp: {Llama}; OpenBLAS: {OpenBlas}
        """;

    /// <summary>The name, and where it says next to nothing (virtual machines) the instruction set that tells most.</summary>
    private static string FindProcessor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (!File.Exists(CpuInfo))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        string[] lines = File.ReadAllLines(CpuInfo);
        string Find(string key) =>
            lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
        string flags = Find("flags");
        string set = flags.Contains("amx_tile", StringComparison.Ordinal) ? "AMX" :
            flags.Contains("avx512f", StringComparison.Ordinal) ? "AVX-512" : "";
        string name = Regex.Replace(Find("model name"), @"\(R\)|\(TM\)|CPU|Processor|@.*", "", RegexOptions.IgnoreCase);
        return Regex.Replace($"{name} {set}", @"\s+", " ").Trim();
    }
}
