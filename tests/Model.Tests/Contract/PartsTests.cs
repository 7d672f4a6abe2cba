using System;
using System.Linq;
using System.Reflection;
using System.Threading;
using Model.Tests.Lifecycle;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Memory;
using Transformers.Generated.Threading;
using Xunit;

namespace Model.Tests.Contract;

/// <summary>Encoders take batches of many tokens apart. Bits, memory and ends of calls are as if they did not.</summary>
public sealed class PartsTests
{
    public static TheoryData<string, int> Encoders
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string name in TestModel.Encoders)
            {
                foreach (int threads in (int[])[1, 2, 3])
                {
                    data.Add(name, threads);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void SequencesOfManyPartsAreThemselves(string name, int threads)
    {
        using Subject subject = new(name, InstructionSet.Automatic, threads);
        Random random = new(6);
        int longest = subject.Model.Definition.ContextLength;
        Sample[] samples = [.. Enumerable.Range(0, 100).Select(_ => subject.CreateSample(random, random.Next(Math.Min(longest, 40) + 1)))];
        float[][] alone = [.. samples.Select(sample => subject.Run(sample)[0])];
        for (int count = 98; count <= samples.Length; count++)
        {
            Bits.Equal(alone[..count], subject.Run(samples[..count]), $"{count} sequences");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void MemoryIsThatOfPartsAndNeverMoreThanAnnounced(int threads)
    {
        Random random = new(threads);
        for (int round = 0; round < 20; round++)
        {
            using TinyBert model = (TinyBert)TestModel.Load("TinyBert", InstructionSet.Automatic, threads);
            int[] lengths = [.. Enumerable.Range(0, random.Next(1, 80)).Select(_ => random.Next(TinyBert.ContextLength + 1))];
            TokenBatch batch = new(new int[lengths.Sum()], lengths);
            model.EncodeMean(batch, new float[lengths.Length * TinyBert.ModelDim]);
            long bytes = PassesOf(model).Sum(pass => sizeof(float) * (long)Field<AlignedBuffer>(pass, "_workspace").Length);
            Assert.InRange(bytes, 1, model.WorkspaceBytes(batch.TokenCount, lengths.Length));
            if (threads == 1)
            {
                int most = Math.Max(lengths.Max(), BatchParts.TokensPerPart);
                Assert.InRange(bytes, 1, model.WorkspaceBytes(most, lengths.Length));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void ACancelledCallEndsAndLeavesTheModelUsable(int threads)
    {
        using TinyBert model = (TinyBert)TestModel.Load("TinyBert", InstructionSet.Automatic, threads);
        int[] lengths = [.. Enumerable.Repeat(20, 400)];
        int[] ids = [.. Enumerable.Range(0, lengths.Sum()).Select(i => i % TinyBert.VocabularySize)];
        float[] expected = new float[lengths.Length * TinyBert.ModelDim];
        float[] actual = new float[expected.Length];
        model.EncodeMean(new TokenBatch(ids, lengths), expected);
        int cancelled = 0;
        for (int round = 0; round < 200 && cancelled < 20; round++)
        {
            using CancellationTokenSource source = new();
            Thread canceller = new(() =>
            {
                Thread.SpinWait(round * 200);
                source.Cancel();
            });
            canceller.Start();
            try
            {
                model.EncodeMean(new TokenBatch(ids, lengths), actual, source.Token);
            }
            catch (OperationCanceledException exception)
            {
                Assert.Equal(source.Token, exception.CancellationToken);
                cancelled++;
            }

            canceller.Join();
            model.EncodeMean(new TokenBatch(ids, lengths), actual);
            Bits.Equal(expected, actual, $"after round {round}");
        }

        Assert.True(cancelled > 0, "no call was cancelled");
    }

    /// <summary>The idle passes of a model.</summary>
    private static ForwardPass[] PassesOf(TransformerModel model)
    {
        SlotPool<ForwardPass> pool = (SlotPool<ForwardPass>)typeof(TransformerModel)
            .GetField("_passes", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(model)!;
        return [.. Field<ForwardPass?[]>(pool, "_slots").OfType<ForwardPass>()];
    }

    private static T Field<T>(object owner, string name) =>
        (T)owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(owner)!;
}
