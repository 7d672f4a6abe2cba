using Peers.Measuring;

namespace Peers.Decoders;

/// <summary>One side of a decoder's case.</summary>
internal abstract class DecoderSide(string name, DecoderShape shape, DecoderWork work) : Contestant(name)
{
    protected DecoderShape Shape { get; } = shape;

    protected DecoderWork Work { get; } = work;

    /// <summary>[B, VocabularySize] after the last run.</summary>
    public abstract float[] Logits();
}
