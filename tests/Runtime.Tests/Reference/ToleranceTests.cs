using System;
using Transformers.Generated.Reference;
using Xunit;

namespace Runtime.Tests.Reference;

public sealed class ToleranceTests
{
    [Fact]
    public void ChainBoundGrowsWithTheRootOfItsLength()
    {
        Assert.Equal(4 * Math.Pow(2, -24) * 3, Tolerance.OfChain(1, 3), 1e-20);
        Assert.Equal(2 * Tolerance.OfChain(100, 3), Tolerance.OfChain(400, 3), 1e-20);
        Assert.Equal(Tolerance.OfChain(2, 1 + 6), Tolerance.OfDot([1, -2], [-1, 3]));
    }

    [Theory]
    [InlineData(768)]
    [InlineData(3072)]
    public void ChainBoundHoldsForAFloatChainAndIsNotLoose(int length)
    {
        Random random = new(1);
        double worst = 0;
        for (int round = 0; round < 200; round++)
        {
            float[] a = Array.ConvertAll(new float[length], _ => (float)(random.NextDouble() - 0.5));
            float[] b = Array.ConvertAll(new float[length], _ => (float)(random.NextDouble() - 0.5));
            float sum = 0;
            double exact = 0;
            for (int k = 0; k < length; k++)
            {
                sum = MathF.FusedMultiplyAdd(a[k], b[k], sum);
                exact += (double)a[k] * b[k];
            }

            worst = Math.Max(worst, Math.Abs(sum - exact) / Tolerance.OfDot(a, b));
        }

        Assert.InRange(worst, 1e-3, 1);
    }

    [Theory]
    [InlineData(1, 1.1920928955078125e-07)]
    [InlineData(1.999, 1.1920928955078125e-07)]
    [InlineData(-2, 2.384185791015625e-07)]
    [InlineData(0, 1.401298464324817e-45)]
    public void UlpIsTheFloatSpacing(double x, double expected)
    {
        Assert.Equal(expected, Tolerance.Ulp(x));
    }

    [Fact]
    public void MismatchNamesFirstAndWorstElement()
    {
        string? message = Tolerance.Mismatch([1, 2, 3, 4], [1f, 2.5f, 5f, 4f], 0.25);
        Assert.NotNull(message);
        Assert.StartsWith("2 of 4 elements out of tolerance; first [1]: expected 2, actual 2.5", message, StringComparison.Ordinal);
        Assert.Contains("worst [2]: expected 3, actual 5, error 2.00E+000, tolerance 2.50E-001", message, StringComparison.Ordinal);
    }

    [Fact]
    public void MismatchIsStrictAboutSpecialValuesAndLengths()
    {
        Assert.Null(Tolerance.Mismatch([double.NaN, double.PositiveInfinity, 0], [float.NaN, float.PositiveInfinity, -0f], 0));
        Assert.NotNull(Tolerance.Mismatch([double.NaN], [1f], 1e30));
        Assert.NotNull(Tolerance.Mismatch([1], [float.NaN], 1e30));
        Assert.NotNull(Tolerance.Mismatch([double.PositiveInfinity], [float.NegativeInfinity], 1e30));
        Assert.NotNull(Tolerance.Mismatch([1, 2], [1f], 1e30));
    }
}
