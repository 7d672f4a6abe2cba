using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Peers.Cases;
using Peers.Decoders;

namespace Peers.Report;

/// <summary>Tables of the page of decoders.</summary>
internal static class DecoderTables
{
    private static readonly (string Heading, Func<CaseResult, string> Cell)[] s_times =
    [
        ("case", result => result.Subject),
        ("threads", result => $"{result.Threads}"),
        ("ours, ms", result => ResultTables.Time(result.Ours)),
        ("ONNX Runtime, ms", result => ResultTables.Time(Ort(result))),
        ("llama.cpp, ms", result => ResultTables.Time(Llama(result))),
        ("× ONNX Runtime", result => Ratio(result, Ort(result))),
        ("× llama.cpp", result => Ratio(result, Llama(result))),
        ("ours, tokens/s", result => Rate(result.Ours)),
        ("ONNX Runtime, tokens/s", result => Rate(Ort(result))),
        ("llama.cpp, tokens/s", result => Rate(Llama(result))),
    ];

    private static readonly (string Heading, Func<CaseResult, string> Cell)[] s_end =
    [
        ("ONNX Runtime's way", result => Ort(result)?.Name.Split(' ')[^1] ?? ResultTables.None),
        ("ours with AVX2, ms", result => ResultTables.Time(result.OtherSets.FirstOrDefault())),
        ("FMA, GFLOP/s", result => $"{result.FmaGflops:0}"),
        ("read, GB/s", result => $"{result.ReadGigabytesPerSecond:0.0}"),
        ("rounds", result => $"{result.Rounds}"),
    ];

    public static void Steps(StringBuilder page, IReadOnlyList<CaseResult> results)
    {
        ResultTables.Begin(page, results, "Decode steps", "one token of each sequence after so many", AgreementNote(results));
        StepTimes(page, results);
    }

    public static void StepTimes(StringBuilder page, IReadOnlyList<CaseResult> results) => ResultTables.Table(
        page,
        results,
        [
            .. s_times,
            ("ours, % read", result => ResultTables.Percent(result.Ours.FractionOfRead)),
            ("ONNX Runtime, % read", result => ResultTables.Percent(Ort(result)?.FractionOfRead)),
            ("llama.cpp, % read", result => ResultTables.Percent(Llama(result)?.FractionOfRead)),
            .. s_end,
        ]);

    public static void Prefill(StringBuilder page, IReadOnlyList<CaseResult> results)
    {
        ResultTables.Begin(page, results, "Prefill", "tokens of the prompt",
            "llama.cpp is prebuilt, elsewhere at about half of a native build's speed: shown in brackets, and it does not count. "
                + AgreementNote(results));
        ResultTables.Table(
            page,
            results,
            [
                .. s_times,
                ("ours, % FMA", result => ResultTables.Percent(result.Ours.FractionOfFma)),
                ("ONNX Runtime, % FMA", result => ResultTables.Percent(Ort(result)?.FractionOfFma)),
                ("llama.cpp, % FMA", result => ResultTables.Percent(Llama(result)?.FractionOfFma)),
                .. s_end,
            ]);
    }

    public static void Memory(StringBuilder page, IReadOnlyList<CaseResult> results)
    {
        ResultTables.Begin(page, results, "Peak resident memory", "each side in a process of its own",
            "A process that loads no side is the floor; peers in their fastest way. Mapped files count as far as they were read.");
        ResultTables.Table(
            page,
            results,
            ("case", result => result.Subject),
            ("threads", result => $"{result.Threads}"),
            ("floor, MB", result => $"{result.Memory!.Floor:0}"),
            ("ours, MB", result => $"{result.Memory!.Ours:0}"),
            ("ONNX Runtime, MB", result => Megabytes(result.Memory!.OnnxRuntime)),
            ("llama.cpp, MB", result => Megabytes(result.Memory!.LlamaCpp)));
    }

    private static Side? Ort(CaseResult result) => Side.Fastest(result.Peers, OrtDecoder.PeerName);

    private static Side? Llama(CaseResult result) => Side.Fastest(result.Peers, LlamaDecoder.PeerName);

    /// <summary>In bold where it counts.</summary>
    private static string Ratio(CaseResult result, Side? peer) =>
        peer is null ? ResultTables.None : peer.IsYardstick ? $"**{result.RatioTo(peer):0.00}**" : $"({result.RatioTo(peer):0.00})";

    private static string Rate(Side? side) => side?.TokensPerSecond is { } rate ? $"{rate:0.0}" : ResultTables.None;

    private static string Megabytes(double? value) => value is { } megabytes ? $"{megabytes:0}" : ResultTables.None;

    private static string AgreementNote(IReadOnlyList<CaseResult> results)
    {
        IEnumerable<string> worst =
            from result in results
            from agreement in result.Agreements
            group (result.Subject, Agreement: agreement) by agreement.Peer into peer
            let most = peer.MaxBy(item => item.Agreement.Error / item.Agreement.Tolerance)
            select $"from {peer.Key}'s by {most.Agreement.Error:0.0e0} of their norm "
                + $"({most.Subject}; allowed {most.Agreement.Tolerance:0.0e0})";
        return worst.Any() ? $"Logits agree: those that differ most differ {string.Join(", ", worst)}." : "";
    }
}
