using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>Who takes part in a run.</summary>
public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(16)]
    public void EveryLaneRunsOnceOnItsOwnThread(int lanes)
    {
        WorkerTeam team = new(16);
        int[] runs = new int[lanes];
        Thread[] threads = new Thread[lanes];
        Thread? caller = null;
        Guarded.Do(() =>
        {
            caller = Thread.CurrentThread;
            team.Run(new BodyPass(Record), lanes, CancellationToken.None);
        });

        Assert.All(runs, count => Assert.Equal(1, count));
        Assert.Equal(lanes, threads.Distinct().Count());
        Assert.Same(caller, threads[0]);
        Assert.All(threads[1..], thread => Assert.True(thread.IsBackground));
        Assert.Equal("transformers-worker-1", threads[1].Name);

        void Record(Lane lane)
        {
            Assert.Equal(lanes, lane.Count);
            runs[lane.Index]++;
            threads[lane.Index] = Thread.CurrentThread;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(int.MinValue)]
    public void OneLaneOrLessRunsAloneOnTheCaller(int lanes)
    {
        Thread? thread = null;
        WorkerTeam.Shared.Run(new BodyPass(Record), lanes, CancellationToken.None);
        Assert.Same(Thread.CurrentThread, thread);

        void Record(Lane lane)
        {
            Assert.Equal(0, lane.Index);
            Assert.Equal(1, lane.Count);
            thread = Thread.CurrentThread;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void MoreLanesThanTheTeamHasAreCutDown(int maxLanes)
    {
        WorkerTeam team = new(maxLanes);
        int runs = 0;
        Guarded.Run(team, int.MaxValue, lane =>
        {
            Assert.Equal(maxLanes, lane.Count);
            Interlocked.Increment(ref runs);
        });
        Assert.Equal(maxLanes, runs);
    }

    [Fact]
    public void LanesMayVaryFromRunToRun()
    {
        WorkerTeam team = new(4);
        int total = 0;
        int expected = 0;
        foreach (int lanes in new[] { 2, 4, 1, 3, 2, 4, 4, 1, 2, 3 })
        {
            Guarded.Run(team, lanes, lane =>
            {
                lane.Sync();
                Interlocked.Increment(ref total);
                lane.Sync();
            });
            expected += lanes;
            Assert.Equal(expected, total);
        }
    }

    [Fact]
    public void SharedTeamIsOneAndTakesMoreLanesThanProcessors()
    {
        Assert.Same(WorkerTeam.Shared, WorkerTeam.Shared);
        Assert.InRange(WorkerTeam.DefaultLanes, 1, WorkerTeam.Shared.MaxLanes);
        Assert.Equal(Math.Min(Environment.ProcessorCount, WorkerTeam.LaneLimit), WorkerTeam.DefaultLanes);
        Assert.Equal(WorkerTeam.LaneLimit, WorkerTeam.Shared.MaxLanes);
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        Assert.Equal("pass", Assert.Throws<ArgumentNullException>(() => WorkerTeam.Shared.Run(null!, 2, default)).ParamName);
        Assert.Equal("maxLanes", Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(0)).ParamName);
        Assert.Equal("maxLanes", Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(65)).ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void RefusedThreadsLeaveFewerLanes(int granted)
    {
        int started = 0;
        WorkerTeam team = new(4, startThread: thread =>
        {
            if (started == granted)
            {
                throw new OutOfMemoryException("no more threads");
            }

            started++;
            thread.UnsafeStart();
        });
        int lanesSeen = 0;
        int items = 0;
        Guarded.Run(team, 4, lane =>
        {
            lanesSeen = lane.Count;
            while (lane.Claim(100, out _))
            {
                Interlocked.Increment(ref items);
            }

            lane.Sync();
        });
        Assert.Equal(granted + 1, lanesSeen);
        Assert.Equal(100, items);
    }

    [Fact]
    public void WorkersDoNotInheritAsyncLocalsOfWhoeverRunsFirst()
    {
        AsyncLocal<string> request = new();
        string?[] seen = ["unset", "unset"];
        Guarded.Do(() =>
        {
            request.Value = "first request";
            new WorkerTeam(2).Run(new BodyPass(lane => seen[lane.Index] = request.Value), 2, CancellationToken.None);
        });
        Assert.Equal("first request", seen[0]);
        Assert.Null(seen[1]);
    }

    [Fact]
    public void SleepingTeamKeepsNeitherPassNorTokenAlive()
    {
        WorkerTeam team = new(2);
        WeakReference[] references = [];
        Guarded.Do(() => references = RunAndForget(team));
        Guarded.WaitUntil(() => team.CountParked() == 1);
        Guarded.WaitUntil(() =>
        {
            GC.Collect();
            return !references.Any(reference => reference.IsAlive);
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] RunAndForget(WorkerTeam team)
    {
        BodyPass together = new(lane => lane.SyncAndContinue());
        BodyPass alone = new(lane => lane.SyncAndContinue());
        CancellationTokenSource source = new();
        team.Run(together, 2, source.Token);
        team.Run(alone, 1, source.Token);
        return [new WeakReference(together), new WeakReference(alone), new WeakReference(source)];
    }
}
