using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>How lanes share out the items of a step.</summary>
public sealed class ClaimTests
{
    private static readonly WorkerTeam s_team = new(4);

    public static TheoryData<int, int> LanesAndItems()
    {
        TheoryData<int, int> data = [];
        foreach (int lanes in new[] { 1, 2, 3, 4 })
        {
            foreach (int items in new[] { 0, 1, 2, 7, 1000 })
            {
                data.Add(lanes, items);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LanesAndItems))]
    public void EachItemIsClaimedOnce(int lanes, int items)
    {
        const int Steps = 50;
        List<int>[,] claims = new List<int>[Steps, lanes];
        Guarded.Run(s_team, lanes, lane =>
        {
            for (int step = 0; step < Steps; step++)
            {
                claims[step, lane.Index] = [];
                while (lane.Claim(items, out int item))
                {
                    claims[step, lane.Index].Add(item);
                }

                if (step % 2 == 0)
                {
                    lane.Sync();
                }
                else
                {
                    Assert.True(lane.SyncAndContinue());
                }
            }
        });

        for (int step = 0; step < Steps; step++)
        {
            List<int> all = [];
            for (int lane = 0; lane < lanes; lane++)
            {
                all.AddRange(claims[step, lane]);
            }

            Assert.Equal(Enumerable.Range(0, items), all.Order());
        }
    }

