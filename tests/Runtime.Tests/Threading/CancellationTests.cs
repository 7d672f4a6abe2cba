using System;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>Cancellation: between layers, on all lanes alike.</summary>
public sealed class CancellationTests
{
    private static readonly WorkerTeam s_team = new(4);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void AllLanesStopAfterTheSameLayer(int lanes)
    {
        using CancellationTokenSource source = new();
        int[] layers = new int[lanes];
        OperationCanceledException thrown = Assert.Throws<OperationCanceledException>(() => Guarded.Run(
            s_team,
            lanes,
            lane =>
            {
                for (int layer = 0; layer < 100; layer++)
                {
                    layers[lane.Index]++;
                    if (layer == 7 && lane.Index == lanes - 1)
                    {
                        source.Cancel();
                    }

                    lane.Sync(); // opens whatever the token says
                    if (!lane.SyncAndContinue())
                    {
                        return;
                    }
                }
            },
            source.Token));

        Assert.Equal(source.Token, thrown.CancellationToken);
        Assert.All(layers, count => Assert.Equal(8, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TokenCancelledBeforehandRunsNothing(int lanes)
    {
        int runs = 0;
        Assert.Throws<OperationCanceledException>(
            () => s_team.Run(new BodyPass(_ => runs++), lanes, new CancellationToken(canceled: true)));
        Assert.Equal(0, runs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void CancellationAfterTheLastLookIsTooLate(int lanes)
    {
        using CancellationTokenSource source = new();
        Guarded.Run(
            s_team,
            lanes,
            lane =>
            {
                Assert.True(lane.SyncAndContinue());
                source.Cancel();
                lane.Sync();
            },
            source.Token);
        Assert.True(source.IsCancellationRequested);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void CancelledRunGivesNoMoreItems(int lanes)
    {
        using CancellationTokenSource source = new();
        int claimed = 0;
        Assert.Throws<OperationCanceledException>(() => Guarded.Run(
            s_team,
            lanes,
            lane =>
            {
                source.Cancel();
                for (int step = 0; step < 3; step++)
                {
                    Assert.False(lane.SyncAndContinue());
                    claimed += lane.Claim(100, out _) ? 1 : 0;
                }
            },
            source.Token));
        Assert.Equal(0, claimed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TeamIsFitAfterwards(int lanes)
    {
        for (int run = 0; run < 200; run++)
        {
            using CancellationTokenSource source = new();
            Assert.Throws<OperationCanceledException>(() => Guarded.Run(
                s_team,
                lanes,
                lane =>
                {
                    source.Cancel();
                    lane.SyncAndContinue();
                },
                source.Token));

            int[] counts = new int[lanes];
            Guarded.Run(s_team, lanes, lane => counts[lane.Index] = lane.SyncAndContinue() ? lane.Count : -1);
            Assert.All(counts, count => Assert.Equal(lanes, count));
        }
    }

    [Fact]
    public void ExceptionWinsOverCancellation()
    {
        using CancellationTokenSource source = new();
        Assert.Throws<InvalidOperationException>(() => Guarded.Run(
            s_team,
            2,
            lane =>
            {
                source.Cancel();
                Assert.False(lane.SyncAndContinue());
                if (lane.Index == 1)
                {
                    throw new InvalidOperationException();
                }
            },
            source.Token));
    }
}
