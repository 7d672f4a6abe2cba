using System.Collections.Generic;
using System.Linq;
using Peers.Cases;

namespace Peers.Report;

/// <summary>A peer's cases in one sentence.</summary>
internal static class Verdict
{
    /// <summary>How many cases were won, and all that were lost; nothing where the peer's figures are shown but do not count.</summary>
    public static string Of(IReadOnlyList<CaseResult> results, string peer)
    {
        (CaseResult Result, double Ratio)[] compared =
        [
            .. from result in results
               let side = Side.Fastest(result.Peers, peer)
               where side is not null && side.IsYardstick
               select (result, result.RatioTo(side)),
        ];
        (CaseResult Result, double Ratio)[] lost = [.. compared.Where(item => item.Ratio < 1)];
        string names = string.Join("; ", lost.Select(item =>
            $"{item.Result.Subject}, {item.Result.Threads} thr. ({item.Ratio:0.00})"));
        string slower = lost.Length == 0 ? "" : $"; slower in: {names}";
        return compared.Length == 0
            ? results.Any(result => Side.Fastest(result.Peers, peer) is not null) ? "" : $"{peer} was not compared."
            : $"Faster than {peer} in {compared.Length - lost.Length} of {compared.Length} cases{slower}.";
    }
}
