using System;
using System.Linq;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>Several callers of one team, and passes that call it themselves.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public void CallerOfABusyTeamRunsAloneWithoutWaiting()
    {
        WorkerTeam team = new(2);
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim release = new();
        Thread first = Guarded.Start(() => team.Run(
            new BodyPass(lane =>
            {
                entered.Set();
                release.Wait();
            }),
            2,
            CancellationToken.None));
        Guarded.WaitUntil(() => entered.IsSet);

        int lanes = 0;
        Guarded.Run(team, 2, lane => lanes = lane.Count); // the first run is still inside
        Assert.Equal(1, lanes);

        release.Set();
        Guarded.Join(first);
        Guarded.Run(team, 2, lane => lanes = lane.Count);
        Assert.Equal(2, lanes);
    }

    [Fact]
    public void ManyCallersAllGetTheirOwnResults()
    {
        const int Callers = 8;
        const int Runs = 1_000;
        WorkerTeam team = new(2);
        int inTeam = 0;
        int mostInTeam = 0;
        int[] goodRuns = new int[Callers];
        Thread[] threads = Enumerable.Range(0, Callers).Select(caller => Guarded.Start(() => Call(caller))).ToArray();
        Array.ForEach(threads, Guarded.Join);
        Assert.All(goodRuns, good => Assert.Equal(Runs, good));
        Assert.InRange(mostInTeam, 1, 1);

        void Call(int caller)
        {
            long[] squares = new long[32];
            long[] sums = new long[32];
            int seed = 0;
            BodyPass pass = new(lane =>
            {
                bool withTeam = lane.Count > 1 && lane.Index == 0;
                if (withTeam)
                {
                    mostInTeam = Math.Max(mostInTeam, Interlocked.Increment(ref inTeam));
                }

                while (lane.Claim(32, out int item))
                {
                    squares[item] = (long)(item + seed) * (item + seed);
                }

                lane.Sync();
                while (lane.Claim(32, out int item))
                {
                    sums[item] = squares[..(item + 1)].Sum();
                }

                lane.Sync();
                if (withTeam)
                {
                    Interlocked.Decrement(ref inTeam);
                }
            });
            for (int run = 0; run < Runs; run++)
            {
                seed = (caller * Runs) + run;
                team.Run(pass, 2, CancellationToken.None);
                goodRuns[caller] += sums.SequenceEqual(Expected(seed)) ? 1 : 0;
            }
        }

        static long[] Expected(int seed)
        {
            long[] sums = new long[32];
            long sum = 0;
            for (int item = 0; item < 32; item++)
            {
                sum += (long)(item + seed) * (item + seed);
                sums[item] = sum;
            }

            return sums;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PassThatRunsAnotherPassRunsItAlone(int lanes)
    {
        WorkerTeam team = new(3);
        int innerItems = 0;
        int innermostItems = 0;
        int outerItems = 0;
        Guarded.Run(team, lanes, outer =>
        {
            Thread thread = Thread.CurrentThread;
            bool claimedBefore = outer.Claim(10, out _);
            team.Run(
                new BodyPass(inner =>
                {
                    Assert.Same(thread, Thread.CurrentThread);
                    Assert.NotSame(outer, inner);
                    Assert.Equal((0, 1), (inner.Index, inner.Count));
                    team.Run(new BodyPass(innermost => ClaimAll(innermost, ref innermostItems)), 1, CancellationToken.None);
                    ClaimAll(inner, ref innerItems);
                }),
                lanes,
                CancellationToken.None);
            Interlocked.Add(ref outerItems, claimedBefore ? 1 : 0);
            ClaimAll(outer, ref outerItems);
        });

        Assert.Equal(10, outerItems);
        Assert.Equal(10 * lanes, innerItems);
        Assert.Equal(10 * lanes, innermostItems);

        static void ClaimAll(Lane lane, ref int count)
        {
            while (lane.Claim(10, out _))
            {
                Interlocked.Increment(ref count);
            }

            Assert.True(lane.SyncAndContinue());
        }
    }

    [Fact]
    public void TwoTeamsWorkSideBySide()
    {
        WorkerTeam[] teams = [new(2), new(2)];
        int[] lanes = new int[2];
        Guarded.Run(teams[0], 2, outer =>
        {
            if (outer.Index == 0)
            {
                teams[1].Run(new BodyPass(inner => lanes[inner.Index] = inner.Count), 2, CancellationToken.None);
            }
        });
        Assert.Equal([2, 2], lanes);
    }
}
