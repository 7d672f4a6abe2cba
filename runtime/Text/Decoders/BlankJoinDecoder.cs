using System;

namespace Transformers.Generated.Text;

/// <summary>Tokens as they are with blanks between them: what a file without a decoder asks for.</summary>
internal sealed class BlankJoinDecoder : TokenDecoder
{
    private BlankJoinDecoder()
    {
    }

    public static BlankJoinDecoder Instance { get; } = new();

    public override void Append(ReadOnlySpan<char> token, DecoderState state, DecodedText text)
    {
        if (!state.AtFirstToken)
        {
            text.Append(' ');
        }

        state.AtFirstToken = false;
        text.Append(token);
    }
}
