using System;

namespace Transformers.Generated.Primitives;

/// <summary>exp, log, sin and cos in double, from additions and multiplications only.</summary>
/// <remarks>
/// <see cref="Math"/> calls the platform's C library, whose last bits differ between operating systems. Tables that enter a model's output
/// (positions) are computed with these, so that they are equal everywhere. Errors are a few units in the last place of a double, far below
/// a float's resolution. Series and argument reduction are the textbook ones (Cody and Waite, 1980).
/// </remarks>
internal static class DeterministicMath
{
    private const double LogTwoHigh = 0.693147180369123816490; // upper 33 bits: a multiple up to 2^20 is exact
    private const double LogTwoLow = 1.90821492927058770002e-10;
    private const double HalfPiHigh = 1.57079632673412561417; // upper 33 bits
    private const double HalfPiMiddle = 6.07710050630396597660e-11; // the next 33 bits
    private const double HalfPiLow = 2.02226624879595063154e-21;

    /// <summary>e^x for |x| ≤ 700.</summary>
    internal static double Exp(double x)
    {
        double n = Math.Round(x / (LogTwoHigh + LogTwoLow));
        double r = x - (n * LogTwoHigh) - (n * LogTwoLow);

        // |r| ≤ 0.35: the 18th term of the series is below 1e-24.
        double sum = 1.0;
        for (int i = 17; i >= 1; i--)
        {
            sum = 1.0 + (r / i * sum);
        }

        return sum * BitConverter.Int64BitsToDouble((1023L + (long)n) << 52);
    }

    /// <summary>ln x for a normal x > 0.</summary>
    internal static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2.0;
            exponent++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)); |s| ≤ 0.1716, so the term s^25 / 25 is below 1e-20.
        double s = (mantissa - 1.0) / (mantissa + 1.0);
        double square = s * s;
        double sum = 0.0;
        for (int i = 25; i >= 1; i -= 2)
        {
            sum = (sum * square) + (1.0 / i);
        }

        return (exponent * LogTwoHigh) + ((exponent * LogTwoLow) + (2.0 * s * sum));
    }

    /// <summary>sin x for |x| ≤ 2^20.</summary>
    internal static double Sin(double x) => Turn(x, quarterTurns: 0);

    /// <summary>cos x for |x| ≤ 2^20.</summary>
    internal static double Cos(double x) => Turn(x, quarterTurns: 1);

    /// <summary>sin(x + quarterTurns · π/2).</summary>
    private static double Turn(double x, int quarterTurns)
    {
        double n = Math.Round(x / HalfPiHigh);
        double r = x - (n * HalfPiHigh) - (n * HalfPiMiddle) - (n * HalfPiLow);
        long quadrant = ((long)n + quarterTurns) & 3;
        bool isSine = (quadrant & 1) == 0;

        // |r| ≤ π/4: the terms r^21 / 21! and r^22 / 22! are below 1e-21.
        double square = r * r;
        double sum = 0.0;
        for (int i = isSine ? 21 : 22; i >= 2; i -= 2)
        {
            sum = (1.0 + sum) * -square / (i * (i - 1));
        }

        double value = isSine ? r * (1.0 + sum) : 1.0 + sum;
        return quadrant >= 2 ? -value : value;
    }
}
