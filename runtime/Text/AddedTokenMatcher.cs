using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>Finds added tokens in a text: the leftmost first, of those the longest.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly List<AddedToken> _tokens = [];
    private readonly TokenTable _patterns;
    private readonly SearchValues<char> _firstUnits;

    /// <param name="source">Names the file in errors.</param>
    /// <param name="tokens">The added tokens, with the text that each is to be searched by; an empty one is never found.</param>
    /// <exception cref="InvalidDataException">Two tokens are searched by the same text.</exception>
    public AddedTokenMatcher(TokenizerSource source, IEnumerable<(AddedToken Token, string Pattern)> tokens)
    {
        _patterns = new TokenTable(source);
        StringBuilder firstUnits = new();
        foreach ((AddedToken token, string pattern) in tokens)
        {
            if (pattern.Length == 0)
            {
                continue;
            }

            if (!_patterns.TryAdd(pattern, _tokens.Count))
            {
                throw source.Error(
                    "$.added_tokens[].content", token.Content,
                    $"is searched for as '{TokenizerSource.Shorten(pattern)}', and so is '{TokenizerSource.Shorten(_tokens[_patterns.Find(pattern)].Content)}'",
                    "Remove one of them: it could never be found.");
            }

            _tokens.Add(token);
            firstUnits.Append(pattern[0]);
        }

        _firstUnits = SearchValues.Create(firstUnits.ToString());
    }

    /// <summary>Whether there is anything to search for.</summary>
    public bool IsEmpty => _tokens.Count == 0;

    /// <summary>Finds the next added token at or after <paramref name="from"/>; the part before it has been dealt with.</summary>
    public bool TryFindNext(ReadOnlySpan<char> text, int from, out AddedTokenMatch match)
    {
        int position = from;
        while (position < text.Length)
        {
            int skip = text[position..].IndexOfAny(_firstUnits);
            if (skip < 0)
            {
                break;
            }

            position += skip;
            int found = _patterns.FindLongest(HashedPrefix.None, text[position..], out int length);
            if (found < 0)
            {
                position++;
                continue;
            }

            AddedToken token = _tokens[found];
            int end = position + length;
            if (!token.SingleWord || StandsAlone(text, position, end))
            {
                match = new AddedTokenMatch(
                    token.Id, token.StripLeft ? SkipBack(text, position, from) : position, token.StripRight ? SkipForward(text, end) : end);
                return true;
            }

            position = end;
        }

        match = default;
        return false;
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end)
    {
        if (start > 0)
        {
            bool pair = start > 1 && char.IsSurrogatePair(text[start - 2], text[start - 1]);
            if (CodePoints.IsWord(CodePoints.Read(text, start - (pair ? 2 : 1), out _)))
            {
                return false;
            }
        }

        return end == text.Length || !CodePoints.IsWord(CodePoints.Read(text, end, out _));
    }

    private static int SkipBack(ReadOnlySpan<char> text, int position, int limit)
    {
        while (position > limit && char.IsWhiteSpace(text[position - 1]))
        {
            position--;
        }

        return position;
    }

    private static int SkipForward(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }

        return position;
    }
}
