using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>Lanes that throw or return early.</summary>
public sealed class FaultTests
{
    private const int Layers = 6;

    private static readonly WorkerTeam s_team = new(4);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 0)]
    [InlineData(4, 3)]
    public void ExceptionOfOneLaneStopsAllAndReachesTheCallerWithItsStack(int lanes, int thrower)
    {
        int[] layersBegun = new int[lanes];
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => Guarded.Run(s_team, lanes, lane =>
        {
            for (int layer = 0; layer < Layers; layer++)
            {
                layersBegun[lane.Index]++;
                lane.Sync();
                if (layer == 2 && lane.Index == thrower)
                {
                    ThrowFromKernel();
                }

                lane.Sync();
                if (!lane.SyncAndContinue())
                {
                    return;
                }
            }
        }));

        Assert.Equal("bad tile", thrown.Message);
        Assert.Contains(nameof(ThrowFromKernel), thrown.StackTrace);
        Assert.All(layersBegun, begun => Assert.Equal(3, begun));
        AssertWorks(s_team, lanes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void ExceptionsOfAllLanesGiveOneOfThem(int lanes)
    {
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => Guarded.Run(s_team, lanes, lane =>
        {
            lane.Sync();
            throw new InvalidOperationException($"lane {lane.Index}");
        }));
        Assert.Contains(thrown.Message, Enumerable.Range(0, lanes).Select(lane => $"lane {lane}"));
        AssertWorks(s_team, lanes);
    }

    [Fact]
    public void AfterAnExceptionTheOtherLanesGetNoItems()
    {
        int claimed = 0;
        Assert.Throws<InvalidOperationException>(() => Guarded.Run(s_team, 3, lane =>
        {
            if (lane.Index == 1)
            {
                throw new InvalidOperationException();
            }

            for (int step = 0; step < 5; step++)
            {
                lane.Sync();
                while (lane.Claim(100, out _))
                {
                    Interlocked.Increment(ref claimed);
                }
            }

            Assert.False(lane.SyncAndContinue());
            Assert.False(lane.SyncAndContinue());
        }));
        Assert.Equal(0, claimed);
    }

    [Fact]
    public void ExceptionEndsTheStepItHappensIn()
    {
        int last = -1;
        Assert.Throws<InvalidOperationException>(() => Guarded.Run(s_team, 2, lane =>
        {
            if (lane.Index == 1)
            {
                throw new InvalidOperationException();
            }

            while (lane.Claim(int.MaxValue, out int item))
            {
                last = item;
            }

            Assert.False(lane.SyncAndContinue());
        }));
        Assert.NotEqual(int.MaxValue - 1, last);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void LaneThatReturnsEarlyIsNotWaitedFor(int leaver)
    {
        const int Steps = 1_000;
        int[] steps = new int[3];
        Guarded.Run(s_team, 3, lane =>
        {
            for (int step = 0; step < Steps; step++)
            {
                if (lane.Index == leaver && step == 10)
                {
                    return;
                }

                lane.Sync();
                steps[lane.Index]++;
            }
        });

        Assert.Equal(10, steps[leaver]);
        Assert.Equal(2, steps.Count(count => count == Steps));
        AssertWorks(s_team, 3);
    }

    [Fact]
    public void LanesMayLeaveOneByOne()
    {
        int[] steps = new int[4];
        Guarded.Run(s_team, 4, lane =>
        {
            for (int step = 0; step < 100 * (lane.Index + 1); step++)
            {
                lane.Sync();
                steps[lane.Index]++;
            }
        });
        Assert.Equal([100, 200, 300, 400], steps);
    }

    /// <summary>Any lanes throw or leave anywhere; those that stay must be told to stop at the same layer.</summary>
    [Fact]
    public void SurvivorsOfRandomFaultsAgreeWhereToStop()
    {
        Random random = new(20_231);
        for (int run = 0; run < 3_000; run++)
        {
            int lanes = random.Next(2, 5);
            int[] faultAt = Enumerable.Range(0, lanes).Select(_ => random.Next(4 * Layers)).ToArray();
            int first = faultAt.Min() / 2;
            int[] stoppedAt = Enumerable.Repeat(-1, lanes).ToArray();
            Exception? thrown = Record.Exception(() => s_team.Run(new BodyPass(Walk), lanes, CancellationToken.None));

            Assert.Equal(first < Layers, thrown is InvalidOperationException);
            for (int lane = 0; lane < lanes; lane++)
            {
                bool survived = faultAt[lane] / 2 > Math.Min(first, Layers - 1);
                Assert.Equal(survived ? Math.Min(first, Layers) : -1, stoppedAt[lane]);
            }

            void Walk(Lane lane)
            {
                for (int layer = 0; layer < Layers; layer++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        if (faultAt[lane.Index] == (2 * layer) + step)
                        {
                            throw new InvalidOperationException();
                        }

                        lane.Sync();
                    }

                    if (!lane.SyncAndContinue())
                    {
                        stoppedAt[lane.Index] = layer;
                        return;
                    }
                }

                stoppedAt[lane.Index] = Layers;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowFromKernel() => throw new InvalidOperationException("bad tile");

    private static void AssertWorks(WorkerTeam team, int lanes)
    {
        int items = 0;
        Guarded.Run(team, lanes, lane =>
        {
            Assert.Equal(lanes, lane.Count);
            while (lane.Claim(500, out _))
            {
                Interlocked.Increment(ref items);
            }

            Assert.True(lane.SyncAndContinue());
        });
        Assert.Equal(500, items);
    }
}
