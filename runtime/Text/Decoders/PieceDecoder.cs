using System;

namespace Transformers.Generated.Text;

/// <summary>Joins SentencePiece's pieces: a visible letter stands for the blank, and <c>&lt;0xE4&gt;</c> for a byte.</summary>
/// <remarks>
/// Bytes become characters one by one, and each byte that is part of none becomes U+FFFD, as in SentencePiece itself. (Hugging Face's
/// decoder gives up the valid characters of a run of bytes too, if one of them is wrong.)
/// </remarks>
internal sealed class PieceDecoder : TokenDecoder
{
    /// <summary>The letter for the blank: U+2581, lower one eighth block. Null where the tokens have blanks themselves.</summary>
    public char? BlankLetter { get; init; } = '\u2581';

    /// <summary>Whether tokens may stand for bytes.</summary>
    public bool ReadsBytes { get; init; }

    public BlankRule Blanks { get; init; }

    /// <summary>How many blanks <see cref="BlankRule.StripText"/> takes off.</summary>
    public int StripCount { get; init; } = 1;

    /// <summary>The token for what could not be spelled, which is shown as <see cref="UnknownSurface"/>; null to show it as it is.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>What SentencePiece shows.</summary>
    private const string UnknownSurface = " \u2047 ";

    public override void Append(ReadOnlySpan<char> token, DecoderState state, DecodedText text)
    {
        bool isFirst = state.AtFirstToken;
        state.AtFirstToken = false;
        if (ReadsBytes && ByteTokens.TryParse(token, out byte value))
        {
            if (value != ' ' || !TryStrip(state))
            {
                state.LeadingBlanks = -1;
                state.Bytes.ReplacesEachByte = true;
                state.Bytes.Add(value, text);
            }

            return;
        }

        state.Bytes.Finish(text);
        if (UnknownToken is not null && token.SequenceEqual(UnknownToken))
        {
            state.LeadingBlanks = -1;
            text.Append(UnknownSurface);
            return;
        }

        AppendPiece(token, isFirst, state, text);
    }

    private void AppendPiece(ReadOnlySpan<char> token, bool isFirst, DecoderState state, DecodedText text)
    {
        for (int i = 0; i < token.Length; i++)
        {
            bool isBlank = token[i] == BlankLetter;
            bool dropped = Blanks switch
            {
                BlankRule.DropInFirstToken => isBlank && isFirst,
                BlankRule.DropBeforeText => isBlank && i == 0 && state.LeadingBlanks >= 0,
                BlankRule.StripText => (isBlank || token[i] == ' ') && TryStrip(state),
                _ => false,
            };
            if (!dropped)
            {
                text.Append(isBlank ? ' ' : token[i]);
                state.LeadingBlanks = -1;
            }
        }
    }

    private bool TryStrip(DecoderState state)
    {
        bool strips = Blanks == BlankRule.StripText && state.LeadingBlanks >= 0 && state.LeadingBlanks < StripCount;
        state.LeadingBlanks += strips ? 1 : 0;
        return strips;
    }
}
