using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Peers.Measuring;

namespace Peers.Cases;

/// <summary>What was measured of one case; printed as a line of JSON.</summary>
internal sealed record CaseResult
{
    public required string Group { get; init; }

    public required string Subject { get; init; }

    public required int Threads { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Useful work of one run.</summary>
    public required double Gflop { get; init; }

    public required double FmaGflops { get; init; }

    public required double ReadGigabytesPerSecond { get; init; }

    /// <summary>One for each peer that was present.</summary>
    public required IReadOnlyList<Agreement> Agreements { get; init; }

    public required Side Ours { get; init; }

    /// <summary>This library with other instruction sets than the best.</summary>
    public required IReadOnlyList<Side> OtherSets { get; init; }

    /// <summary>The peer in all its ways.</summary>
    public required IReadOnlyList<Side> Peers { get; init; }

    public required MemoryResult? Memory { get; init; }

    /// <summary>The peer at its strongest: least median. Null where it was skipped.</summary>
    [JsonIgnore]
    public Side? Peer => Peers.Where(side => side.IsYardstick).MinBy(side => side.MedianMilliseconds);

    /// <summary>Which of <see cref="Peers"/> was the strongest.</summary>
    public string? Strongest => Peer?.Name;

    /// <summary>The peer's median by ours: above one where we are faster.</summary>
    public double? RatioOfMedians => Peer?.MedianMilliseconds / Ours.MedianMilliseconds;

    /// <summary>Median of the ratios of each round.</summary>
    public double? MedianRatio => Peer is { } peer ? RatioTo(peer) : null;

    /// <summary>The same for each way of each peer.</summary>
    public IReadOnlyDictionary<string, double> MedianRatios => Peers.ToDictionary(side => side.Name, RatioTo);

    /// <summary>Median over rounds of a peer's time by ours.</summary>
    public double RatioTo(Side peer) => Statistics.Median(peer.Seconds.Zip(Ours.Seconds, (theirs, ours) => theirs / ours));
}
