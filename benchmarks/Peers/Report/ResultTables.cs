using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Peers.Cases;

namespace Peers.Report;

/// <summary>Tables of a result page. Cases without a peer show a dash.</summary>
internal static class ResultTables
{
    public const string None = "–";

    public static void Models(StringBuilder page, IReadOnlyList<CaseResult> results)
    {
        Begin(page, results, "Whole models", "sequences × tokens", AgreementNote(results));
        Times(page, results);
    }

    public static void Memory(StringBuilder page, IReadOnlyList<CaseResult> results)
    {
        CaseResult[] measured = [.. results.Where(result => result.Memory is not null)];
        Begin(page, measured, "Peak resident memory", "each side in a process of its own",
            "A process that loads neither side is the floor; ONNX Runtime with its fastest graph.");
        Table(
            page,
            measured,
            ("case", result => result.Subject),
            ("threads", result => $"{result.Threads}"),
            ("floor, MB", result => $"{result.Memory!.Floor:0}"),
            ("ours, MB", result => $"{result.Memory!.Ours:0}"),
            ("ONNX Runtime, MB", result => result.Memory!.OnnxRuntime is { } peer ? $"{peer:0}" : None),
            ("ratio", result => result.Memory!.OnnxRuntime is { } peer ? $"{peer / result.Memory.Ours:0.00}" : None));
    }

    public static void Matrices(StringBuilder page, IReadOnlyList<CaseResult> results)
    {
        Begin(
            page,
            results,
            "Bare matrices",
            "rows × K × N, OpenBLAS as the peer",
            "Our kernels also add a bias, and a residual (output, down) or a ReLU (up); their weights were packed before, "
                + "while OpenBLAS packs at each call. "
                + $"“Best” compares the fastest of all rounds with the fastest multiply-adds. {AgreementNote(results)}");
        Table(
            page,
            results,
            [.. s_times, ("ours best, % FMA", result => Percent(result.Ours.BestFractionOfFma)),
                ("peer best, % FMA", result => Percent(result.Peer?.BestFractionOfFma))]);
    }

    public static void Times(StringBuilder page, IReadOnlyList<CaseResult> results) => Table(page, results, s_times);

    private static readonly (string Heading, Func<CaseResult, string> Cell)[] s_times =
    [
        ("case", result => result.Subject),
        ("threads", result => $"{result.Threads}"),
        ("ours, ms", result => Time(result.Ours)),
        ("peer, ms", result => Time(result.Peer)),
        ("ratio", result => result.MedianRatio is { } ratio ? $"**{ratio:0.00}**" : None),
        ("of medians", result => result.RatioOfMedians is { } ratio ? $"{ratio:0.00}" : None),
        ("ours, GFLOP/s (% FMA)", result => Rate(result.Ours)),
        ("peer, GFLOP/s (% FMA)", result => Rate(result.Peer)),
        ("peer's way", result =>
            result.Peer?.Name.Split(' ', result.Peer.Name.StartsWith("ONNX", StringComparison.Ordinal) ? 3 : 2)[^1] ?? None),
        ("ours with AVX2, ms", result => Time(result.OtherSets.FirstOrDefault())),
        ("FMA, GFLOP/s", result => $"{result.FmaGflops:0}"),
        ("read, GB/s", result => $"{result.ReadGigabytesPerSecond:0.0}"),
        ("rounds", result => $"{result.Rounds}"),
    ];

    public static void Begin(StringBuilder page, IReadOnlyList<CaseResult> results, string title, string subtitle, string note)
    {
        if (results.Count > 0)
        {
            page.AppendLine($"\n## {title} ({subtitle})\n\n{note}");
        }
    }

    public static string AgreementNote(IReadOnlyList<CaseResult> results) =>
        results.Where(result => result.Agreements.Count > 0).MaxBy(result =>
            result.Agreements[0].Error / result.Agreements[0].Tolerance) is { } worst
            ? $"Outputs agree: the row that differs most differs by {worst.Agreements[0].Error:0.0e0} of its norm ({worst.Subject}; "
                + $"allowed {worst.Agreements[0].Tolerance:0.0e0}, computed from the lengths of its sums)."
            : "";

    public static void Table(StringBuilder page, IReadOnlyList<CaseResult> results,
        params (string Heading, Func<CaseResult, string> Cell)[] columns)
    {
        if (results.Count == 0)
        {
            return;
        }

        page.AppendLine().AppendLine(Row(columns.Select(column => column.Heading)));
        page.AppendLine(Row(columns.Select(_ => "---")));
        foreach (CaseResult result in results)
        {
            page.AppendLine(Row(columns.Select(column => column.Cell(result))));
        }
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    public static string Time(Side? side) =>
        side is null ? None : $"{Short(side.MedianMilliseconds)} ({Short(side.P10Milliseconds)}–{Short(side.P90Milliseconds)})";

    /// <summary>Three digits, or all those before the point.</summary>
    private static string Short(double value) =>
        value.ToString(value switch { >= 100 => "0", >= 10 => "0.0", >= 1 => "0.00", _ => "0.000" });

    private static string Rate(Side? side) => side is null ? None : $"{side.Gflops:0.0} ({Percent(side.FractionOfFma)})";

    public static string Percent(double? fraction) => fraction is { } value ? $"{100 * value:0} %" : None;
}
