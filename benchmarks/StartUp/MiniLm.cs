using System;
using System.Linq;
using Benchmarks.Models;
using Transformers.Generated;

namespace StartUp;

/// <summary>all-MiniLM-L6: 90 MB of weights; embeds 16 tokens, then 128 again and again.</summary>
[Encoder(ModelDim = 384, HeadCount = 12, LayerCount = 6, FeedForwardDim = 1536, VocabularySize = 30522, ContextLength = 512)]
public sealed partial class MiniLm
{
    /// <summary>How it is measured.</summary>
    internal static MeasuredModel Measured => new(
        "MiniLM-L6", "first embedding", "128 tokens", new StartGoals(Jit: 300, ReadyToRun: 150, Native: 80),
        () => RandomCheckpoint.Write(s_definition), (path, options) => new Embedding(Load(path, options)));

    private sealed class Embedding(MiniLm model) : MeasuredWork(model)
    {
        private readonly float[] _vector = new float[ModelDim];
        private readonly int[] _ids = [.. Enumerable.Range(0, 128).Select(i => (i * 177) + 101)];

        public override ReadOnlySpan<float> ComputeFirst()
        {
            Embed(16);
            return _vector;
        }

        public override void Repeat() => Embed(_ids.Length);

        private void Embed(int tokens) => model.EncodeMean(new TokenBatch(_ids.AsSpan(0, tokens), [tokens]), _vector);
    }
}
