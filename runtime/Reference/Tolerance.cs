using System;
using System.Globalization;

namespace Transformers.Generated.Reference;

/// <summary>How far a float32 result may be from the double reference: computed from the operands, not one epsilon for all.</summary>
internal static class Tolerance
{
    // The error of a chain of K roundings grows as √K when they are independent (the bound that always holds grows as K). Measured
    // errors of K = 768 chains were a thousandth of that sure bound, so 4√K leaves room without hiding a wrong term.
    private const double ChainFactor = 4;

    private const double HalfUlp = 1.0 / (1 << 24);

    /// <summary>The bound for a sum of <paramref name="length"/> products kept in one float32 accumulator: 4·√K·2⁻²⁴·Σ|a·b|.</summary>
    /// <param name="length">K, the number of terms.</param>
    /// <param name="magnitude">Σ|a·b|, the sum of the absolute terms, evaluated in double.</param>
    internal static double OfChain(int length, double magnitude)
    {
        return ChainFactor * Math.Sqrt(Math.Max(length, 1)) * HalfUlp * magnitude;
    }

    /// <summary>The bound of <see cref="OfChain"/> for the product Σ a[k]·b[k].</summary>
    internal static double OfDot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double magnitude = 0;
        for (int k = 0; k < a.Length; k++)
        {
            magnitude += Math.Abs((double)a[k] * b[k]);
        }

        return OfChain(a.Length, magnitude);
    }

    /// <summary>The distance of neighbouring float32 numbers at <paramref name="exact"/>, with the exponent of its own binade.</summary>
    internal static double Ulp(double exact)
    {
        const double smallestNormal = 1.1754943508222875e-38;
        double size = Math.Max(Math.Abs(exact), smallestNormal);
        return Math.ScaleB(1, Math.ILogB(size) - 23);
    }

    /// <summary>
    /// Null where every element is within the tolerance, else a sentence with the first and the worst element that is not. NaN matches
    /// NaN only, an infinity the same infinity only.
    /// </summary>
    internal static string? Mismatch(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, ReadOnlySpan<double> tolerance)
    {
        if (expected.Length != actual.Length || expected.Length != tolerance.Length)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"lengths differ: {expected.Length} expected, {actual.Length} actual, {tolerance.Length} tolerances");
        }

        int first = -1;
        int worst = -1;
        int count = 0;
        double worstRatio = 0;
        for (int element = 0; element < expected.Length; element++)
        {
            double ratio = ErrorRatio(expected[element], actual[element], tolerance[element]);
            if (ratio <= 1)
            {
                continue;
            }

            count++;
            first = first < 0 ? element : first;
            if (worst < 0 || ratio > worstRatio)
            {
                worst = element;
                worstRatio = ratio;
            }
        }

        return count == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{count} of {expected.Length} elements out of tolerance; first ")
                + Describe(first, expected[first], actual[first], tolerance[first])
                + "; worst " + Describe(worst, expected[worst], actual[worst], tolerance[worst]);
    }

    /// <summary>As the other overload, with one tolerance for all elements.</summary>
    internal static string? Mismatch(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        double[] each = new double[expected.Length];
        Array.Fill(each, tolerance);
        return Mismatch(expected, actual, each);
    }

    // The error over its tolerance; 0 for equal numbers and for two NaNs, ∞ where only one is NaN or infinite or no error is allowed.
    private static double ErrorRatio(double expected, float actual, double tolerance)
    {
        if (expected == actual || (double.IsNaN(expected) && float.IsNaN(actual)))
        {
            return 0;
        }

        double error = Math.Abs(expected - actual);
        bool comparable = double.IsFinite(error) && tolerance > 0;
        return comparable ? error / tolerance : double.PositiveInfinity;
    }

    private static string Describe(int element, double expected, float actual, double tolerance)
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[{element}]: expected {expected:R}, actual {actual:R}, error {Math.Abs(expected - actual):E2}, tolerance {tolerance:E2}");
    }
}