    /// <summary>Nothing but claims, so that they collide.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void CollidingClaimsLoseNothingAndGiveNothingTwice(int lanes)
    {
        const int Items = 5_000_000;
        long count = 0;
        long sum = 0;
        Guarded.Run(s_team, lanes, lane =>
        {
            long ownCount = 0;
            long ownSum = 0;
            lane.Sync(); // start together
            while (lane.Claim(Items, out int item))
            {
                ownCount++;
                ownSum += item;
            }

            Interlocked.Add(ref count, ownCount);
            Interlocked.Add(ref sum, ownSum);
        });
        Assert.Equal(Items, count);
        Assert.Equal((long)Items * (Items - 1) / 2, sum);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void StepsMayDifferInItemsAndMayLeaveItemsUnclaimed(int lanes)
    {
        int[] counts = new int[20];
        Guarded.Run(s_team, lanes, lane =>
        {
            for (int items = 0; items < 20; items++)
            {
                while (lane.Claim(items, out int item))
                {
                    Interlocked.Increment(ref counts[items]);
                    Assert.InRange(item, 0, items - 1);
                }

                lane.Sync();
                lane.Claim(1000, out _); // the rest of this step is dropped
                lane.Sync();
            }
        });
        Assert.Equal(Enumerable.Range(0, 20), counts);
    }

    [Theory]
    [InlineData(0, new[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(1, new[] { 2, 3, 4, 5, 6, 7, 0, 1 })]
    [InlineData(2, new[] { 5, 6, 7, 0, 1, 2, 3, 4 })]
    public void ALaneTakesItsOwnShareThenTheNextLanes(int lane, int[] expected)
    {
        StepItems items = new(maxLanes: 3);
        for (uint step = 0; step < 3; step++) // each finds all shares whole
        {
            Assert.Equal([.. expected, -1, -1], Enumerable.Range(0, 10).Select(_ => items.Take(lane, lanes: 3, step, items: 8)));
        }
    }

    /// <summary>Heads of queries that share keys and values begin with one lane, unless some lane would have none.</summary>
    [Theory]
    [InlineData(2, 9, 3, new[] { 0, 3 })]
    [InlineData(3, 9, 3, new[] { 0, 3, 6 })]
    [InlineData(4, 9, 3, new[] { 0, 2, 4, 6 })]
    [InlineData(2, 9, 1, new[] { 0, 4 })]
    [InlineData(2, 9, 9, new[] { 0, 4 })]
    [InlineData(2, 36, 3, new[] { 0, 18 })]
    public void AGroupIsInOneShare(int lanes, int count, int group, int[] firsts)
    {
        StepItems items = new(lanes);
        Assert.Equal(firsts, Enumerable.Range(0, lanes).Select(lane => items.Take(lane, lanes, step: 0, count, group)));
        Assert.Equal(
            Enumerable.Range(0, count).Except(firsts),
            Enumerable.Range(0, count - lanes).Select(_ => items.Take(lane: 0, lanes, step: 0, count, group)).Order());
        Assert.Equal(-1, items.Take(lane: 1, lanes, step: 0, count, group));
    }

    [Fact]
    public void SharesAreWholeInTheNextRunAndGiveNothingOnceStopped()
    {
        StepItems items = new(maxLanes: 2);
        Assert.Equal(0, items.Take(lane: 0, lanes: 2, step: 0, items: 2));
        items.Open(lanes: 2);
        Assert.Equal(0, items.Take(lane: 0, lanes: 2, step: 0, items: 2));
        items.Stop();
        Assert.Equal(-1, items.Take(lane: 1, lanes: 2, step: 0, items: 2));
        items.Open(lanes: 2);
        Assert.Equal(int.MaxValue / 2, items.Take(lane: 1, lanes: 2, step: uint.MaxValue, items: int.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void NothingLeftIsMinusOne(int lanes)
    {
        Guarded.Run(s_team, lanes, lane =>
        {
            Assert.False(lane.Claim(0, out int none));
            Assert.Equal(-1, none);
            Assert.False(lane.Claim(-5, out none));
            Assert.Equal(-1, none);
        });
    }

    public static TheoryData<int, int, int> LanesAndResults()
    {
        TheoryData<int, int, int> data = [];
        foreach (int lanes in new[] { 1, 2, 3, 4 })
        {
            foreach (int rows in new[] { 0, 1, 11, 12, 95, 96, 128, 131, 132, 133, 250, 512, 1500 })
            {
                foreach (int outputs in new[] { 1, 64, 65, 384, 576, 950, 960 })
                {
                    data.Add(lanes, rows, outputs);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LanesAndResults))]
    public void BlocksCoverAResultOnce(int lanes, int rows, int outputs)
    {
        int[,] covered = new int[rows, outputs];
        Guarded.Run(s_team, lanes, lane =>
        {
            while (lane.ClaimBlock(rows, outputs, out nint firstRow, out nint count, out nint firstOutput, out nint columns))
            {
                Assert.Equal((0, 0), (firstRow % 12, firstOutput % 32));
                Assert.InRange(count, 1, 132);
                Assert.InRange(columns, 1, rows == 1 ? 128 : 64);
                for (nint i = 0; i < count * columns; i++)
                {
                    Interlocked.Increment(ref covered[firstRow + (i / columns), firstOutput + (i % columns)]);
                }
            }
        });

        Assert.All(covered.Cast<int>(), times => Assert.Equal(1, times));
    }

    /// <summary>To 32 columns, and no rows are cut for it; the last blocks are narrow, but few rows are read in wide ones.</summary>
    [Theory]
    [InlineData(2, 128, 576, new[] { 64, 64, 64, 64, 32 })]
    [InlineData(2, 128, 384, new[] { 64, 64, 32, 32 })]
    [InlineData(2, 8, 384, new[] { 64, 64, 64 })]
    [InlineData(2, 1, 576, new[] { 128, 128, 32 })]
    [InlineData(3, 1, 576, new[] { 128, 64 })]
    [InlineData(4, 12, 384, new[] { 64, 32 })]
    [InlineData(1, 1, 200, new[] { 128, 72 })]
    [InlineData(1, 2, 200, new[] { 64, 64, 64, 8 })]
    public void LanesShareColumnsEvenly(int lanes, int rows, int outputs, int[] columns)
    {
        List<int>[] claimed = [.. Enumerable.Range(0, lanes).Select(_ => new List<int>())];
        Guarded.Run(s_team, lanes, lane =>
        {
            int most = columns.Length; // then a lane takes what others have left
            for (int i = 0; i < most && lane.ClaimBlock(rows, outputs, out _, out _, out _, out nint count); i++)
            {
                claimed[lane.Index].Add((int)count);
            }
        });

        Assert.All(claimed, each => Assert.Equal(columns, each));
    }
}
