using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Activations;

/// <summary>What a sink is asked and given, on which thread, and that a model computes the same bits with and without.</summary>
public sealed class SinkTests
{
    public static TheoryData<string, InstructionSet> Models => TestModel.OnEveryInstructionSet(TestModel.Names);

    [Theory]
    [MemberData(nameof(Models))]
    public void ResultsHaveTheSameBitsWithASink(string name, InstructionSet isa)
    {
        using TransformerModel model = TestModel.Load(name, isa, threads: 2);
        int length = Math.Min(33, model.Definition.ContextLength);
        int[] ids = [.. Enumerable.Range(0, length + 4).Select(i => i % model.Definition.VocabularySize)];
        TokenBatch batch = new(ids, [length, 0, 4]);
        float[] expected = Activations.Run(model, batch, sink: null);
        Bits.Equal(expected, Activations.Run(model, batch, new ActivationRecorder((_, _) => true, (_, _, _) => true)), "with a sink");
        Bits.Equal(expected, Activations.Run(model, batch, sink: null), "after it");
    }

    [Fact]
    public void ASinkGetsWhatItWantsInOrderOnTheCallersThread()
    {
        using TransformerModel model = TestModel.Load("TinyT5", InstructionSet.Automatic, threads: 2);
        Log log = new();
        Activations.Run(model, new TokenBatch([5, 6, 7, 8], [3, 1]), log);
        string[] expected =
        [
            "Encoder hidden 1", "EncoderSelf 1 head 2 of 0: 3 × 3", "EncoderSelf 1 head 2 of 1: 1 × 1",
            "Decoder hidden 1",
            "DecoderSelf 1 head 2 of 0: 3 × 3", "DecoderSelf 1 head 2 of 1: 1 × 1", "Cross 1 head 2 of 0: 3 × 3", "Cross 1 head 2 of 1: 1 × 1",
        ];
        Assert.Equal(expected, log.Lines);
        Assert.Equal([Environment.CurrentManagedThreadId], log.Threads);
    }

    [Fact]
    public void StepsOfSeveralSessionsHaveASinkOfTheirOwn()
    {
        using DecoderModel model = (DecoderModel)TestModel.Load("OddLlama", InstructionSet.Automatic);
        using DecoderSession first = model.CreateSession();
        using DecoderSession second = model.CreateSession();
        ActivationRecorder own = new((_, _) => true);
        second.Sink = own;
        second.Prefill([1, 2, 3], new float[second.VocabularySize]);
        Assert.Equal(3 * OddLlama.ModelDim, own.HiddenStates(ModelSide.Decoder, 0).Length);

        ActivationRecorder step = new((_, _) => true, (_, _, _) => true);
        model.Advance([first, second], new TokenBatch([4, 5, 6], [1, 2]), [], [], step);
        Assert.Equal(3 * OddLlama.ModelDim, step.HiddenStates(ModelSide.Decoder, 0).Length);
        Assert.Equal(3 * OddLlama.ModelDim, own.HiddenStates(ModelSide.Decoder, 0).Length);
        RecordedAttention weights = step.Attention(AttentionKind.DecoderSelf, 0, 0, sequence: 1);
        Assert.Equal((3, 2, 0, 5), (weights.FirstQuery, weights.QueryCount, weights.FirstKey, weights.KeyCount));
    }

    [Fact]
    public void ASinkThatThrowsEndsTheCallAndLeavesTheSession()
    {
        using DecoderModel model = (DecoderModel)TestModel.Load("OddLlama", InstructionSet.Automatic, threads: 2);
        using DecoderSession session = model.CreateSession();
        float[] logits = new float[session.VocabularySize];
        session.Prefill([1, 2], logits);
        session.Sink = new ActivationRecorder(attention: (_, _, _) => throw new InvalidTimeZoneException("from the sink"));
        Assert.Throws<InvalidTimeZoneException>(() => session.DecodeStep(3, logits));
        session.Sink = null;
        Assert.Equal(2, session.Position);
        session.DecodeStep(3, logits);
        float[] expected = new float[logits.Length];
        model.ComputeLogits(new TokenBatch([1, 2, 3], [3]), [2], expected);
        Bits.Equal(expected, logits, "after the failed step");
    }

    [Fact]
    public void ARecorderSaysWhatItDoesNotHave()
    {
        ActivationRecorder recorder = new();
        KeyNotFoundException states = Assert.Throws<KeyNotFoundException>(() => _ = recorder.HiddenStates(ModelSide.Encoder, 3).Length);
        Assert.Contains("Encoder layer 3", states.Message, StringComparison.Ordinal);
        KeyNotFoundException weights = Assert.Throws<KeyNotFoundException>(() => recorder.Attention(AttentionKind.Cross, 1, 2, 3));
        Assert.Contains("Cross attention in layer 1, head 2, sequence 3", weights.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARowMustExist()
    {
        using TransformerModel model = TestModel.Load("OddTokens", InstructionSet.Automatic);
        ActivationRecorder recorder = new(attention: (_, _, _) => true);
        Activations.Run(model, new TokenBatch([1, 2], [2]), recorder);
        RecordedAttention weights = recorder.Attention(AttentionKind.EncoderSelf, 0, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = weights.Row(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = weights.Row(-1).Length);
    }

    /// <summary>Wants hidden states 1 and head 2 of layer 1.</summary>
    private sealed class Log : IActivationSink
    {
        public List<string> Lines { get; } = [];

        public HashSet<int> Threads { get; } = [];

        public bool WantsHiddenStates(ModelSide side, int layer) => layer == 1;

        public void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates)
        {
            Assert.Equal(4 * TinyT5.ModelDim, hiddenStates.Length);
            Add($"{side} hidden {layer}");
        }

        public bool WantsAttention(AttentionKind kind, int layer, int head) => layer == 1 && head == 2;

        public void OnAttention(AttentionWeights weights)
        {
            Assert.Equal(weights.QueryCount * weights.KeyCount, weights.Values.Length);
            Assert.True(weights.Values.EndsWith(weights.Row(weights.QueryCount - 1)));
            Add($"{weights.Kind} {weights.Layer} head {weights.Head} of {weights.Sequence}: {weights.QueryCount} × {weights.KeyCount}");
        }

        private void Add(string line)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            Lines.Add(line);
        }
    }
}
