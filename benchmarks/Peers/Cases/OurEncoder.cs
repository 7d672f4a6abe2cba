using System;
using Peers.Measuring;
using Transformers.Generated;

namespace Peers.Cases;

/// <summary>This library on a batch.</summary>
internal sealed class OurEncoder : Contestant
{
    private readonly EncoderModel _model;
    private readonly Tokens _tokens;

    public OurEncoder(EncoderShape shape, Tokens tokens, InstructionSet set, int threads)
        : base($"ours {set}")
    {
        _model = shape.Load(shape.Checkpoint, new LoadOptions { ThreadCount = threads, InstructionSet = set });
        _tokens = tokens;
        Hidden = new float[tokens.Ids.Length * shape.ModelDim];
    }

    /// <summary>[T, ModelDim]: the last hidden states.</summary>
    public float[] Hidden { get; }

    public override void Run() => _model.Encode(new TokenBatch(_tokens.Ids, _tokens.Lengths), Hidden);

    public override void Dispose() => _model.Dispose();
}
