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

    public required Agreement? Agreement { get; init; }

    public required Side Ours { get; init; }

    /// <summary>This library with other instruction sets than the best.</summary>
    public required IReadOnlyList<Side> OtherSets { get; init; }

    /// <summary>The peer in all its ways.</summary>
    public required IReadOnlyList<Side> Peers { get; init; }

    public required MemoryResult? Memory { get; init; }

    /// <summary>The peer at its strongest: least median. Null where it was skipped.</summary>
    [JsonIgnore]
    public Side? Peer => Peers.MinBy(side => side.MedianMilliseconds);

    /// <summary>Which of <see cref="Peers"/> was the strongest.</summary>
    public string? Strongest => Peer?.Name;

    /// <summary>The peer's median by ours: above one where we are faster.</summary>
    public double? RatioOfMedians => Peer?.MedianMilliseconds / Ours.MedianMilliseconds;

    /// <summary>Median of the ratios of each round.</summary>
    public double? MedianRatio => Peer is null ? null : Statistics.Median(Peer.Seconds.Zip(Ours.Seconds, (peer, ours) => peer / ours));
}
