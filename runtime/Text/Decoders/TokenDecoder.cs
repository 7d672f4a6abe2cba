using System;

namespace Transformers.Generated.Text;

/// <summary>Makes text of tokens, one after another. What is still uncertain after a token waits in the <see cref="DecoderState"/>.</summary>
internal abstract class TokenDecoder
{
    /// <summary>Appends what has become certain with one more token.</summary>
    public abstract void Append(ReadOnlySpan<char> token, DecoderState state, DecodedText text);

    /// <summary>Appends what still waited, there being no more tokens.</summary>
    public virtual void Finish(DecoderState state, DecodedText text) => state.Bytes.Finish(text);
}
