using System;
using System.Linq;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Lifecycle;

/// <summary>In the steady state nothing is allocated on the managed heap, by the caller or by workers.</summary>
public sealed class AllocationTests
{
    // Other threads of the test host allocate a little now and then, so that a short window must do; a pass that allocates does so every time.
    private const int Attempts = 100;
    private const int CallsPerAttempt = 3;

    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string name in TestModel.Names)
            {
                data.Add(name, 1);
                data.Add(name, 2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SteadyStateAllocatesNothing(string name, int threads) => Check(name, threads, sink: null);

    [Theory]
    [InlineData("TinyBert", 1)]
    [InlineData("OddClassifier", 2)]
    public void NorDoPartsOfABatch(string name, int threads) => Check(name, threads, sink: null, sequences: 60);

    [Theory]
    [InlineData("TinyBert", 2)]
    [InlineData("OddWindow", 1)]
    [InlineData("TinyT5", 2)]
    public void ASinkIsServedFromPools(string name, int threads)
    {
        ReadingSink sink = new();
        Check(name, threads, sink);
        Assert.True(sink.Read > 0);
    }

    private static void Check(string name, int threads, ReadingSink? sink, int sequences = 1)
    {
        using TransformerModel model = TestModel.Load(name, InstructionSet.Automatic, threads);
        int length = Math.Min(20, model.Definition.ContextLength);
        Call call = new(model, new int[(sequences * length) + 3], [.. Enumerable.Repeat(length, sequences), 0, 3], sink);
        call.Run();
        call.Run();
        long own = long.MaxValue;
        long all = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && (own > 0 || all > 0); attempt++)
        {
            long allBefore = GC.GetTotalAllocatedBytes(precise: true);
            long ownBefore = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < CallsPerAttempt; i++)
            {
                call.Run();
            }

            own = Math.Min(own, GC.GetAllocatedBytesForCurrentThread() - ownBefore);
            all = Math.Min(all, GC.GetTotalAllocatedBytes(precise: true) - allBefore);
        }

        Assert.True(own == 0 && all == 0, $"{own} bytes by the caller, {all} by all threads in {CallsPerAttempt} calls");
    }

    /// <summary>Wants all and keeps nothing.</summary>
    private sealed class ReadingSink : IActivationSink
    {
        public long Read { get; private set; }

        public bool WantsHiddenStates(ModelSide side, int layer) => true;

        public bool WantsAttention(AttentionKind kind, int layer, int head) => true;

        public void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates) => Read += hiddenStates.Length;

        public void OnAttention(AttentionWeights weights) => Read += weights.Values.Length;
    }

    /// <summary>Everything a model can compute, into buffers made before.</summary>
    private sealed class Call(TransformerModel model, int[] ids, int[] lengths, IActivationSink? sink)
    {
        private readonly int[] _tokens = [.. Enumerable.Range(0, ids.Length)];
        private readonly float[] _hidden = new float[ids.Length * model.Definition.ModelDim];
        private readonly float[] _pooled = new float[lengths.Length * model.Definition.ModelDim];
        private readonly float[] _head = new float[ids.Length * model.Definition.HeadOutputDim];
        private readonly float[] _sequenceHead = new float[lengths.Length * model.Definition.HeadOutputDim];

        public void Run()
        {
            TokenBatch batch = new(ids, lengths);
            if (model is EncoderModel encoder)
            {
                encoder.Encode(batch, _hidden, sink);
                encoder.EncodeMean(batch, _pooled);
                encoder.EncodeFirst(batch, _pooled);
            }

            switch (model)
            {
                case MaskedLanguageModel masked:
                    masked.ComputeLogits(batch, _tokens, _head);
                    break;
                case TokenClassifier classifier:
                    classifier.ComputeLogits(batch, _head);
                    break;
                case SequenceClassifier classifier:
                    classifier.ComputeLogits(batch, _sequenceHead);
                    break;
                case PooledEncoder pooler:
                    pooler.EncodePooled(batch, _sequenceHead);
                    break;
                case DecoderModel decoder:
                    decoder.ComputeLogits(batch, _tokens, _head, sink);
                    break;
                case EncoderDecoderModel both:
                    both.ComputeLogits(batch, batch, _tokens, _head, sink);
                    break;
            }
        }
    }
}
