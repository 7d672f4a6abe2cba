using System;
using Benchmarks.Models;
using Transformers.Generated;

namespace StartUp;

/// <summary>
/// GPT-2 small: 498 MB of weights; reads a prompt of 8 tokens and takes the likeliest next one, then takes that step again and again.
/// </summary>
[Decoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 50257, ContextLength = 1024)]
public sealed partial class Gpt2
{
    /// <summary>How it is measured.</summary>
    internal static MeasuredModel Measured => new(
        "GPT-2", "first token", "a step after 8 tokens", new StartGoals(Jit: 1000, ReadyToRun: 1000, Native: 1000),
        () => RandomCheckpoint.Write(s_definition), (path, options) => new Continuation(Load(path, options)));

    private sealed class Continuation(Gpt2 model) : MeasuredWork(model)
    {
        private static readonly int[] s_prompt = [464, 2068, 7586, 21831, 18045, 625, 262, 16931];

        private readonly DecoderSession _session = model.CreateSession();
        private readonly float[] _logits = new float[VocabularySize];
        private int _next;

        public override ReadOnlySpan<float> ComputeFirst()
        {
            _session.Prefill(s_prompt, _logits);
            for (int token = 1; token < _logits.Length; token++)
            {
                _next = _logits[token] > _logits[_next] ? token : _next;
            }

            return _logits;
        }

        public override void Repeat()
        {
            _session.Truncate(s_prompt.Length);
            _session.DecodeStep(_next, _logits);
        }

        public override void Dispose()
        {
            _session.Dispose();
            base.Dispose();
        }
    }
}
