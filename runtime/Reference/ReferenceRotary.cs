using System;

namespace Transformers.Generated.Reference;

/// <summary>
/// Rotary position embeddings (Su et al., "RoFormer", 2021) and the ways they are stretched, by the formulas of the papers in double.
/// </summary>
/// <param name="Dim">d, the width of a head.</param>
/// <param name="Theta">θ (rope_theta).</param>
internal sealed record ReferenceRotary(int Dim, double Theta)
{
    /// <summary>rope_type.</summary>
    internal RotaryScaling Scaling { get; init; }

    /// <summary>factor.</summary>
    internal double Factor { get; init; } = 1;

    /// <summary>original_max_position_embeddings.</summary>
    internal int OriginalLength { get; init; } = 1;

    /// <summary>attention_factor of YaRN; null for 0.1·ln(factor) + 1.</summary>
    internal double? AttentionFactor { get; init; }

    /// <summary>YaRN's beta_fast, in turns within the original length.</summary>
    internal double BetaFast { get; init; } = 32;

    /// <summary>YaRN's beta_slow.</summary>
    internal double BetaSlow { get; init; } = 1;

    /// <summary>low_freq_factor of Llama 3.</summary>
    internal double LowFrequencyFactor { get; init; } = 1;

    /// <summary>high_freq_factor of Llama 3.</summary>
    internal double HighFrequencyFactor { get; init; } = 4;

    /// <summary>Whether pairs are columns (2i, 2i + 1), or (i, i + d/2).</summary>
    internal bool IsInterleaved { get; init; }

    /// <summary>The factor of cosine and sine.</summary>
    internal double AttentionScaling =>
        Scaling == RotaryScaling.Yarn ? AttentionFactor ?? ((0.1 * Math.Log(Factor)) + 1) : 1;

    /// <summary>The angle of pair i at position 1 in a sequence of <paramref name="length"/> tokens.</summary>
    internal double InverseFrequency(int pair, int length)
    {
        double plain = Math.Pow(Theta, -2.0 * pair / Dim);
        return Scaling switch
        {
            RotaryScaling.Linear => plain / Factor,
            RotaryScaling.Dynamic => Math.Pow(DynamicTheta(length), -2.0 * pair / Dim),
            RotaryScaling.Yarn => Mix(plain, YarnShare(pair)),
            RotaryScaling.Llama3 => Mix(plain, Llama3Share(plain)),
            _ => plain,
        };
    }

    /// <summary>Rotates every head of every token: (a, b) becomes (a·cos - b·sin, b·cos + a·sin), times the attention scaling.</summary>
    /// <param name="x">[T, heads, d].</param>
    /// <param name="positions">[T].</param>
    /// <param name="length">Tokens of the sequence.</param>
    /// <returns>[T, heads, d].</returns>
    internal double[] Rotate(ReadOnlySpan<double> x, ReadOnlySpan<int> positions, int length)
    {
        double[] y = new double[x.Length];
        int width = positions.IsEmpty ? 0 : x.Length / positions.Length;
        for (int head = 0; head < x.Length; head += Dim)
        {
            int position = positions[head / width];
            for (int pair = 0; pair < Dim / 2; pair++)
            {
                double angle = position * InverseFrequency(pair, length);
                int first = head + (IsInterleaved ? 2 * pair : pair);
                int second = head + (IsInterleaved ? (2 * pair) + 1 : pair + (Dim / 2));
                y[first] = ((x[first] * Math.Cos(angle)) - (x[second] * Math.Sin(angle))) * AttentionScaling;
                y[second] = ((x[second] * Math.Cos(angle)) + (x[first] * Math.Sin(angle))) * AttentionScaling;
            }
        }

        return y;
    }

    /// <summary>The part <paramref name="share"/> of the frequency is divided by the factor.</summary>
    private double Mix(double plain, double share) => (plain / Factor * share) + (plain * (1 - share));

    private double DynamicTheta(int length)
    {
        double growth = (Factor * Math.Max(length, OriginalLength) / OriginalLength) - (Factor - 1);
        return Theta * Math.Pow(growth, Dim / (Dim - 2.0));
    }

    private double YarnShare(int pair)
    {
        double low = Math.Max(Math.Floor(Pair(BetaFast)), 0);
        double high = Math.Min(Math.Ceiling(Pair(BetaSlow)), Dim - 1);
        return Math.Clamp((pair - low) / (high == low ? 0.001 : high - low), 0, 1);

        // The pair that turns so often within the original length.
        double Pair(double turns) => Dim * Math.Log(OriginalLength / (turns * 2 * Math.PI)) / (2 * Math.Log(Theta));
    }

    private double Llama3Share(double plain)
    {
        double wavelength = 2 * Math.PI / plain;
        double smooth = ((OriginalLength / wavelength) - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
        return wavelength > OriginalLength / LowFrequencyFactor ? 1
            : wavelength < OriginalLength / HighFrequencyFactor ? 0
            : 1 - smooth;
    }
}
