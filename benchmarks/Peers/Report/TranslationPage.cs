using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Peers.Cases;
using Peers.EncoderDecoders;

namespace Peers.Report;

/// <summary>The page of encoder-decoders: sources, targets and memory beside ONNX Runtime.</summary>
internal static class TranslationPage
{
    private static readonly (string Heading, Func<CaseResult, string> Cell)[] s_columns =
    [
        ("case", result => result.Subject),
        ("threads", result => $"{result.Threads}"),
        ("ours, ms", result => ResultTables.Time(result.Ours)),
        ("ONNX Runtime, ms", result => ResultTables.Time(result.Peer)),
        ("× ONNX Runtime", result => result.MedianRatio is { } ratio ? $"**{ratio:0.00}**" : ResultTables.None),
        ("ours, tokens/s", result => Rate(result.Ours)),
        ("ONNX Runtime, tokens/s", result => Rate(result.Peer)),
        ("ours, % FMA", result => ResultTables.Percent(result.Ours.FractionOfFma)),
        ("ONNX Runtime, % FMA", result => ResultTables.Percent(result.Peer?.FractionOfFma)),
        ("its fastest way", result => result.Peer is { } peer ? Way(peer) : ResultTables.None),
        ("× each way", result => string.Join("; ", result.Peers.Select(peer => $"{Way(peer)} {result.RatioTo(peer):0.00}"))),
        ("ours with AVX2, ms", result => ResultTables.Time(result.OtherSets.FirstOrDefault())),
        ("FMA, GFLOP/s", result => $"{result.FmaGflops:0}"),
        ("rounds", result => $"{result.Rounds}"),
    ];

    public static IReadOnlySet<string> Groups { get; } = new HashSet<string> { TranslationCases.Encoding, TranslationCases.Targets };

    /// <summary>Writes the page.</summary>
    /// <returns>Its path.</returns>
    public static string Write(string folder, Machine machine, IReadOnlyList<CaseResult> results)
    {
        Directory.CreateDirectory(folder);
        StringBuilder page = new();
        Introduce(page, machine, results);
        Table(TranslationCases.Encoding, "Sources", "sentences × tokens",
            "The encoder, and all keys and values that the decoder will read of its sources.");
        Table(TranslationCases.Targets, "Targets", "sources × their tokens; tokens/s are those of targets",
            "The sources as above, and then their targets token by token.");
        ResultTables.Memory(page, results);
        string path = Path.Combine(folder, machine.FileName + "-translation.md");
        File.WriteAllText(path, page.ToString());
        return path;

        CaseResult[] Of(string group) => [.. results.Where(result => result.Group == group)];

        void Table(string group, string title, string subtitle, string note)
        {
            ResultTables.Begin(page, Of(group), title, subtitle, $"{note} {ResultTables.AgreementNote(Of(group))}");
            ResultTables.Table(page, Of(group), s_columns);
        }
    }

    private static void Introduce(StringBuilder page, Machine machine, IReadOnlyList<CaseResult> results) =>
        page.AppendLine($"""
            # Encoder-decoders beside ONNX Runtime: {machine.Processor}, {machine.Date:yyyy-MM-dd}

            | | |
            |---|---|
            | machine | {machine.Processor}, {machine.Cores} cores; {machine.System} |
            | command | `{machine.Command}` |
            | ours | instruction set {machine.Ours} |
            | ONNX Runtime | {machine.OnnxRuntime} |

            The base model of “Attention Is All You Need” (512 / 8 / 6 + 6 / 2048, one vocabulary of 32,000), float32, random weights, the
            same on both sides; outputs were checked to agree before anything was timed. All sides ran in one process and in turns, round
            after round, with equal threads; how is in [the README](../README.md#peers). Every target has a fixed number of steps, and no
            token ends one earlier, so that the work is the same. Ours decodes greedily through a session, and searches with its own beam
            search, both as a program would call them; ONNX Runtime has a small loop around its graphs.

            ONNX Runtime's ways: the encoder with `Plain` operators, with fused `Attention` and a mask, or `Unmasked`; the decoder with
            `Plain` operators or with `GroupQuery` attention over a cache in place and beams that read their source together. Sources of
            mixed lengths are padded to the longest; where they are **sorted**, {OrtWay.SortedGroup} of like lengths are encoded at a time, and
            targets that have ended are computed no more. The fastest way counts.

            Times are medians with the 10th and 90th percentile. **× ONNX Runtime** is the median of the ratios of each round, theirs /
            ours: above 1 we are faster. **% FMA** is useful work (no padding) as a part of what {machine.FmaWidth} multiply-adds in
            registers did in the same rounds.

            {Verdict.Of(results, OrtWay.PeerName)}
            """);

    private static string Way(Side peer) => peer.Name[(OrtWay.PeerName.Length + 1)..];

    private static string Rate(Side? side) => side?.TokensPerSecond is { } rate ? $"{rate:0}" : ResultTables.None;
}
