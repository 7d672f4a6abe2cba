using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Added tokens, normalisation, words, and WordPiece's greedy longest match within each word.</summary>
internal sealed class WordPieceTextEncoder : ITextEncoder
{
    private readonly TokenTable _tokens;
    private readonly HashedPrefix _continuation;
    private readonly int _unknownId;
    private readonly int _maxWordLength;
    private readonly BertNormalizer _normalizer;
    private readonly AddedTokenMatcher _inOriginal;
    private readonly AddedTokenMatcher _inNormalized;

    /// <param name="definition">Everything but the special tokens around the text.</param>
    /// <param name="unknownId">The token for a word that cannot be spelled.</param>
    public WordPieceTextEncoder(WordPieceDefinition definition, int unknownId)
    {
        _tokens = definition.Tokens;
        _continuation = TokenTable.HashPrefix(definition.ContinuationPrefix);
        _unknownId = unknownId;
        _maxWordLength = definition.MaxWordLength;
        _normalizer = definition.Normalizer;
        List<(AddedToken, string)> inOriginal = [];
        List<(AddedToken, string)> inNormalized = [];
        NormalizedText pattern = new();
        foreach (AddedToken token in definition.AddedTokens)
        {
            if (token.Normalized)
            {
                _normalizer.Normalize(token.Content, 0, token.Content.Length, pattern);
                inNormalized.Add((token, pattern.Chars.ToString()));
            }
            else
            {
                inOriginal.Add((token, token.Content));
            }
        }

        _inOriginal = new AddedTokenMatcher(definition.Source, inOriginal);
        _inNormalized = new AddedTokenMatcher(definition.Source, inNormalized);
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

        NormalizedText normalized = target.Output.Scratch;
        _normalizer.Normalize(text, start, end, normalized);
        ReadOnlySpan<char> chars = normalized.Chars;
        int position = 0;
        while (!_inNormalized.IsEmpty && _inNormalized.TryFindNext(chars, position, out AddedTokenMatch match))
        {
            EncodeWords(text, normalized, position, match.Start, target);
            target.Add(match.Id, normalized.OriginalStart(match.Start), normalized.OriginalEnd(match.End - 1, text));
            position = match.End;
        }

        EncodeWords(text, normalized, position, chars.Length, target);
    }

    /// <summary>Encodes the words of the normalised units from <paramref name="start"/> to <paramref name="end"/>.</summary>
    private void EncodeWords(ReadOnlySpan<char> text, NormalizedText normalized, int start, int end, in EncodeTarget target)
    {
        ReadOnlySpan<char> chars = normalized.Chars[..end];
        int position = start;
        while (!target.IsFull && WordSplitter.TryFindNext(chars, position, out int wordStart, out position))
        {
            EncodeWord(text, normalized, wordStart, position, target);
        }
    }

    private void EncodeWord(ReadOnlySpan<char> text, NormalizedText normalized, int start, int end, in EncodeTarget target)
    {
        ReadOnlySpan<char> word = normalized.Chars[start..end];
        bool known = word.Length <= _maxWordLength || CodePoints.Count(word) <= _maxWordLength;
        int countBefore = target.Output.Count;
        int position = 0;
        while (known && position < word.Length)
        {
            int id = _tokens.FindLongest(position == 0 ? HashedPrefix.None : _continuation, word[position..], out int length);
            known = id >= 0;
            if (known)
            {
                target.Add(
                    id, normalized.OriginalStart(start + position), normalized.OriginalEnd(start + position + length - 1, text));
                position += length;
            }
        }

        if (!known)
        {
            target.Output.RewindTo(countBefore);
            target.Add(_unknownId, normalized.OriginalStart(start), normalized.OriginalEnd(end - 1, text));
        }
    }
}
