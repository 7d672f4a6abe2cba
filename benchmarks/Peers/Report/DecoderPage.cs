using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Peers.Cases;
using Peers.Decoders;

namespace Peers.Report;

/// <summary>The page of decoders: prefill, steps and memory beside ONNX Runtime and llama.cpp, and plots of steps.</summary>
internal static class DecoderPage
{
    public static IReadOnlySet<string> Groups { get; } = new HashSet<string>
    {
        DecoderCases.Prefill, DecoderCases.Steps, DecoderCases.Contexts, DecoderCases.Sequences,
    };

    /// <summary>Writes the page and its plots.</summary>
    /// <returns>Path of the page.</returns>
    public static string Write(string folder, Machine machine, IReadOnlyList<CaseResult> results)
    {
        Directory.CreateDirectory(folder);
        StringBuilder page = new();
        string file = machine.FileName + "-decoders";
        Introduce(page, machine, results);
        DecoderTables.Steps(page, Of(DecoderCases.Steps));
        DecoderTables.Prefill(page, Of(DecoderCases.Prefill));
        DecoderTables.Memory(page, [.. results.Where(result => result.Memory is not null)]);
        Sweep(DecoderCases.Contexts, "contexts", "Time of a step against context: GPT-2, one sequence", "tokens before",
            subject => subject.Split(' ')[^1]);
        Sweep(DecoderCases.Sequences, "sequences", "Time of a step against sequences: GPT-2, each at 128 tokens", "sequences",
            subject => subject.Split(' ') is [_, string count, "x", ..] ? count : "1");
        string path = Path.Combine(folder, file + ".md");
        File.WriteAllText(path, page.ToString());
        return path;

        CaseResult[] Of(string group) => [.. results.Where(result => result.Group == group)];

        void Sweep(string group, string name, string title, string axis, Func<string, string> size)
        {
            CaseResult[] cases = Of(group);
            if (cases.Length == 0)
            {
                return;
            }

            page.AppendLine($"\n## {title}\n");
            foreach (IGrouping<int, CaseResult> threads in cases.GroupBy(result => result.Threads))
            {
                string plot = $"{file}-{name}-{threads.Key}.svg";
                string heading = $"{title}, {threads.Key} thread{(threads.Key == 1 ? "" : "s")}";
                File.WriteAllText(Path.Combine(folder, plot), SweepPlot.Draw(heading, axis, size, Lines, [.. threads]));
                page.AppendLine($"![{heading}]({plot})");
            }

            DecoderTables.StepTimes(page, cases);
        }
    }

    private static void Introduce(StringBuilder page, Machine machine, IReadOnlyList<CaseResult> results)
    {
        page.AppendLine($"""
            # Decoders beside ONNX Runtime and llama.cpp: {machine.Processor}, {machine.Date:yyyy-MM-dd}

            | | |
            |---|---|
            | machine | {machine.Processor}, {machine.Cores} cores; {machine.System} |
            | command | `{machine.Command}` |
            | ours | instruction set {machine.Ours} |
            | ONNX Runtime | {machine.OnnxRuntime} |
            | llama.cpp | {machine.Llama}, as the npm package node-llama-cpp brings it |

            Shapes of GPT-2 small and SmolLM2-135M with random weights, the same on all sides; logits were checked to agree before anything
            was timed. Matrices are float32 where a name does not say otherwise. All sides ran in one process and in turns, round after
            round, with equal threads; how is in [the README](../README.md#peers).

            A **step** takes one token of each sequence and gives logits; a **prefill** takes a prompt and gives logits after its last
            token. ONNX Runtime has float32 weights in all cases (it has no 16-bit products for x64) and the fastest of its ways counts:
            `GroupQuery` attention over a cache in place, the same with `Unpacked` weights, or plain `Attention` that writes its cache anew.
            llama.cpp keeps keys and values in 16 bits, its default; the others in 32.

            **llama.cpp's prefill does not count here**: the prebuilt library's is about half as fast as that of a native build (measured
            elsewhere, on one AMD Zen 3 core, GPT-2 with float16 weights, 128 tokens: 788 ms against 349–376; not on this machine). Its
            figures are shown in brackets, and no ratio is taken as a win. Steps were level within 15 % there, and count.

            Times are medians with the 10th and 90th percentile. **× ONNX Runtime**, **× llama.cpp** are medians of the ratios of each
            round, theirs / ours: above 1 we are faster. **% read**: the least that a step must read (all matrices once in their format, and
            the cache) by its time, as a part of what four streams on each thread read in the same rounds; a peer's 16-bit cache is counted
            as such. **% FMA**: useful work as a part of {machine.FmaWidth} multiply-adds in registers; useful of a prompt's last layer
            are the keys and values of all tokens, and all the rest for the last token alone. Ours computes only the queries besides;
            graphs, as exporters write them, compute every token.

            {$"{Verdict.Of(results, OrtDecoder.PeerName)} {Verdict.Of(results, LlamaDecoder.PeerName)}".TrimEnd()}
            """);
    }

    private static IEnumerable<(string Name, Side Side)> Lines(CaseResult result)
    {
        yield return (result.Ours.Name, result.Ours);
        foreach (string peer in (string[])[OrtDecoder.PeerName, LlamaDecoder.PeerName])
        {
            if (Side.Fastest(result.Peers, peer) is { } side)
            {
                yield return ($"{peer}, strongest", side);
            }
        }
    }
}
