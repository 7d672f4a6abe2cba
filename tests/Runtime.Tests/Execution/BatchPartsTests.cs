using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Execution;
using Xunit;

namespace Runtime.Tests.Execution;

/// <summary>A batch falls into parts that keep all lanes busy; what would not is left for all lanes together.</summary>
public sealed class BatchPartsTests
{
    public static TheoryData<int[], int, int[], int> Cases => new()
    {
        // lengths, lanes, tokens of the parts, tokens of the rest
        { [], 1, [], 0 },
        { [0, 0], 1, [0], 0 },
        { [50], 1, [50], 0 },
        { [128, 128, 128], 1, [128, 128, 128], 0 },
        { [132, 1], 1, [132, 1], 0 },
        { [40, 40, 40, 12, 1], 1, [132, 1], 0 },
        { [16, 500, 16, 16], 1, [16, 500, 32], 0 },
        { [128, 128, 128], 2, [128, 128], 128 },
        { [128, 128, 128, 128], 2, [128, 128, 128, 128], 0 },
        { [512, 8], 2, [], 520 },
        { [512, 512, 8], 2, [512, 512, 8], 0 },
        { [512, 512, 132], 2, [512, 512], 132 },
        { [128, 128, 128], 4, [], 384 },
        { [100, 90, 110, 105, 99], 2, [100, 90, 110, 105], 99 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ABatchIsCut(int[] lengths, int lanes, int[] parts, int rest)
    {
        BatchParts cut = new();
        cut.Cut([3, 200, 5, 7], lanes: 3); // nothing of an earlier batch may be left
        cut.Cut(lengths, lanes);
        Assert.Equal(parts, PartsOf(cut).Select(part => part.TokenCount));
        Assert.Equal(rest, cut.Rest.TokenCount);
    }

    [Fact]
    public void EverySequenceIsInOnePartAndLanesAreEvenlyBusy()
    {
        Random random = new(4);
        BatchParts cut = new();
        for (int round = 0; round < 2000; round++)
        {
            int[] lengths = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(4) switch { 0 => random.Next(4), 1 => random.Next(600), _ => random.Next(150) })];
            int lanes = random.Next(1, 9);
            cut.Cut(lengths, lanes);
            BatchPart[] parts = PartsOf(cut);
            CheckCover([.. parts, cut.Rest], lengths);
            Assert.All(parts, part => Assert.True(part.SequenceCount == 1 || part.TokenCount <= BatchParts.TokensPerPart));
            long[] loads = new long[lanes];
            foreach (BatchPart part in parts)
            {
                loads[Array.IndexOf(loads, loads.Min())] += part.TokenCount;
            }

            Assert.True(loads.Max() * lanes * 15 <= loads.Sum() * 16, $"lanes have {string.Join(", ", loads)} tokens");
        }
    }

    private static BatchPart[] PartsOf(BatchParts cut) => [.. Enumerable.Range(0, cut.Count).Select(i => cut[i])];

    private static void CheckCover(IEnumerable<BatchPart> parts, int[] lengths)
    {
        int sequence = 0;
        int token = 0;
        foreach (BatchPart part in parts)
        {
            Assert.Equal((sequence, token), (part.FirstSequence, part.FirstToken));
            Assert.Equal(lengths.Skip(sequence).Take(part.SequenceCount).Sum(), part.TokenCount);
            sequence += part.SequenceCount;
            token += part.TokenCount;
        }

        Assert.Equal(lengths.Length, sequence);
    }
}
