using System;
using System.Linq;
using System.Threading;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>What a barrier promises: nobody passes before all have arrived, and what was written before is visible after.</summary>
public sealed class BarrierTests
{
    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(2, 100_000)]
    [InlineData(3, 100_000)]
    [InlineData(4, 100_000)]
    [InlineData(8, 10_000)]
    public void PlainWritesOfAllLanesAreSeenByAllLanes(int lanes, int barriers) =>
        CheckRounds(new WorkerTeam(lanes), lanes, barriers / 2);

    /// <summary>Without patience every wait of more than a few polls parks, so that sleeping and waking is what is tested.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void ParkedLanesAreWoken(int lanes) => CheckRounds(new WorkerTeam(lanes, patience: default(Patience)), lanes, rounds: 10_000);

    private static void CheckRounds(WorkerTeam team, int lanes, int rounds)
    {
        int[] marks = new int[lanes]; // plain: only the barrier orders these writes and reads
        int sum = 0; // plain as well; in each round another lane adds to it
        Guarded.Run(team, lanes, lane =>
        {
            for (int round = 1; round <= rounds; round++)
            {
                marks[lane.Index] = round;
                if (round % lanes == lane.Index)
                {
                    sum++;
                }

                lane.Sync();
                for (int other = 0; other < lanes; other++)
                {
                    if (marks[other] != round)
                    {
                        throw new InvalidOperationException($"Lane {lane.Index} saw lane {other} at {marks[other]} in round {round}.");
                    }
                }

                if (sum != round)
                {
                    throw new InvalidOperationException($"Lane {lane.Index} saw the sum {sum} in round {round}.");
                }

                lane.Sync();
            }
        });
        Assert.Equal(rounds, sum);
    }

    /// <summary>The pattern of a forward pass: each step reads what other lanes wrote in the step before.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void ItemsReadWhatOtherLanesWroteInTheStepBefore(int lanes)
    {
        const int Items = 64;
        const int Steps = 2_000;
        long[][] buffers = [new long[Items], new long[Items]];
        for (int item = 0; item < Items; item++)
        {
            buffers[0][item] = item;
        }

        Guarded.Run(new WorkerTeam(4), lanes, lane =>
        {
            for (int step = 0; step < Steps; step++)
            {
                long[] source = buffers[step % 2];
                long[] destination = buffers[(step + 1) % 2];
                while (lane.Claim(Items, out int item))
                {
                    destination[item] = Mix(source, item);
                }

                lane.Sync();
            }
        });

        long[] expected = new long[Items];
        for (int item = 0; item < Items; item++)
        {
            expected[item] = item;
        }

        for (int step = 0; step < Steps; step++)
        {
            long[] source = (long[])expected.Clone();
            for (int item = 0; item < Items; item++)
            {
                expected[item] = Mix(source, item);
            }
        }

        Assert.Equal(expected, buffers[Steps % 2]);
    }

    [Fact]
    public void ManyShortRunsHandOverArgumentsAndResults()
    {
        WorkerTeam team = new(3);
        int input = 0;
        int[] outputs = new int[3];
        BodyPass[] passes = [.. Enumerable.Range(1, 3).Select(_ => new BodyPass(lane => outputs[lane.Index] = input + lane.Index))];
        Guarded.Do(() =>
        {
            for (input = 0; input < 20_000; input++)
            {
                int lanes = 1 + (input % 3);
                team.Run(passes[lanes - 1], lanes, CancellationToken.None);
                for (int lane = 0; lane < lanes; lane++)
                {
                    if (outputs[lane] != input + lane)
                    {
                        throw new InvalidOperationException($"Run {input}: lane {lane} gave {outputs[lane]}.");
                    }
                }
            }
        });
        Assert.Equal(20_000, input);
    }

    private static long Mix(long[] source, int item) => unchecked((source[item] * 31) + source[(item + 17) % source.Length]);
}
