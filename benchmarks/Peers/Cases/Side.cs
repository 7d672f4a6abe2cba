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

    /// <summary>One call, in each round.</summary>
    [JsonIgnore]
    public double[] Seconds { get; init; } = [];

    public static Side Of(string name, double[] seconds, double flops, double fmaFlops, double[] fmaSeconds) => new()
    {
        Name = name,
        Seconds = seconds,
        MedianMilliseconds = 1e3 * Statistics.Median(seconds),
        P10Milliseconds = 1e3 * Statistics.Quantile(seconds, 0.1),
        P90Milliseconds = 1e3 * Statistics.Quantile(seconds, 0.9),
        BestMilliseconds = 1e3 * seconds.Min(),
        Gflops = flops * 1e-9 / Statistics.Median(seconds),
        FractionOfFma = Statistics.Median(seconds.Zip(fmaSeconds, (ours, fma) => flops / ours / (fmaFlops / fma))),
        BestFractionOfFma = flops / seconds.Min() / (fmaFlops / fmaSeconds.Min()),
    };
}
