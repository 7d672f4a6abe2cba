using System;
using System.Linq;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>Log-probabilities of given tokens against a plain softmax over the logits of the whole sequence.</summary>
public sealed class LogProbabilityTests
{
    private const float Tolerance = 1e-6f;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(200)]
    [InlineData(300)]
    public void TheyAreThoseOfTheWholeSequence(int length)
    {
        foreach (InstructionSet isa in TestModel.InstructionSets)
        {
            Check("OddDecoder", TestModel.Checkpoint("OddDecoder"), new LoadOptions { InstructionSet = isa, ThreadCount = 1 }, length);
        }
    }

    /// <summary>Angles that depend on the length of the whole are those of the whole in each part.</summary>
    [Fact]
    public void SmallBatchesAndStretchedAnglesChangeNothing()
    {
        Check("OddDecoder", TestModel.Checkpoint("OddDecoder"), new LoadOptions { MaxTokens = 7, ThreadCount = 1 }, 100);
        Golden rotary = new("rope-dynamic", "rope-qwen2");
        Check("TinyRotaryDynamic", rotary.Checkpoint, new LoadOptions { MaxTokens = 7, ThreadCount = 1 }, 40);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using DecoderModel model = (DecoderModel)TestModel.Load("OddDecoder", InstructionSet.Automatic);
        Assert.Contains("3 tokens have 2", Error<ArgumentException>([1, 2, 3], 3), StringComparison.Ordinal);
        Assert.Contains("token id 50 at index 1", Error<ArgumentException>([1, 50], 1), StringComparison.Ordinal);
        Assert.Contains("ContextLength = 300", Error<InvalidOperationException>(new int[301], 300), StringComparison.Ordinal);
        model.Dispose();
        Assert.True(model.Weights.IsDisposed);

        string Error<T>(int[] tokens, int floats)
            where T : Exception => Assert.Throws<T>(() => model.ComputeLogProbabilities(tokens, new float[floats])).Message;
    }

    private static void Check(string name, string checkpoint, LoadOptions options, int length)
    {
        using DecoderModel whole = (DecoderModel)TestModel.Load(TestModel.TypeOf(name), checkpoint, options with { MaxTokens = 1_000 });
        using DecoderModel model = (DecoderModel)TestModel.Load(TestModel.TypeOf(name), checkpoint, options);
        Random random = new(length);
        int vocabulary = model.Definition.VocabularySize;
        int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
        float[] logits = new float[length * vocabulary];
        whole.ComputeLogits(new TokenBatch(tokens, [length]), [.. Enumerable.Range(0, length)], logits);
        float[] found = new float[Math.Max(0, length - 1)];
        model.ComputeLogProbabilities(tokens, found);
        for (int t = 0; t < found.Length; t++)
        {
            double[] row = [.. logits.AsSpan(t * vocabulary, vocabulary).ToArray().Select(logit => (double)logit)];
            double expected = row[tokens[t + 1]] - Math.Log(row.Sum(Math.Exp));
            Assert.Equal(expected, found[t], Tolerance * (1 + Math.Abs(expected)));
        }
    }
}
