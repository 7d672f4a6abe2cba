using System;
using System.Linq;
using System.Threading;
using Model.Tests.Contract;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Lifecycle;

/// <summary>The end of a model: running calls finish, later ones are refused, the memory goes when the last one is done.</summary>
public sealed class DisposalTests
{
    [Fact]
    public void LaterCallsThrowAndASecondDisposeDoesNothing()
    {
        EncoderModel model = (EncoderModel)TestModel.Load("TinyBert", InstructionSet.Automatic, threads: 2);
        model.Encode(new TokenBatch([1], [1]), new float[TinyBert.ModelDim]);
        Assert.False(model.Weights.IsDisposed);
        model.Dispose();
        Assert.True(model.Weights.IsDisposed);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Encode(new TokenBatch([1], [1]), new float[TinyBert.ModelDim]));
        Assert.Throws<ObjectDisposedException>(() => model.EncodeMean(new TokenBatch([1], [1]), new float[TinyBert.ModelDim]));
        Assert.Throws<ObjectDisposedException>(() => ((TinyBert)model).ComputeLogits(new TokenBatch([1], [1]), [0], new float[TinyBert.VocabularySize]));
    }

    [Fact]
    public void ACallThatRunsDuringDisposeFinishesWithItsBits()
    {
        TinyBert model = (TinyBert)TestModel.Load("TinyBert", InstructionSet.Automatic, threads: 2);
        float[] expected = new float[3 * TinyBert.ModelDim];
        model.Encode(new TokenBatch([1, 2, 3], [3]), expected);
        BusyCaller disposer = new(() =>
        {
            model.Dispose();
            Assert.False(model.Weights.IsDisposed);
        });
        float[] actual = new float[expected.Length];
        model.Encode(new TokenBatch([1, 2, 3], [3]), actual, disposer);
        Bits.Equal(expected, actual, "the call that was running");
        Assert.True(model.Weights.IsDisposed);
    }

    [Fact]
    public void DisposeDuringCallsFromManyThreadsIsSafe()
    {
        for (int round = 0; round < 20; round++)
        {
            Subject subject = new("TinyBert", InstructionSet.Automatic, threads: 2);
            Sample[] samples = subject.CreateSamples(seed: round, count: 5);
            float[][] expected = subject.Run(samples);
            int refused = 0;
            ConcurrencyTests.RunTogether(8, caller =>
            {
                if (caller == 0)
                {
                    Thread.Sleep(round % 5);
                    subject.Dispose();
                    return;
                }

                try
                {
                    while (true)
                    {
                        Bits.Equal(expected, subject.Run(samples), "a call that ran");
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            });
            Assert.Equal(7, refused);
            Assert.True(subject.Model.Weights.IsDisposed);
        }
    }
}
