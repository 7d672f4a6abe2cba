using System;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>What a team costs: no allocation while it runs, no processor time while it does not.</summary>
public sealed class IdlenessTests
{
    [Fact]
    public void WorkersParkWhenThereIsNothingToDo()
    {
        WorkerTeam team = new(4);
        for (int run = 0; run < 3; run++)
        {
            Guarded.Run(team, 4, lane => lane.Sync());
            Guarded.WaitUntil(() => team.CountParked() == 3);
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(4, true)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    public void RunsAllocateNothing(int lanes, bool patient)
    {
        WorkerTeam team = new(lanes, patient ? null : default(Patience));
        using CancellationTokenSource source = new();
        long[] allocated = new long[lanes];
        BodyPass pass = new(lane =>
        {
            allocated[lane.Index] = GC.GetAllocatedBytesForCurrentThread();
            while (lane.Claim(100, out _))
            {
            }

            lane.Sync();
            lane.SyncAndContinue();
        });
        long[] before = new long[lanes];
        Guarded.Do(() =>
        {
            for (int run = 0; run < 1_100; run++)
            {
                if (run == 100)
                {
                    allocated.CopyTo(before, 0);
                }

                team.Run(pass, lanes, source.Token);
            }
        });
        Assert.Equal(before, allocated);
    }

    [Fact]
    public void RunningAloneInsideARunningPassAllocatesNothing()
    {
        WorkerTeam team = new(2);
        long before = 0;
        long after = 0;
        BodyPass inner = new(lane => lane.Sync());
        BodyPass outer = new(lane =>
        {
            team.Run(inner, 1, CancellationToken.None);
            lane.Sync();
        });
        Guarded.Do(() =>
        {
            for (int run = 0; run < 1_100; run++)
            {
                if (run == 100)
                {
                    before = GC.GetAllocatedBytesForCurrentThread();
                }

                team.Run(outer, 1, CancellationToken.None);
            }

            after = GC.GetAllocatedBytesForCurrentThread();
        });
        Assert.Equal(before, after);
    }

    /// <summary>An interruption must not take the caller out of a barrier half-way; it stays due until the run is over.</summary>
    [Fact]
    public void InterruptedCallerFinishesTheRunFirst()
    {
        WorkerTeam team = new(2);
        using ManualResetEventSlim release = new();
        int finished = 0;
        bool interrupted = false;
        Guarded.Run(team, 2, _ => { }); // starts the worker, so that the caller below has nothing to wait for but the barrier
        Thread caller = Guarded.Start(() =>
        {
            team.Run(
                new BodyPass(lane =>
                {
                    if (lane.Index == 1)
                    {
                        release.Wait();
                    }

                    lane.Sync();
                    lane.Sync();
                    Interlocked.Increment(ref finished);
                }),
                2,
                CancellationToken.None);
            try
            {
                Thread.Sleep(0);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        });
        Guarded.WaitUntil(() => (caller.ThreadState & ThreadState.WaitSleepJoin) != 0); // parked at the first barrier
        caller.Interrupt();
        Thread.Sleep(20); // time to leave the barrier, if it were to
        release.Set();
        Guarded.Join(caller);
        Assert.Equal(2, finished);
        Assert.True(interrupted);
    }
}
