using System;

namespace Transformers.Generated.Reference;

/// <summary>The element functions in double, by formulas that are plainly right: what the vector functions are measured against.</summary>
internal static class ReferenceMath
{
    private const double InverseSqrtPi = 0.56418958354775628695;

    // Below, the series takes at most 50 terms; above, 60 levels of the fraction reach double precision.
    private const double SeriesLimit = 2.5;

    /// <summary>erf(x) = 2/√π ∫₀ˣ e^(-s²) ds.</summary>
    internal static double Erf(double x)
    {
        return Math.Abs(x) < SeriesLimit ? ErfSeries(x) : Math.CopySign(1 - ErfcFraction(Math.Abs(x)), x);
    }

    /// <summary>erfc(x) = 1 - erf(x), accurate in relation to its own size for large x.</summary>
    internal static double Erfc(double x)
    {
        return x < SeriesLimit ? 1 - Erf(x) : ErfcFraction(x);
    }

    /// <summary>x·Φ(x) = x/2·erfc(-x/√2): GELU (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016). 0 at -∞.</summary>
    internal static double Gelu(double x)
    {
        return double.IsNegativeInfinity(x) ? 0 : 0.5 * x * Erfc(-x / Math.Sqrt(2));
    }

    /// <summary>x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))): the approximation in that paper, Hugging Face's "gelu_new". 0 at -∞.</summary>
    internal static double GeluTanh(double x)
    {
        double u = Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));

        // 1 + tanh u = 2 / (1 + e^(-2u)), which does not cancel for negative u.
        return double.IsNegativeInfinity(x) ? 0 : x * Sigmoid(2 * u);
    }

    /// <summary>1 / (1 + e^(-x)).</summary>
    internal static double Sigmoid(double x)
    {
        return 1 / (1 + Math.Exp(-x));
    }

    /// <summary>x / (1 + e^(-x)): SiLU, or swish (Ramachandran et al., "Searching for Activation Functions", 2017). 0 at -∞.</summary>
    internal static double Silu(double x)
    {
        return double.IsNegativeInfinity(x) ? 0 : x * Sigmoid(x);
    }

    /// <summary>tanh(x).</summary>
    internal static double Tanh(double x)
    {
        return Math.Tanh(x);
    }

    /// <summary>max(x, 0), NaN for NaN.</summary>
    internal static double Relu(double x)
    {
        return Math.Max(x, 0);
    }

    /// <summary>The same numbers in double.</summary>
    internal static double[] Widen(ReadOnlySpan<float> x)
    {
        return Array.ConvertAll(x.ToArray(), each => (double)each);
    }

    /// <summary>Applies <paramref name="activation"/>.</summary>
    internal static double Activate(ReferenceActivation activation, double x)
    {
        return activation switch
        {
            ReferenceActivation.None => x,
            ReferenceActivation.Relu => Relu(x),
            ReferenceActivation.Gelu => Gelu(x),
            ReferenceActivation.GeluTanh => GeluTanh(x),
            ReferenceActivation.Silu => Silu(x),
            ReferenceActivation.Tanh => Tanh(x),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "not an activation of the reference"),
        };
    }

    // erf(x) = 2/√π·x·e^(-x²)·Σ (2x²)^k / (1·3·5···(2k+1)); all terms are positive, so nothing cancels (Abramowitz and Stegun 7.1.6).
    private static double ErfSeries(double x)
    {
        double square = x * x;
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= 2 * square / ((2 * k) + 1);
            sum += term;
        }

        return 2 * InverseSqrtPi * x * Math.Exp(-square) * sum;
    }

    // erfc(x) = e^(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...)))), from the inside out (Abramowitz and Stegun 7.1.14).
    private static double ErfcFraction(double x)
    {
        if (x > 28)
        {
            return 0; // below the smallest double
        }

        double fraction = x;
        for (int k = 60; k >= 1; k--)
        {
            fraction = x + (0.5 * k / fraction);
        }

        return Math.Exp(-x * x) * InverseSqrtPi / fraction;
    }
}
