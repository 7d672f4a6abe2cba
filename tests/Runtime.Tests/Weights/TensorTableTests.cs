using System;
using Transformers.Generated.Weights;
using Xunit;

namespace Runtime.Tests.Weights;

/// <summary>A malformed table is a fault of whoever wrote it, and is refused before any memory is touched.</summary>
public sealed class TensorTableTests
{
    private static readonly TensorSource s_four = new("a", 4);

    [Fact]
    public void AcceptsNeighboursAndRepeats()
    {
        // Panels of [17, 3]: 96 floats; two repeats with a vector of 32 in each stride.
        TensorTable table = new(
            272, [], ["*.x"],
            [
                new("W", TensorLayout.Panels, 17, 3, 0, 2, 128, new TensorSource("w.{i}", 17)),
                new("B", TensorLayout.Vector, 4, 1, 96, 2, 128, s_four),
                new("E", TensorLayout.Rows, 4, 4, 256, 1, 0, s_four),
            ]);
        Assert.Equal([""], table.Prefixes);
        Assert.Equal(["*.x"], table.Ignored);
        Assert.Equal(3, table.Entries.Count);
        Assert.Equal(272, table.FloatCount);
    }

    [Fact]
    public void RefusesMalformedEntries()
    {
        AssertRefused("occupies floats [0, 32) of an arena of 31", 31, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 1, 0, s_four));
        AssertRefused("occupies floats [-16, 16)", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, -16, 1, 0, s_four));
        AssertRefused("occupies", long.MaxValue, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 3, long.MaxValue / 16 * 16, s_four));
        AssertRefused("inside 'T', which ends at 32", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 2, 0, s_four));
        AssertRefused(
            "inside 'T', which ends at 64", 128,
            new TensorEntry("T", TensorLayout.Panels, 4, 2, 0, 1, 0, s_four),
            new TensorEntry("U", TensorLayout.Vector, 4, 1, 16, 1, 0, s_four));
        AssertRefused("multiples of 16", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 8, 1, 0, s_four));
        AssertRefused("multiples of 16", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 2, 24, s_four));
        AssertRefused("its sources have 4", 64, new TensorEntry("T", TensorLayout.Vector, 5, 1, 0, 1, 0, s_four));
        AssertRefused("its sources have 8", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 1, 0, s_four, s_four));
        AssertRefused("has no source", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 1, 0));
        AssertRefused("a vector has 1", 64, new TensorEntry("T", TensorLayout.Vector, 4, 2, 0, 1, 0, s_four));
        AssertRefused("at least 1", 64, new TensorEntry("T", TensorLayout.Rows, 4, 0, 0, 1, 0, s_four));
        AssertRefused("at least 1", 64, new TensorEntry("T", TensorLayout.Vector, 0, 1, 0, 1, 0, s_four));
        AssertRefused("repeats 0 times", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 0, 0, s_four));
        const string CannotAlternate = "alternates, but is not a vector or panels of two sources with equal rows";
        TensorSource three = new("b", 3);
        AssertRefused(CannotAlternate, 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 1, 0, s_four) { Alternates = true });
        AssertRefused(CannotAlternate, 64, new TensorEntry("T", TensorLayout.Vector, 7, 1, 0, 1, 0, s_four, three) { Alternates = true });
        AssertRefused(CannotAlternate, 64, new TensorEntry("T", TensorLayout.Rows, 8, 2, 0, 1, 0, s_four, s_four) { Alternates = true });
        Slice(TensorLayout.Vector, new("b", 4) { TensorRows = 7, FirstRow = 4 });
        Slice(TensorLayout.Vector, new("b", 4) { TensorRows = 7, FirstRow = -1 });
        Slice(TensorLayout.Vector, new("b", 4) { FirstRow = 1 });
        Slice(TensorLayout.Vector, new("b", 4) { TensorRows = int.MaxValue, FirstRow = int.MaxValue });
        Slice(TensorLayout.Panels, new("b", 4, TensorOrientation.InOut) { TensorRows = 8 });
        TensorSource negative = new("b", -4);
        AssertRefused("of -4 rows", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 1, 0, s_four, s_four, negative));
        AssertRefused("an empty name", 64, new TensorEntry("T", TensorLayout.Vector, 4, 1, 0, 1, 0, new TensorSource("a|", 4)));

        static void Slice(TensorLayout layout, TensorSource source) => AssertRefused(
            "they must be inside, and the tensor [out, in]", 128,
            new TensorEntry("T", layout, 4, layout == TensorLayout.Vector ? 1 : 2, 0, 1, 0, source));
    }

    private static void AssertRefused(string expected, long floatCount, params TensorEntry[] entries)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new TensorTable(floatCount, [""], [], entries));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }
}
