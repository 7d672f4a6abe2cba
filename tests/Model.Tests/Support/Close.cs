using System;
using Xunit;

namespace Model.Tests;

/// <summary>Comparison with a tolerance relative to the size of the numbers compared.</summary>
internal static class Close
{
    /// <summary>Every element within tolerance · (1 + max|expected|).</summary>
    public static void Rows(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        float size = 1f;
        foreach (float value in expected)
        {
            size = MathF.Max(size, 1f + MathF.Abs(value));
        }

        for (int i = 0; i < expected.Length; i++)
        {
            float error = MathF.Abs(expected[i] - actual[i]);
            Assert.True(error <= tolerance * size, $"{what}[{i}]: expected {expected[i]:G9}, got {actual[i]:G9}, error {error:G3} > {tolerance * size:G3}");
        }
    }
}
