using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Peers.Measuring;

namespace Peers.Cases;

/// <summary>What was measured of one contestant in one case.</summary>
internal sealed record Side
{
    public required string Name { get; init; }

    public required double MedianMilliseconds { get; init; }

    public required double P10Milliseconds { get; init; }

    public required double P90Milliseconds { get; init; }

    public required double BestMilliseconds { get; init; }

    /// <summary>Useful work at the median.</summary>
    public required double Gflops { get; init; }

    /// <summary>Median over rounds of the rate, as a fraction of the multiply-adds that the machine could do in the same round.</summary>
    public required double FractionOfFma { get; init; }

    /// <summary>The best rate as a fraction of the best rate of multiply-adds.</summary>
    public required double BestFractionOfFma { get; init; }

    /// <summary>At the median; null where there are no tokens to count.</summary>
    public required double? TokensPerSecond { get; init; }

    /// <summary>
    /// Median over rounds of the least that must be read by the time, as a fraction of what the machine could read in the same round; null
    /// where arithmetic is the bound.
    /// </summary>
    public required double? FractionOfRead { get; init; }

    /// <summary>Whether it is a peer at its strongest.</summary>
    public required bool IsYardstick { get; init; }

    /// <summary>One call, in each round.</summary>
    [JsonIgnore]
    public double[] Seconds { get; init; } = [];

    public static Side Of(Contestant contestant, double[] seconds, double flops, int tokens, Gauge fma, Gauge read) => new()
    {
        Name = contestant.Name,
        Seconds = seconds,
        MedianMilliseconds = 1e3 * Statistics.Median(seconds),
        P10Milliseconds = 1e3 * Statistics.Quantile(seconds, 0.1),
        P90Milliseconds = 1e3 * Statistics.Quantile(seconds, 0.9),
        BestMilliseconds = 1e3 * seconds.Min(),
        Gflops = flops * 1e-9 / Statistics.Median(seconds),
        FractionOfFma = fma.Fraction(flops, seconds),
        BestFractionOfFma = fma.BestFraction(flops, seconds),
        TokensPerSecond = tokens > 0 ? tokens / Statistics.Median(seconds) : null,
        FractionOfRead = contestant.BytesRead > 0 ? read.Fraction(contestant.BytesRead, seconds) : null,
        IsYardstick = contestant.IsYardstick,
    };

    /// <summary>The fastest way of a peer, or null where it was skipped.</summary>
    public static Side? Fastest(IEnumerable<Side> sides, string peer) =>
        sides.Where(side => side.Name.StartsWith(peer, StringComparison.Ordinal)).MinBy(side => side.MedianMilliseconds);
}
