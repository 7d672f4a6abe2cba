using System;
using System.ComponentModel;

namespace Transformers.Generated.Primitives;

/// <summary>
/// The angles of a rotary position embedding (Su et al., "RoFormer", 2021): pair i of a head turns by position · θ^(-2i/d), stretched where
/// a model is used beyond the context of its training.
/// </summary>
/// <remarks>
/// One method for each <c>rope_type</c> of Hugging Face. Frequencies are rounded to float32, and so is their product with a position: that
/// is how checkpoints were trained, and at position 100,000 the difference to exact angles is large. Immutable; equal on every machine.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RotaryFrequencies
{
    private readonly int _dim;
    private readonly double _theta;
    private readonly float[] _inverse;
    private readonly double _factor;
    private readonly int _originalLength;

    private RotaryFrequencies(int dim, double theta, double factor, int originalLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(dim % 2, 0, nameof(dim));
        ArgumentOutOfRangeException.ThrowIfLessThan(theta, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(originalLength, 1);
        _dim = dim;
        _theta = theta;
        _factor = factor;
        _originalLength = originalLength;
        _inverse = new float[dim / 2];
        for (int pair = 0; pair < _inverse.Length; pair++)
        {
            _inverse[pair] = (float)Exact(pair);
        }
    }

    /// <summary>Pairs of a head: half of its rotated columns.</summary>
    public int PairCount => _inverse.Length;

    /// <summary>Factor of every sine and cosine; 1 but for <see cref="Yarn"/>.</summary>
    public float AttentionScaling { get; private init; } = 1f;

    /// <summary>Whether the angles depend on the length of the sequence: <see cref="Dynamic"/>.</summary>
    public bool DependsOnLength { get; private init; }

    /// <summary>Angles as they are, without scaling.</summary>
    /// <param name="dim">d, the rotated columns of a head; even.</param>
    /// <param name="theta">θ, at least 1.</param>
    /// <returns>The frequencies.</returns>
    public static RotaryFrequencies Default(int dim, float theta) => new(dim, theta, factor: 1, originalLength: 1);

    /// <summary>
    /// All angles divided by a factor (Chen et al., "Extending Context Window of Large Language Models via Positional Interpolation", 2023).
    /// </summary>
    /// <param name="dim">d, the rotated columns of a head; even.</param>
    /// <param name="theta">θ, at least 1.</param>
    /// <param name="factor">The divisor, at least 1.</param>
    /// <returns>The frequencies.</returns>
    public static RotaryFrequencies Linear(int dim, float theta, float factor)
    {
        RotaryFrequencies frequencies = new(dim, theta, factor, originalLength: 1);
        for (int pair = 0; pair < frequencies.PairCount; pair++)
        {
            frequencies._inverse[pair] = (float)(frequencies.Exact(pair) / factor);
        }

        return frequencies;
    }

    /// <summary>
    /// A sequence of L &gt; <paramref name="originalLength"/> tokens has θ · (factor · L / original - (factor - 1))^(d / (d - 2)):
    /// "NTK-aware" scaling that follows the length.
    /// </summary>
    /// <param name="dim">d, the rotated columns of a head; even and at least 4.</param>
    /// <param name="theta">θ, at least 1.</param>
    /// <param name="factor">At least 1.</param>
    /// <param name="originalLength">Length up to which nothing is stretched.</param>
    /// <returns>The frequencies.</returns>
    public static RotaryFrequencies Dynamic(int dim, float theta, float factor, int originalLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dim, 4);
        return new RotaryFrequencies(dim, theta, factor, originalLength) { DependsOnLength = true };
    }

    /// <summary>
    /// Pairs that turn less often than <paramref name="betaSlow"/> times within the original context are divided by the factor, those that
    /// turn more often than <paramref name="betaFast"/> times are not, between them it changes linearly (Peng et al., "YaRN", 2023).
    /// </summary>
    /// <param name="dim">d, the rotated columns of a head; even.</param>
    /// <param name="theta">θ, above 1.</param>
    /// <param name="factor">At least 1.</param>
    /// <param name="originalLength">Context of the training.</param>
    /// <param name="attentionFactor">Factor of sines and cosines; 0 for the quotient of 0.1 · m · ln(factor) + 1 of the two below.</param>
    /// <param name="betaFast">Usually 32.</param>
    /// <param name="betaSlow">Usually 1.</param>
    /// <param name="mscale">m of the numerator; 0 for 1.</param>
    /// <param name="mscaleAllDim">m of the denominator; 0 for no denominator, and then m is 1 above.</param>
    /// <returns>The frequencies.</returns>
    public static RotaryFrequencies Yarn(
        int dim, float theta, float factor, int originalLength, float attentionFactor, float betaFast, float betaSlow, float mscale,
        float mscaleAllDim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(theta, 1);
        bool hasQuotient = mscale != 0 && mscaleAllDim != 0;
        double derived = hasQuotient ? Sharpening(factor, mscale) / Sharpening(factor, mscaleAllDim) : Sharpening(factor, 1);
        RotaryFrequencies frequencies = new(dim, theta, factor, originalLength)
        {
            AttentionScaling = attentionFactor != 0 ? attentionFactor : (float)derived,
        };
        double low = Math.Max(Math.Floor(frequencies.PairThatTurns(betaFast)), 0);
        double high = Math.Min(Math.Ceiling(frequencies.PairThatTurns(betaSlow)), dim - 1);
        double width = high == low ? 0.001 : high - low;
        for (int pair = 0; pair < frequencies.PairCount; pair++)
        {
            double slow = Math.Clamp((pair - low) / width, 0, 1);
            double exact = frequencies.Exact(pair);
            frequencies._inverse[pair] = (float)((exact / factor * slow) + (exact * (1 - slow)));
        }

        return frequencies;
    }

    /// <summary>
    /// Pairs whose wavelength is above original / <paramref name="lowFrequencyFactor"/> tokens are divided by the factor, those below
    /// original / <paramref name="highFrequencyFactor"/> are not, between them it changes with the frequency (Llama 3.1).
    /// </summary>
    /// <param name="dim">d, the rotated columns of a head; even.</param>
    /// <param name="theta">θ, at least 1.</param>
    /// <param name="factor">At least 1.</param>
    /// <param name="originalLength">Context of the training.</param>
    /// <param name="lowFrequencyFactor">Usually 1.</param>
    /// <param name="highFrequencyFactor">Usually 4; above the other.</param>
    /// <returns>The frequencies.</returns>
    public static RotaryFrequencies Llama3(
        int dim, float theta, float factor, int originalLength, float lowFrequencyFactor, float highFrequencyFactor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(highFrequencyFactor, lowFrequencyFactor);
        RotaryFrequencies frequencies = new(dim, theta, factor, originalLength);
        for (int pair = 0; pair < frequencies.PairCount; pair++)
        {
            double exact = frequencies.Exact(pair);
            double turns = originalLength * exact / (2 * Math.PI);
            double fast = Math.Clamp((turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor), 0, 1);
            frequencies._inverse[pair] = (float)((exact / factor * (1 - fast)) + (exact * fast));
        }

        return frequencies;
    }

    /// <summary>The angle, in radians, by which a pair turns from one position to the next.</summary>
    /// <param name="pair">0 to <see cref="PairCount"/> - 1.</param>
    /// <param name="length">Tokens of the sequence; read only where the angles depend on it.</param>
    /// <returns>Radians.</returns>
    public float InverseFrequency(int pair, int length = 0)
    {
        if (!DependsOnLength || length <= _originalLength)
        {
            return _inverse[pair];
        }

        double growth = (_factor * length / _originalLength) - (_factor - 1);
        double logTheta = DeterministicMath.Log(_theta) + (_dim / (_dim - 2.0) * DeterministicMath.Log(growth));
        return (float)DeterministicMath.Exp(-2.0 * pair / _dim * logTheta);
    }

    /// <summary>Fills one row of cosines and one of sines for each position, <see cref="AttentionScaling"/> included.</summary>
    /// <param name="positions">[T], each in 0 to 2^20.</param>
    /// <param name="cosines">[T, <see cref="PairCount"/>].</param>
    /// <param name="sines">[T, <see cref="PairCount"/>].</param>
    /// <param name="length">Tokens of the sequence so far; read only where the angles depend on it.</param>
    /// <exception cref="ArgumentException">
    /// A row count differs from T, or the angles depend on the length and it is not above every position.
    /// </exception>
    public void Fill(ReadOnlySpan<int> positions, Span<float> cosines, Span<float> sines, int length = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cosines.Length, positions.Length * PairCount, nameof(cosines));
        ArgumentOutOfRangeException.ThrowIfNotEqual(sines.Length, positions.Length * PairCount, nameof(sines));
        for (int t = 0; DependsOnLength && t < positions.Length; t++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, positions[t]);
        }

        for (int pair = 0; pair < PairCount; pair++)
        {
            float inverse = InverseFrequency(pair, length);
            for (int t = 0; t < positions.Length; t++)
            {
                float angle = positions[t] * inverse;
                cosines[(t * PairCount) + pair] = (float)DeterministicMath.Cos(angle) * AttentionScaling;
                sines[(t * PairCount) + pair] = (float)DeterministicMath.Sin(angle) * AttentionScaling;
            }
        }
    }

    /// <summary>0.1 · m · ln(factor) + 1: how much attention is sharpened (YaRN, section 3.4).</summary>
    private static double Sharpening(double factor, double m) => (0.1 * m * DeterministicMath.Log(factor)) + 1;

    /// <summary>θ^(-2i/d).</summary>
    private double Exact(int pair) => DeterministicMath.Exp(-2.0 * pair / _dim * DeterministicMath.Log(_theta));

    /// <summary>
    /// The pair, as a fraction, that turns so often within the original context: 2π · turns · θ^(2i/d) = length, solved for i.
    /// </summary>
    private double PairThatTurns(double turns) =>
        _dim * DeterministicMath.Log(_originalLength / (turns * 2 * Math.PI)) / (2 * DeterministicMath.Log(_theta));
}
