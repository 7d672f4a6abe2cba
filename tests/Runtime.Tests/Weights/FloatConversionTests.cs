using System;
using System.Linq;
using System.Runtime.InteropServices;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>Conversions against the definitions of the formats, for every bit pattern that a 16-bit format has.</summary>
public sealed class FloatConversionTests
{
    // All patterns, the vectorised path (8 at a time) and each possible tail.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryHalfConvertsExactly(int skipped) => AssertAllPatterns(TensorDataType.F16, skipped, HalfByDefinition);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryBrainFloatConvertsExactly(int skipped) => AssertAllPatterns(TensorDataType.BF16, skipped, BrainByDefinition);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void TailsDoNotWriteBeyondTheEnd(int count)
    {
        byte[] source = Enumerable.Repeat((byte)0x3C, count * 2).ToArray();
        float[] destination = Enumerable.Repeat(-1f, count + 8).ToArray();
        FloatConversion.ToSingle(TensorDataType.F16, source, destination.AsSpan(0, count));
        float expected = (float)BitConverter.UInt16BitsToHalf(0x3C3C);
        Assert.All(destination[..count], value => Assert.Equal(expected, value));
        Assert.All(destination[count..], static value => Assert.Equal(-1f, value));
    }

    [Fact]
    public void SingleKeepsEveryBit()
    {
        uint[] bits = [0, 0x8000_0000, 1, 0x007F_FFFF, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0001, 0x7F80_0001, 0x3F80_0000, 0xDEAD_BEEF];
        float[] destination = new float[bits.Length];
        FloatConversion.ToSingle(TensorDataType.F32, MemoryMarshal.AsBytes<uint>(bits), destination);
        Assert.Equal(bits, MemoryMarshal.Cast<float, uint>(destination).ToArray());
    }

    [Fact]
    public void DoubleRoundsToNearestEven()
    {
        double[] values =
        [
            0.0, -0.0, 1.0, Math.PI, -Math.E, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, 1e-50,
            float.MaxValue, float.Epsilon, float.Epsilon * 0.5, 1 + Math.ScaleB(1, -24), 1 + (3 * Math.ScaleB(1, -24)),
        ];
        float[] destination = new float[values.Length];
        FloatConversion.ToSingle(TensorDataType.F64, MemoryMarshal.AsBytes<double>(values), destination);
        Assert.Equal(float.PositiveInfinity, destination[8]);
        Assert.Equal(0f, destination[13]);
        Assert.Equal(1f, destination[14]);
        Assert.Equal(1f + (2 * MathF.ScaleB(1, -23)), destination[15]);
        Assert.Equal(values.Select(static value => (float)value), destination);
        Assert.True(float.IsNegative(destination[1]));
    }

    [Theory]
    [InlineData(TensorDataType.I64, 1)]
    [InlineData(TensorDataType.Bool, 8)]
    public void OtherTypesAreRefused(TensorDataType type, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>("type", () => FloatConversion.ToSingle(type, new byte[8], new float[count]));

    private static void AssertAllPatterns(TensorDataType type, int skipped, Func<ushort, double> definition)
    {
        ushort[] patterns = [.. Enumerable.Range(skipped, 65536 - skipped).Select(static pattern => (ushort)pattern)];
        float[] actual = new float[patterns.Length];
        FloatConversion.ToSingle(type, MemoryMarshal.AsBytes<ushort>(patterns), actual);
        for (int index = 0; index < patterns.Length; index++)
        {
            double expected = definition(patterns[index]);
            if (double.IsNaN(expected))
            {
                Assert.True(float.IsNaN(actual[index]), $"{type} {patterns[index]:X4}: {actual[index]}");
            }
            else
            {
                // Every value of a 16-bit format is a float, so the bits must be equal (including those of the negative zero).
                Assert.Equal(BitConverter.SingleToInt32Bits((float)expected), BitConverter.SingleToInt32Bits(actual[index]));
            }
        }
    }

    private static double HalfByDefinition(ushort bits) =>
        ByDefinition(bits >> 15, (bits >> 10) & 31, bits & 1023, exponentBits: 5, mantissaBits: 10);

    private static double BrainByDefinition(ushort bits) =>
        ByDefinition(bits >> 15, (bits >> 7) & 255, bits & 127, exponentBits: 8, mantissaBits: 7);

    private static double ByDefinition(int sign, int exponent, int mantissa, int exponentBits, int mantissaBits)
    {
        int bias = (1 << (exponentBits - 1)) - 1;
        double fraction = mantissa / (double)(1 << mantissaBits);
        double magnitude = exponent == (1 << exponentBits) - 1
            ? mantissa == 0 ? double.PositiveInfinity : double.NaN
            : exponent == 0 ? Math.ScaleB(fraction, 1 - bias) : Math.ScaleB(1 + fraction, exponent - bias);
        return sign == 0 ? magnitude : -magnitude;
    }
}
