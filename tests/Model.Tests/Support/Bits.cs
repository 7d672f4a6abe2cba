using System;
using System.Runtime.InteropServices;
using Xunit;

namespace Model.Tests;

/// <summary>Comparison of floats by their bits: no tolerance, and NaN equals the same NaN.</summary>
internal static class Bits
{
    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} floats expected, {actual.Length} computed");
        int same = MemoryMarshal.Cast<float, int>(expected).CommonPrefixLength(MemoryMarshal.Cast<float, int>(actual));
        Assert.True(same == expected.Length, same == expected.Length ? "" : $"{what}[{same}]: {expected[same]:G9} expected, {actual[same]:G9} computed");
    }

    public static void Equal(float[][] expected, float[][] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Equal(expected[i], actual[i], $"{what}, sequence {i}");
        }
    }

    public static bool AreEqual(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        MemoryMarshal.Cast<float, int>(a).SequenceEqual(MemoryMarshal.Cast<float, int>(b));
}
