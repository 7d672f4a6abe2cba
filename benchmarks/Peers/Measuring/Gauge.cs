using System.Linq;

namespace Peers.Measuring;

/// <summary>What the machine could do at most, round by round.</summary>
/// <param name="Amount">Operations or bytes of one run of the gauge.</param>
/// <param name="Seconds">Time of that run in each round.</param>
internal sealed record Gauge(double Amount, double[] Seconds)
{
    /// <summary>10⁹ operations or bytes a second.</summary>
    public double GigaPerSecond => Amount * 1e-9 / Statistics.Median(Seconds);

    /// <summary>Median over rounds of a rate as a fraction of what the machine could do in the same round.</summary>
    public double Fraction(double amount, double[] seconds) =>
        Statistics.Median(seconds.Zip(Seconds, (taken, own) => amount / taken / (Amount / own)));

    /// <summary>The best rate as a fraction of the best that the machine could do.</summary>
    public double BestFraction(double amount, double[] seconds) => amount / seconds.Min() / (Amount / Seconds.Min());
}
