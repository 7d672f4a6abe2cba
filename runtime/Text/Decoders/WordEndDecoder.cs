using System;

namespace Transformers.Generated.Text;

/// <summary>Tokens that end a word are marked by a suffix, which becomes a blank unless the text ends there (<c>BPEDecoder</c>).</summary>
internal sealed class WordEndDecoder(string suffix) : TokenDecoder
{
    public override void Append(ReadOnlySpan<char> token, DecoderState state, DecodedText text)
    {
        if (state.OwesBlank)
        {
            text.Append(' ');
        }

        state.OwesBlank = suffix.Length > 0 && token.EndsWith(suffix);
        text.Append(state.OwesBlank ? token[..^suffix.Length] : token);
    }
}
