using System;
using System.Linq;
using Transformers.Generated.Reference;
using Xunit;

namespace Runtime.Tests.Reference;

public sealed class ReferencePositionsTests
{
    // The relative position at which each bucket begins, from -140 on, as printed by Hugging Face's formula under PyTorch 1.13.
    private static readonly (int Start, int Bucket)[] s_encoder =
    [
        (-140, 15), (-90, 14), (-63, 13), (-45, 12), (-31, 11), (-22, 10), (-15, 9), (-11, 8), (-7, 7), (-6, 6), (-5, 5), (-4, 4), (-3, 3),
        (-2, 2), (-1, 1), (0, 0), (1, 17), (2, 18), (3, 19), (4, 20), (5, 21), (6, 22), (7, 23), (8, 24), (12, 25), (16, 26), (23, 27),
        (32, 28), (46, 29), (64, 30), (91, 31),
    ];

    private static readonly (int Start, int Bucket)[] s_decoder =
    [
        (-140, 31), (-112, 30), (-98, 29), (-86, 28), (-76, 27), (-66, 26), (-58, 25), (-51, 24), (-45, 23), (-39, 22), (-34, 21),
        (-30, 20), (-26, 19), (-23, 18), (-20, 17), (-18, 16), (-15, 15),
        (-14, 14), (-13, 13), (-12, 12), (-11, 11), (-10, 10), (-9, 9), (-8, 8),
        (-7, 7), (-6, 6), (-5, 5), (-4, 4), (-3, 3), (-2, 2), (-1, 1), (0, 0),
    ];

    private static readonly (int Start, int Bucket)[] s_smallEncoder =
        [(-140, 3), (-6, 2), (-1, 1), (0, 0), (1, 5), (2, 6), (7, 7)];

    private static readonly (int Start, int Bucket)[] s_smallDecoder =
        [(-140, 7), (-13, 6), (-8, 5), (-5, 4), (-3, 3), (-2, 2), (-1, 1), (0, 0)];

    [Fact]
    public void RelativeBucketsAreThoseOfHuggingFace()
    {
        AssertBuckets(s_encoder, position => ReferencePositions.RelativeBucket(position, bidirectional: true));
        AssertBuckets(s_decoder, position => ReferencePositions.RelativeBucket(position, bidirectional: false));
        AssertBuckets(s_smallEncoder, position => ReferencePositions.RelativeBucket(position, bidirectional: true, 8, 20));
        AssertBuckets(s_smallDecoder, position => ReferencePositions.RelativeBucket(position, bidirectional: false, 8, 20));
    }

    [Fact]
    public void InterleavedTableAlternatesSineAndCosine()
    {
        double[] table = ReferencePositions.SinusoidalInterleaved(3, 4);
        Assert.Equal([0, 1, 0, 1], table[..4]);
        Assert.Equal([Math.Sin(2), Math.Cos(2), Math.Sin(0.02), Math.Cos(0.02)], table[8..]);
    }

    [Fact]
    public void HalvesTableHoldsTheSameAnglesInOtherColumns()
    {
        double[] interleaved = ReferencePositions.SinusoidalInterleaved(5, 6);
        double[] halves = ReferencePositions.SinusoidalHalves(5, 6);
        for (int position = 0; position < 5; position++)
        {
            for (int pair = 0; pair < 3; pair++)
            {
                Assert.Equal(interleaved[(position * 6) + (2 * pair)], halves[(position * 6) + pair]);
                Assert.Equal(interleaved[(position * 6) + (2 * pair) + 1], halves[(position * 6) + 3 + pair]);
            }
        }
    }

    [Fact]
    public void ATableMayBeginAtAnyPosition()
    {
        float[] learned = [.. Enumerable.Range(0, 30).Select(value => (float)value)];
        foreach (ReferencePositionKind kind in Enum.GetValues<ReferencePositionKind>())
        {
            double[] all = ReferencePositions.Rows(kind, 0, 5, 6, learned);
            Assert.Equal(all[12..24], ReferencePositions.Rows(kind, 2, 2, 6, learned));
            Assert.Equal(kind == ReferencePositionKind.None, all.All(value => value == 0));
        }
    }

    private static void AssertBuckets((int Start, int Bucket)[] expected, Func<int, int> bucket)
    {
        int entry = 0;
        for (int position = -140; position <= 140; position++)
        {
            entry += entry + 1 < expected.Length && expected[entry + 1].Start == position ? 1 : 0;
            Assert.True(expected[entry].Bucket == bucket(position), $"{position}: {expected[entry].Bucket} expected, {bucket(position)}");
        }
    }
}
