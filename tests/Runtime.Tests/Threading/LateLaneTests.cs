using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>Lanes that come when a run is under way, or over.</summary>
public sealed class LateLaneTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void LaneJoinsInThePresentStep(int present)
    {
        const int Steps = 6;
        const int Items = 10;
        Thread? late = null;
        WorkerTeam team = new(2, startThread: thread => late = thread);
        int[] done = new int[Steps];
        List<int> stepsOfLate = [];
        int claimsOfLate = 0;
        Guarded.Do(() => team.Run(new BodyPass(Body, waitsForAll: false), 2, CancellationToken.None));

        Assert.All(done, count => Assert.Equal(Items, count));
        Assert.Equal(present, stepsOfLate[0]);
        Assert.Equal(Items, stepsOfLate.Count(step => step == present)); // the caller had left them all

        void Body(Lane lane)
        {
            for (int step = 0; step < Steps; step++)
            {
                if (lane.Index == 0 && step == present)
                {
                    late!.UnsafeStart();
                    Guarded.WaitUntil(() => Volatile.Read(ref claimsOfLate) == Items);
                }

                while (lane.Claim(Items, out int item))
                {
                    Interlocked.Increment(ref done[step]);
                    if (lane.Index == 1)
                    {
                        stepsOfLate.Add(step);
                        Interlocked.Increment(ref claimsOfLate);
                    }
                }

                lane.Sync();
            }
        }
    }

    [Fact]
    public void RunEndsWithoutALaneThatDoesNotCome()
    {
        Thread? late = null;
        WorkerTeam team = new(2, startThread: thread => late = thread);
        int items = 0;
        BodyPass pass = new(
            lane =>
            {
                for (int step = 0; step < 3; step++)
                {
                    while (lane.Claim(100, out _))
                    {
                        items++;
                    }

                    lane.Sync();
                }
            },
            waitsForAll: false);
        for (int run = 1; run <= 3; run++)
        {
            Guarded.Do(() => team.Run(pass, 2, CancellationToken.None));
            Assert.Equal(300 * run, items);
        }

        // When it comes there is nothing to join; it sleeps, and is there for the next run.
        late!.UnsafeStart();
        Guarded.WaitUntil(() => team.CountParked() == 1);
        Assert.Equal(900, items);
        int lanes = 0;
        Guarded.Run(team, 2, _ => Interlocked.Increment(ref lanes));
        Assert.Equal(2, lanes);
    }

    /// <summary>Workers park at once, so that they come in any step, or after the run; each item of a step follows the whole step before.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void StepsStayInOrder(int lanes)
    {
        const int Steps = 8;
        const int Items = 12;
        WorkerTeam team = new(lanes, default(Patience));
        int[] values = new int[Items];
        int mistakes = 0;
        BodyPass pass = new(
            lane =>
            {
                for (int step = 0; step < Steps; step++)
                {
                    while (lane.Claim(Items, out int item))
                    {
                        if (values[(item + 5) % Items] < step || values[item]++ != step)
                        {
                            Interlocked.Increment(ref mistakes);
                        }
                    }

                    lane.Sync();
                }
            },
            waitsForAll: false);
        Guarded.Do(() =>
        {
            for (int run = 0; run < 20_000; run++)
            {
                Array.Clear(values);
                team.Run(pass, lanes, CancellationToken.None);
                mistakes += values.Count(value => value != Steps);
            }
        });
        Assert.Equal(0, mistakes);
    }

    /// <summary>A lane that comes after another has thrown gets nothing to do, and the run ends with the exception.</summary>
    [Fact]
    public void LaneThatComesAfterAFaultGetsNoItems()
    {
        Thread? late = null;
        WorkerTeam team = new(2, startThread: thread => late = thread);
        int itemsOfLate = 0;
        int lateSteps = 0;
        BodyPass pass = new(
            lane =>
            {
                if (lane.Index == 0)
                {
                    lane.Sync();
                    late!.UnsafeStart();
                    Guarded.WaitUntil(() => Volatile.Read(ref lateSteps) == 1); // it takes part, in this step
                    throw new InvalidOperationException("lane 0");
                }

                lane.Sync();
                Interlocked.Increment(ref lateSteps);
                lane.Sync(); // opens when the other lane has left
                while (lane.Claim(10, out _))
                {
                    itemsOfLate++;
                }
            },
            waitsForAll: false);
        InvalidOperationException exception =
            Assert.Throws<InvalidOperationException>(() => Guarded.Do(() => team.Run(pass, 2, CancellationToken.None)));
        Assert.Equal("lane 0", exception.Message);
        Assert.Equal(0, itemsOfLate);
    }
}
