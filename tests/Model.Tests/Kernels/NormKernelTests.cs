using System;
using System.Linq;
using System.Text.RegularExpressions;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests.Kernels;

/// <summary>
/// Every emitted norm on every instruction set: rows of different size and offset, zero rows, and values that are no numbers.
/// </summary>
public sealed class NormKernelTests
{
    private const string Pattern = "(?<kind>LayerNorm|RmsNorm)(?<d>\\d+)";
    private const int MaxRows = 50;
    private const int ZeroRow = 3, OffsetRow = 4, TinyRow = 5, NaNRow = 30, InfiniteRow = 31;

    public static TheoryData<string> Models => KernelCase.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void EveryRowCountMatchesTheScalarTwin(string model)
    {
        KernelCase kernelCase = KernelCase.Of(model);
        KernelSet[] sets = KernelSet.AllOf(model);
        Match[] names = [.. sets[0].Find(Pattern)];
        Assert.Equal(sets[0].Find(".*Norm.*").Count(), names.Length);
        Assert.NotEmpty(names);
        foreach (Match name in names)
        {
            int d = int.Parse(name.Groups["d"].Value, null);
            bool isLayerNorm = name.Groups["kind"].Value == "LayerNorm";
            float[] x = Inputs(d);
            float[] gain = [.. Operand.Random(7, d, 0.5f).Select(each => 1f + each)];
            float[] bias = isLayerNorm ? Operand.Random(8, d) : [];
            double[] wide = ReferenceMath.Widen(x);
            double[] expected = isLayerNorm
                ? ReferenceNorm.LayerNorm(wide, gain, bias, kernelCase.Epsilon)
                : ReferenceNorm.RmsNorm(wide, gain, kernelCase.Epsilon);
            double[] tolerances = Tolerances(x, gain, bias, expected, kernelCase.Epsilon, isLayerNorm);
            foreach (KernelSet kernels in sets)
            {
                float[] all = Run(kernels, name, x, gain, bias, MaxRows, d);
                string? mismatch = Tolerance.Mismatch(expected, all, tolerances);
                Assert.True(mismatch is null, $"{model} {name.Value} {kernels.InstructionSet}: {mismatch}");
                foreach (int rows in (int[])[1, 5, 6, 7, 23, 24, 25, 49])
                {
                    Bits.Equal(all.AsSpan(0, rows * d), Run(kernels, name, x, gain, bias, rows, d), $"{name.Value} {kernels.InstructionSet}, {rows} rows");
                }
            }
        }
    }

    private static float[] Inputs(int d)
    {
        float[] x = Operand.Random(6, MaxRows * d, 3f);
        for (int k = 0; k < d; k++)
        {
            x[(ZeroRow * d) + k] = 0;
            x[(OffsetRow * d) + k] += 100;
            x[(TinyRow * d) + k] *= 1e-20f;
        }

        x[(NaNRow * d) + (d - 1)] = float.NaN;
        x[InfiniteRow * d] = float.PositiveInfinity;
        return x;
    }

    /// <summary>The mean errs with the sum it is made of, the scale with the sum of squares; both are divided by the deviation.</summary>
    private static double[] Tolerances(float[] x, float[] gain, float[] bias, double[] expected, double epsilon, bool isLayerNorm)
    {
        int d = gain.Length;
        double[] tolerances = new double[x.Length];
        for (int row = 0; row < x.Length; row += d)
        {
            double[] values = [.. x[row..(row + d)].Select(each => (double)each)];
            double mean = isLayerNorm ? values.Average() : 0;
            double deviation = Math.Sqrt(values.Average(each => (each - mean) * (each - mean)) + epsilon);
            double meanError = Tolerance.OfChain(d, values.Average(Math.Abs));
            double scaleError = Tolerance.OfChain(d + 8, 1) + (meanError * meanError / (deviation * deviation));
            for (int k = 0; k < d; k++)
            {
                double centeredError = meanError + Tolerance.OfChain(1, Math.Abs(values[k]));
                double shift = bias.Length == 0 ? 0 : Math.Abs(bias[k]);
                double tolerance = (centeredError / deviation * Math.Abs(gain[k])) + (scaleError * (Math.Abs(expected[row + k]) + shift)) + Tolerance.OfChain(1, shift);
                tolerances[row + k] = double.IsFinite(tolerance) ? tolerance : 0;
            }
        }

        return tolerances;
    }

    /// <summary>Runs the kernel, and runs it in place, which must give the same.</summary>
    private static float[] Run(KernelSet kernels, Match name, float[] x, float[] gain, float[] bias, int rows, int d)
    {
        float[] input = Operand.Rows(x, rows, d);
        float[] y = Operand.MarkedRows(rows, d);
        float[] paddedGain = Operand.Vector(gain);
        float[] paddedBias = Operand.Vector(bias.Length == 0 ? [0f] : bias);
        Call(input, y);
        float[] result = Operand.DenseOfExact(y, rows, d);
        Call(input, input);
        Bits.Equal(result, Operand.Dense(input, rows, d), $"{name.Value} in place");
        return result;

        void Call(float[] from, float[] to)
        {
            if (bias.Length > 0)
            {
                kernels.Get<KernelSet.Rows4>(name.Value)(KernelSet.NewLane(), rows, ref from[0], ref paddedGain[0], ref paddedBias[0], ref to[0]);
            }
            else
            {
                kernels.Get<KernelSet.Rows3>(name.Value)(KernelSet.NewLane(), rows, ref from[0], ref paddedGain[0], ref to[0]);
            }
        }
    }
}
