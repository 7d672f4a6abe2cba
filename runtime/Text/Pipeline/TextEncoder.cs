using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Added tokens, normalisation, then the stages that end in the model.</summary>
internal sealed class TextEncoder : ITextEncoder
{
    private readonly ITextNormalizer _normalizer;
    private readonly PieceStage _stage;
    private readonly AddedTokenMatcher _inOriginal;
    private readonly AddedTokenMatcher _inNormalized;

    /// <param name="source">Names the file in errors.</param>
    /// <param name="added">The tokens recognised in the text.</param>
    /// <param name="normalizer">What is done to the text between those that are looked for in the original.</param>
    /// <param name="stage">What makes tokens of normalised text.</param>
    public TextEncoder(TokenizerSource source, IReadOnlyList<AddedToken> added, ITextNormalizer normalizer, PieceStage stage)
    {
        _normalizer = normalizer;
        _stage = stage;
        List<(AddedToken, string)> inOriginal = [];
        List<(AddedToken, string)> inNormalized = [];
        EncodeScratch scratch = new();
        foreach (AddedToken token in added)
        {
            if (token.Recognized && token.Normalized)
            {
                inNormalized.Add((token, normalizer.Normalize(token.Content, 0, token.Content.Length, scratch).Chars.ToString()));
            }
            else if (token.Recognized)
            {
                inOriginal.Add((token, token.Content));
            }
        }

        _inOriginal = new AddedTokenMatcher(source, inOriginal);
        _inNormalized = new AddedTokenMatcher(source, inNormalized);
    }

    public void EncodeText(ReadOnlySpan<char> text, in EncodeTarget target)
    {
        int position = 0;
        while (!target.IsFull && !_inOriginal.IsEmpty && _inOriginal.TryFindNext(text, position, out AddedTokenMatch match))
        {
            EncodePiece(text, position, match.Start, target);
            target.Add(match.Id, match.Start, match.End);
            position = match.End;
        }

        EncodePiece(text, position, text.Length, target);
    }

    /// <summary>Encodes <c>text[start..end]</c>, in which no added token is to be found before normalisation.</summary>
    private void EncodePiece(ReadOnlySpan<char> text, int start, int end, in EncodeTarget target)
    {
        if (start == end || target.IsFull)
        {
            return;
        }

        NormalizedText normalized = _normalizer.Normalize(text, start, end, target.Output.Scratch);
        int position = 0;
        while (!_inNormalized.IsEmpty && _inNormalized.TryFindNext(normalized.Chars, position, out AddedTokenMatch match))
        {
            EncodeStretch(new Piece(text, normalized, position, match.Start), target);
            target.Add(match.Id, normalized.OriginalStart(match.Start), normalized.OriginalEnd(match.End - 1, text));
            position = match.End;
        }

        EncodeStretch(new Piece(text, normalized, position, normalized.Length), target);
    }

    private void EncodeStretch(in Piece piece, in EncodeTarget target)
    {
        if (!piece.Chars.IsEmpty && !target.IsFull)
        {
            _stage.Encode(piece, target);
        }
    }
}
