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
                foreach (int outputs in new[] { 1, 64, 65, 576, 960 })
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
        int[,] covered = new int[rows, (outputs + 63) / 64];
        Guarded.Run(s_team, lanes, lane =>
        {
            while (lane.ClaimBlock(rows, outputs, out nint firstRow, out nint count, out nint firstOutput))
            {
                Assert.Equal((0, 0), (firstRow % 12, firstOutput % 64));
                Assert.InRange(count, 1, 132);
                for (nint row = firstRow; row < firstRow + count; row++)
                {
                    Interlocked.Increment(ref covered[row, firstOutput / 64]);
                }
            }
        });

        Assert.All(covered.Cast<int>(), times => Assert.Equal(1, times));
    }

    [Fact]
    public void TwoLanesShareAnOddNumberOfColumnBlocksEvenly()
    {
        int blocks = 0;
        Guarded.Run(s_team, lanes: 2, lane =>
        {
            while (lane.ClaimBlock(rows: 128, outputs: 576, out _, out _, out _))
            {
                Interlocked.Increment(ref blocks);
            }
        });

        Assert.Equal(18, blocks); // 9 columns of blocks: 5 and 4 if they were not cut
    }
}
