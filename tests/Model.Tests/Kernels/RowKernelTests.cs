using System;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Transformers.Generated.Execution;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests.Kernels;

/// <summary>Gather and mean on every instruction set.</summary>
public sealed class RowKernelTests
{
    private delegate void SetRows(ForwardPass pass, ReadOnlySpan<int> rows);

    // What a head's caller does first; private, since a pass takes its rows with everything else.
    private static readonly SetRows s_setRows =
        typeof(ForwardPass).GetMethod("SetChosenRows", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<SetRows>();

    public static TheoryData<string> Models => KernelCase.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void GatherTakesRowsInAnyOrderAndMinusOneAsZeros(string model)
    {
        foreach (KernelSet kernels in KernelSet.AllOf(model))
        {
            foreach (Match name in kernels.Find("Gather(?<d>\\d+)"))
            {
                int d = int.Parse(name.Groups["d"].Value, null);
                float scale = KernelCase.Of(model).GatherScale(d);
                float[] x = Operand.Random(4, 30 * d);
                float[] input = Operand.Rows(x, 30, d);
                foreach (int count in (int[])[1, 5, 6, 7, 23, 24, 25, 50])
                {
                    int[] rows = [.. Enumerable.Range(0, count).Select(i => i % 4 == 2 ? -1 : i * 7 % 30)];
                    using ForwardPass pass = new(null!);
                    s_setRows(pass, rows);
                    float[] y = Operand.MarkedRows(count, d);
                    kernels.Get<KernelSet.Gather>(name.Value)(KernelSet.NewLane(), pass, ref input[0], ref y[0]);
                    float[] expected = [.. rows.SelectMany(row => row < 0 ? new float[d] : x.Skip(row * d).Take(d).Select(each => each * scale))];
                    Bits.Equal(expected, Operand.DenseOfExact(y, count, d), $"{model} {kernels.InstructionSet}, {count} rows");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void MeanMatchesTheScalarTwinAndIsZeroOverNothing(string model)
    {
        int[] lengths = [3, 0, 1, 130, 0, 17];
        foreach (KernelSet kernels in KernelSet.AllOf(model))
        {
            foreach (Match name in kernels.Find("Mean(?<d>\\d+)"))
            {
                int d = int.Parse(name.Groups["d"].Value, null);
                float[] x = Operand.Random(5, lengths.Sum() * d);
                float[] input = Operand.Rows(x, lengths.Sum(), d);
                float[] y = Operand.MarkedRows(lengths.Length, d);
                kernels.Get<KernelSet.Tokens2>(name.Value)(KernelSet.NewLane(), KernelSet.NewTokens(lengths), ref input[0], ref y[0]);
                float[] means = Operand.DenseOfExact(y, lengths.Length, d);
                int start = 0;
                for (int sequence = 0; sequence < lengths.Length; sequence++)
                {
                    double[] rows = ReferenceMath.Widen(x.AsSpan(start * d, lengths[sequence] * d));
                    double[] expected = lengths[sequence] == 0 ? new double[d] : ReferencePooling.Mean(rows, d);
                    double magnitude = rows.Length == 0 ? 0 : rows.Max(Math.Abs);
                    Assert.Null(Tolerance.Mismatch(expected, means.AsSpan(sequence * d, d), Tolerance.OfChain(lengths[sequence], magnitude)));
                    start += lengths[sequence];
                }
            }
        }
    }
}
