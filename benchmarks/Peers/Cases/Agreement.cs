using System;

namespace Peers.Cases;

/// <summary>How far two results are apart: the greatest distance of a row, relative to the row's norm.</summary>
/// <param name="Error">max over rows of ‖ours - theirs‖ / ‖theirs‖.</param>
/// <param name="Tolerance">How large it may be.</param>
internal sealed record Agreement(double Error, double Tolerance)
{
    /// <summary>Significant bits of a float16.</summary>
    public const int Float16Bits = 11;

    /// <summary>Significant bits of a bfloat16.</summary>
    public const int BFloat16Bits = 8;

    private const double HalfUlp = 1.0 / (1 << 24);

    /// <summary>
    /// Errors of a chain of K roundings grow as √K when they are independent; four times that is far from what a wrong term would give.
    /// </summary>
    private const double ChainFactor = 4;

    /// <summary>The peer, where a case has several.</summary>
    public string? Peer { get; init; }

    /// <summary>4 · 2⁻ᵇ · √places, where a peer rounds to b bits in so many places, one behind the other.</summary>
    public static double ToleranceOfRounding(int bits, int places) => ChainFactor * Math.Sqrt(places) / (1 << bits);

    /// <summary>4 · 2⁻²⁴ · Σ √K over all chains of sums that lie one behind the other.</summary>
    public static double ToleranceOf(params ReadOnlySpan<int> lengths)
    {
        double roots = 0;
        foreach (int length in lengths)
        {
            roots += Math.Sqrt(length);
        }

        return ChainFactor * HalfUlp * roots;
    }

    public static Agreement Of(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, int columns, double tolerance)
    {
        double worst = 0;
        for (int start = 0; start < theirs.Length; start += columns)
        {
            double difference = 0;
            double norm = 0;
            for (int i = start; i < start + columns; i++)
            {
                difference += Math.Pow((double)ours[i] - theirs[i], 2);
                norm += Math.Pow(theirs[i], 2);
            }

            worst = Math.Max(worst, Math.Sqrt(difference / norm));
        }

        return new Agreement(worst, tolerance);
    }

    /// <summary>Throws unless the results agree: times of different computations are not comparable. NaN does not agree.</summary>
    public Agreement Demand(string what) => Error <= Tolerance
        ? this
        : throw new InvalidOperationException($"{what}: outputs differ by {Error:E1} of their norm, more than {Tolerance:E1}");
}
