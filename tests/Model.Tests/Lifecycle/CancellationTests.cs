using System;
using System.Linq;
using System.Threading;
using Model.Tests.Contract;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Lifecycle;

/// <summary>A call can be stopped before it starts and between layers; the model goes on as if nothing had happened.</summary>
public sealed class CancellationTests
{
    public static TheoryData<int> ThreadCounts => [1, 2, 4];

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void ACancelledTokenStopsACallBeforeItStarts(int threads)
    {
        using Subject subject = new("TinyBert", InstructionSet.Automatic, threads);
        EncoderModel model = (EncoderModel)subject.Model;
        float[] hidden = [.. Enumerable.Repeat(7f, TinyBert.ModelDim)];
        Assert.Throws<OperationCanceledException>(() => model.Encode(new TokenBatch([1], [1]), hidden, new CancellationToken(canceled: true)));
        Assert.All(hidden, value => Assert.Equal(7f, value));
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void ACallStopsAtTheNextLayer(int threads)
    {
        using Subject subject = new("TinyBert", InstructionSet.Automatic, threads);
        EncoderModel model = (EncoderModel)subject.Model;
        Sample[] samples = subject.CreateSamples(seed: 3, count: 4);
        float[][] expected = subject.Run(samples);
        float[] hidden = [.. Enumerable.Repeat(7f, 20 * TinyBert.ModelDim)];
        for (int stop = 1; stop <= TinyBert.LayerCount; stop++)
        {
            using CancellationTokenSource source = new();
            BusyCaller[] observer = new BusyCaller[1];
            observer[0] = new BusyCaller(() =>
            {
                if (observer[0].CallCount == stop)
                {
                    source.Cancel();
                }
            });
            OperationCanceledException exception = Assert.Throws<OperationCanceledException>(
                () => model.Encode(new TokenBatch(new int[20], [20]), hidden, observer[0], source.Token));
            Assert.Equal(source.Token, exception.CancellationToken);
            Assert.Equal(stop, observer[0].CallCount);
            Assert.All(hidden, value => Assert.Equal(7f, value));
            Bits.Equal(expected, subject.Run(samples), $"after a stop at call {stop}");
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void ASinkThatThrowsLeavesTheModelUsable(int threads)
    {
        using Subject subject = new("TinyBert", InstructionSet.Automatic, threads);
        EncoderModel model = (EncoderModel)subject.Model;
        Sample[] samples = subject.CreateSamples(seed: 3, count: 4);
        float[][] expected = subject.Run(samples);
        BusyCaller thrower = new(() => throw new InvalidTimeZoneException("from the sink"));
        Assert.Throws<InvalidTimeZoneException>(() => model.Encode(new TokenBatch(new int[20], [20]), new float[20 * TinyBert.ModelDim], thrower));
        Bits.Equal(expected, subject.Run(samples), "afterwards");
    }
}
