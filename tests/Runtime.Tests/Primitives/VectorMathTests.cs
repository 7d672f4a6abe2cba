using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics;
using Transformers.Generated.Primitives;
using Transformers.Generated.Reference;
using Xunit;
using Xunit.Abstractions;

namespace Runtime.Tests.Primitives;

public sealed class VectorMathTests(ITestOutputHelper output)
{
    // A prime, so that every exponent and many low bits are met. TRANSFORMERS_EXHAUSTIVE=1 takes every float32 (about 20 minutes).
    private const ulong Stride = 1021;

    public static TheoryData<string> CaseNames => [.. VectorMathCase.All.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void StaysWithinToleranceOverAllFloats(string name)
    {
        VectorMathCase tested = VectorMathCase.All.Single(each => each.Name == name);
        ulong stride = Environment.GetEnvironmentVariable("TRANSFORMERS_EXHAUSTIVE") == "1" ? 1 : Stride;
        List<string> failures = [];
        double worst = 0;
        float[] inputs = new float[Vector256<float>.Count];
        for (ulong bits = 0; bits <= uint.MaxValue && failures.Count < 10;)
        {
            for (int lane = 0; lane < inputs.Length; lane++, bits += stride)
            {
                inputs[lane] = BitConverter.UInt32BitsToSingle((uint)Math.Min(bits, uint.MaxValue));
            }

            Vector256<float> results = tested.Function(Vector256.Create(inputs));
            for (int lane = 0; lane < inputs.Length; lane++)
            {
                worst = Math.Max(worst, Check(tested, inputs[lane], results[lane], failures));
            }
        }

        output.WriteLine($"{name}: largest error {worst:F3} of the tolerance");
        Assert.Empty(failures);
    }

    [Theory]
    [InlineData(-0f, 1f)]
    [InlineData(-1f, 0.5f)]
    [InlineData(-126.6f, 0f)]
    [InlineData(-1000f, 0f)]
    [InlineData(float.MinValue, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    public void Exp2NonPositiveIsExactWhereSoftmaxNeedsIt(float x, float expected)
    {
        Assert.Equal(Bits(expected), Bits(VectorMath.Exp2NonPositive(Vector256.Create(x)).ToScalar()));
    }

    [Theory]
    [InlineData("Exp", float.NegativeInfinity, 0f)]
    [InlineData("Exp", -87.1f, 0f)]
    [InlineData("Exp", -0f, 1f)]
    [InlineData("Exp", 88.73f, float.PositiveInfinity)]
    [InlineData("Exp", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Tanh", -0f, -0f)]
    [InlineData("Tanh", 9.1f, 1f)]
    [InlineData("Tanh", float.PositiveInfinity, 1f)]
    [InlineData("Tanh", float.NegativeInfinity, -1f)]
    [InlineData("Erf", -0f, -0f)]
    [InlineData("Erf", 4f, 1f)]
    [InlineData("Erf", float.PositiveInfinity, 1f)]
    [InlineData("Erf", float.NegativeInfinity, -1f)]
    [InlineData("Gelu", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Gelu", float.NegativeInfinity, 0f)]
    [InlineData("Gelu", float.MinValue, 0f)]
    [InlineData("Gelu", -11.7f, 0f)]
    [InlineData("GeluTanh", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("GeluTanh", float.NegativeInfinity, 0f)]
    [InlineData("GeluTanh", float.MinValue, 0f)]
    [InlineData("GeluTanh", -10.03f, 0f)]
    [InlineData("Sigmoid", 0f, 0.5f)]
    [InlineData("Sigmoid", float.PositiveInfinity, 1f)]
    [InlineData("Sigmoid", float.NegativeInfinity, 0f)]
    [InlineData("Silu", -0f, -0f)]
    [InlineData("Silu", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Silu", float.NegativeInfinity, -0f)]
    [InlineData("Silu", float.MinValue, -0f)]
    public void SpecialValuesAreExact(string name, float x, float expected)
    {
        VectorMathCase tested = VectorMathCase.All.Single(each => each.Name == name);
        Assert.Equal(Bits(expected), Bits(tested.Function(Vector256.Create(x)).ToScalar()));
    }

    [Theory]
    [InlineData("Tanh")]
    [InlineData("Erf")]
    public void OddFunctionsAreOddToTheBitAndNeverBeyondOne(string name)
    {
        VectorMathCase tested = VectorMathCase.All.Single(each => each.Name == name);
        for (uint bits = 0; bits < 0x7F800000; bits += 4099)
        {
            float x = BitConverter.UInt32BitsToSingle(bits);
            float positive = tested.Function(Vector256.Create(x)).ToScalar();
            float negative = tested.Function(Vector256.Create(-x)).ToScalar();
            Assert.True(positive is >= 0 and <= 1, $"{name}({x:R}) = {positive:R}");
            Assert.Equal(Bits(-positive), Bits(negative));
        }
    }

    [Fact]
    public void EveryLaneIsComputedAlike()
    {
        Vector256<float> x = Vector256.Create(-3f, -1.5f, -0.25f, 0f, 0.5f, 1.75f, 4f, 30f);
        foreach (VectorMathCase tested in VectorMathCase.All)
        {
            Vector256<float> together = tested.Function(x);
            for (int lane = 0; lane < Vector256<float>.Count; lane++)
            {
                Assert.Equal(Bits(tested.Function(Vector256.Create(x[lane])).ToScalar()), Bits(together[lane]));
            }
        }
    }

    [Fact]
    public void HorizontalSumAddsHalvesInTheDocumentedOrder()
    {
        // Numbers whose sum depends on the order: any other order gives another float.
        float[] x = [1e8f, 1f, -1e8f, 3e7f, 0.5f, -3e7f, 7f, 1e-3f, 2e8f, -5f, 1f, 9f, -2e8f, 4f, 0.25f, 1e7f];
        Assert.Equal(Halves(x.AsSpan(0, 4)), VectorMath.HorizontalSum(Vector128.Create(x.AsSpan(0, 4))));
        Assert.Equal(Halves(x.AsSpan(0, 8)), VectorMath.HorizontalSum(Vector256.Create(x.AsSpan(0, 8))));
        Assert.Equal(Halves(x), VectorMath.HorizontalSum(Vector512.Create<float>(x)));
    }

    [Fact]
    public void HorizontalMaxFindsTheLargestInAnyLaneAndKeepsNaN()
    {
        for (int lane = 0; lane < 16; lane++)
        {
            foreach (float largest in (float[])[-1f, float.PositiveInfinity, float.NaN])
            {
                float[] x = [.. Enumerable.Range(2, 16).Select(each => -(float)each)];
                x[lane] = largest;
                Assert.Equal(largest, VectorMath.HorizontalMax(Vector512.Create<float>(x)));
                Assert.Equal(lane < 8 ? largest : -2f, VectorMath.HorizontalMax(Vector256.Create(x.AsSpan(0, 8))));
                Assert.Equal(lane < 4 ? largest : -2f, VectorMath.HorizontalMax(Vector128.Create(x.AsSpan(0, 4))));
            }
        }
    }

    // Returns the error as a part of the tolerance.
    private static double Check(VectorMathCase tested, float x, float actual, List<string> failures)
    {
        double exact = float.IsNaN(x) ? double.NaN : tested.Reference(x);
        if (double.IsNaN(exact) || float.IsInfinity((float)exact))
        {
            if (!((float)exact).Equals(actual))
            {
                failures.Add($"{tested.Name}({x:R}) = {actual:R}, not {(float)exact:R}");
            }

            return 0;
        }

        double error = Math.Abs(actual - exact);
        double tolerance = tested.Tolerance(x, exact);
        if (!(error <= tolerance))
        {
            failures.Add($"{tested.Name}({x:R}) = {actual:R}, exactly {exact:R}: error {error:E2}, tolerance {tolerance:E2}");
        }

        return error == 0 ? 0 : error / tolerance;
    }

    private static float Halves(ReadOnlySpan<float> lanes)
    {
        float[] sums = lanes.ToArray();
        for (int half = sums.Length / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
            {
                sums[lane] += sums[lane + half];
            }
        }

        return sums[0];
    }

    private static int Bits(float x)
    {
        return BitConverter.SingleToInt32Bits(x);
    }
}
