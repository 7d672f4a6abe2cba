using System;
using Transformers.Generated.Reference;
using Xunit;

namespace Runtime.Tests.Reference;

/// <summary>Known values, computed with 25 digits.</summary>
public sealed class ReferenceMathTests
{
    [Theory]
    [InlineData(0.1, 0.112462916018284898)]
    [InlineData(0.5, 0.520499877813046538)]
    [InlineData(-0.5, -0.520499877813046538)]
    [InlineData(1, 0.842700792949714869)]
    [InlineData(2, 0.995322265018952734)]
    [InlineData(2.5, 0.999593047982555041)]
    [InlineData(3, 0.999977909503001415)]
    [InlineData(double.PositiveInfinity, 1)]
    public void ErfIsKnown(double x, double expected)
    {
        AssertRelative(expected, ReferenceMath.Erf(x), 1e-15);
    }

    [Theory]
    [InlineData(0.5, 0.479500122186953462)]
    [InlineData(2, 0.00467773498104726584)]
    [InlineData(2.5, 0.00040695201744495894)]
    [InlineData(3, 0.0000220904969985854414)]
    [InlineData(4, 1.54172579002800189e-8)]
    [InlineData(5, 1.53745979442803485e-12)]
    public void ErfcIsKnownInItsTail(double x, double expected)
    {
        AssertRelative(expected, ReferenceMath.Erfc(x), 1e-13);
    }

    [Fact]
    public void SeriesAndFractionOfErfMeet()
    {
        Assert.Equal(ReferenceMath.Erfc(Math.BitDecrement(2.5)), ReferenceMath.Erfc(2.5), 1e-15);
    }

    [Theory]
    [InlineData("Gelu", -8, -4.9767684594174273e-15)]
    [InlineData("Gelu", -2, -0.0455002638963584144)]
    [InlineData("Gelu", -0.5, -0.154268769362993448)]
    [InlineData("Gelu", 1, 0.841344746068542949)]
    [InlineData("Gelu", 3, 2.99595030590510972)]
    [InlineData("GeluTanh", -8, -3.10778293750111122e-21)]
    [InlineData("GeluTanh", -2, -0.0454023059122249812)]
    [InlineData("GeluTanh", -0.5, -0.154285990174856078)]
    [InlineData("GeluTanh", 1, 0.841191990608276705)]
    [InlineData("GeluTanh", 3, 2.99636260791822698)]
    [InlineData("Silu", -2, -0.238405844044235112)]
    [InlineData("Silu", 1, 0.731058578630004879)]
    [InlineData("Tanh", 0.5, 0.462117157260009758)]
    [InlineData("Relu", -3, 0)]
    [InlineData("Relu", 3, 3)]
    [InlineData("None", -3, -3)]
    public void ActivationsAreKnown(string name, double x, double expected)
    {
        AssertRelative(expected, ReferenceMath.Activate(Enum.Parse<ReferenceActivation>(name), x), 2e-13);
    }

    [Fact]
    public void ActivationsAreZeroAtMinusInfinityAndKeepNaN()
    {
        foreach (ReferenceActivation activation in (ReferenceActivation[])
            [ReferenceActivation.Gelu, ReferenceActivation.GeluTanh, ReferenceActivation.Silu, ReferenceActivation.Relu])
        {
            Assert.Equal(0, ReferenceMath.Activate(activation, double.NegativeInfinity));
            Assert.Equal(double.NaN, ReferenceMath.Activate(activation, double.NaN));
        }
    }

    private static void AssertRelative(double expected, double actual, double tolerance)
    {
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"expected {expected:R}, actual {actual:R}");
    }
}
