using System;
using System.Linq;
using System.Text.RegularExpressions;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests.Kernels;

/// <summary>Every emitted projection on every instruction set: all row tails, with its activation, residual sum and memory.</summary>
public sealed class ProjectionKernelTests
{
    // Two of the tallest tiles (12) and one row, and the border of a block of 132 rows.
    private static readonly int[] s_rowCounts = [.. Enumerable.Range(1, 25), 131, 132, 133, 134];

    public static TheoryData<string> Models => KernelCase.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void EveryTailMatchesTheScalarTwin(string model)
    {
        KernelSet[] sets = KernelSet.AllOf(model);
        Match[] names = [.. sets[0].Find(ProjectionCase.Pattern)];
        Assert.Equal(sets[0].Find("Gemm.*").Count(), names.Length);
        foreach (Match name in names)
        {
            ProjectionCase projection = new(name, rows: s_rowCounts[^1], KernelCase.Of(model).Format);
            double[] expected = projection.Expected(projection.X);
            double[] tolerances = projection.Tolerances(projection.X);
            foreach (KernelSet kernels in sets)
            {
                float[] all = projection.Run(kernels, projection.X, s_rowCounts[^1]);
                string? mismatch = Tolerance.Mismatch(expected, all, tolerances);
                Assert.True(mismatch is null, $"{projection.Name} {kernels.InstructionSet}: {mismatch}");
                foreach (int rows in s_rowCounts)
                {
                    Bits.Equal(all.AsSpan(0, rows * projection.N), projection.Run(kernels, projection.X, rows), $"{projection.Name} {kernels.InstructionSet}, {rows} rows");
                }
            }
        }
    }

    /// <summary>NaN gives NaN, infinities what the reference says, denormals are not flushed, and each stays in its own row.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void SpecialValuesStayInTheirRow(string model)
    {
        const int Rows = 8, NaN = 2, Infinity = 4, Denormal = 5;
        KernelSet[] sets = KernelSet.AllOf(model);
        foreach (Match name in sets[0].Find(ProjectionCase.Pattern))
        {
            ProjectionCase projection = new(name, Rows, KernelCase.Of(model).Format);
            float[] x = [.. projection.X];
            x[(NaN * projection.K) + (projection.K / 2)] = float.NaN;
            x[Infinity * projection.K] = float.PositiveInfinity;
            Span<float> denormals = x.AsSpan(Denormal * projection.K, projection.K);
            Operand.Random(6, projection.K, 1e-39f).CopyTo(denormals);
            double[] expected = projection.Expected(x);
            double[] tolerances = [.. projection.Tolerances(x).Select(each => double.IsFinite(each) ? each : 0)];
            foreach (KernelSet kernels in sets)
            {
                float[] clean = projection.Run(kernels, projection.X, Rows);
                float[] actual = projection.Run(kernels, x, Rows);
                string? mismatch = Tolerance.Mismatch(expected, actual, tolerances);
                Assert.True(mismatch is null, $"{projection.Name} {kernels.InstructionSet}: {mismatch}");
                foreach (int row in Enumerable.Range(0, Rows).Except([NaN, Infinity, Denormal]))
                {
                    Range range = (row * projection.N)..((row + 1) * projection.N);
                    Bits.Equal(clean.AsSpan()[range], actual.AsSpan()[range], $"{projection.Name} {kernels.InstructionSet}, row {row}");
                }
            }
        }
    }
}
