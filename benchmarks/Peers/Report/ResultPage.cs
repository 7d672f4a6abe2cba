using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Peers.Cases;

namespace Peers.Report;

/// <summary>The page of a run: machine, tables of all cases, lost ones included, and plots beside it.</summary>
internal static class ResultPage
{
    /// <summary>Writes the page and its plots.</summary>
    /// <returns>Path of the page.</returns>
    public static string Write(string folder, Machine machine, IReadOnlyList<CaseResult> results)
    {
        Directory.CreateDirectory(folder);
        StringBuilder page = new();
        Introduce(page, machine, results);
        ResultTables.Models(page, Of(CaseList.Models));
        ResultTables.Memory(page, Of(CaseList.Models));
        ResultTables.Matrices(page, Of(CaseList.Matrices));
        Sweep(CaseList.Lengths, "Time against length: MiniLM-L6, one sequence", "tokens", subject => subject.Split(' ')[^1]);
        Sweep(CaseList.Batches, "Time against batch: MiniLM-L6, sequences of 128 tokens", "sequences", subject => subject.Split(' ')[1]);
        string path = Path.Combine(folder, machine.FileName + ".md");
        File.WriteAllText(path, page.ToString());
        return path;

        CaseResult[] Of(string group) => [.. results.Where(result => result.Group == group)];

        void Sweep(string group, string title, string axis, Func<string, string> size)
        {
            CaseResult[] cases = Of(group);
            if (cases.Length == 0)
            {
                return;
            }

            page.AppendLine($"\n## {title}\n");
            foreach (IGrouping<int, CaseResult> threads in cases.GroupBy(result => result.Threads))
            {
                string file = $"{machine.FileName}-{group.ToLowerInvariant()}-{threads.Key}.svg";
                string heading = $"{title}, {threads.Key} thread{(threads.Key == 1 ? "" : "s")}";
                File.WriteAllText(Path.Combine(folder, file), SweepPlot.Draw(heading, axis, size, Lines, [.. threads]));
                page.AppendLine($"![{heading}]({file})");
            }

            ResultTables.Times(page, cases);
        }
    }

    private static void Introduce(StringBuilder page, Machine machine, IReadOnlyList<CaseResult> results)
    {
        CaseResult[] compared = [.. results.Where(result => result.Peer is not null)];
        CaseResult[] lost = [.. compared.Where(result => result.MedianRatio < 1)];
        page.AppendLine($"""
            # Beside ONNX Runtime and OpenBLAS: {machine.Processor}, {machine.Date:yyyy-MM-dd}

            | | |
            |---|---|
            | machine | {machine.Processor}, {machine.Cores} cores; {machine.System} |
            | command | `{machine.Command}` |
            | ours | instruction set {machine.Ours} |
            | ONNX Runtime | {machine.OnnxRuntime} |
            | OpenBLAS | {machine.OpenBlas} |

            float32, random weights, the same on both sides; outputs were checked to agree before anything was timed. All sides ran in one
            process and in turns, round after round; how is in [the README](../README.md#peers). ONNX Runtime chooses its own kernels
            (AVX-512 where there is AVX-512), with all optimizations, sequential execution and spinning threads; of its graphs the fastest
            counts: `Plain` operators, fused `Attention` with a mask, or `Unmasked` fused ones for batches without padding. It gets mixed
            lengths padded to the longest.

            Times are medians with the 10th and 90th percentile. **ratio** is the median of the ratios of each round, peer / ours: above 1
            we are faster. GFLOP/s count useful work only (no padding); **% FMA** is that rate as a part of what {machine.FmaWidth}
            multiply-adds in registers did in the same rounds.

            {(compared.Length == 0 ? "No peer was present." : $"Faster in {compared.Length - lost.Length} of {compared.Length} cases.")}
            """);
        if (lost.Length > 0)
        {
            IEnumerable<string> names = lost.Select(result => $"{result.Subject}, {result.Threads} thr. ({result.MedianRatio:0.00})");
            page.AppendLine($"Slower in: {string.Join("; ", names)}.");
        }
    }

    private static IEnumerable<(string Name, Side Side)> Lines(CaseResult result)
    {
        IEnumerable<(string, Side)> lines = [(result.Ours.Name, result.Ours), .. result.OtherSets.Select(side => (side.Name, side))];
        return result.Peer is { } peer ? lines.Append(("ONNX Runtime, strongest", peer)) : lines;
    }
}
