using System;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>
/// SentencePiece's own normalisation: the longest string of the character map replaced at each place, white space reduced, blanks spelled
/// as U+2581, one of them put before the text.
/// </summary>
internal sealed class SentencePieceNormalizer : ITextNormalizer
{
    private readonly CharacterMap _map;
    private readonly TokenTable? _untouched;
    private readonly bool _addsPrefix;
    private readonly bool _removesExtraBlanks;
    private readonly char _blank;

    /// <param name="file">The settings.</param>
    /// <param name="untouched">Strings that are left as they are; null for none.</param>
    public SentencePieceNormalizer(SentencePieceFile file, TokenTable? untouched)
    {
        _map = file.CharacterMap;
        _untouched = untouched;
        _addsPrefix = file.AddsPrefix;
        _removesExtraBlanks = file.RemovesExtraBlanks;
        _blank = file.Blank;
    }

    public NormalizedText Normalize(ReadOnlySpan<char> text, int start, int end, EncodeScratch scratch)
    {
        NormalizedText normalized = scratch.Normalized;
        normalized.Reset(start);
        ReadOnlySpan<char> piece = text[..end];
        int position = _removesExtraBlanks ? SkipBlanks(piece, start) : start;
        if (position == end)
        {
            return normalized;
        }

        if (_addsPrefix)
        {
            normalized.Append(_blank, position);
        }

        bool afterBlank = _removesExtraBlanks;
        while (position < end)
        {
            position += Append(piece, position, ref afterBlank, normalized);
        }

        while (_removesExtraBlanks && normalized.Length > 0 && normalized.Chars[^1] == _blank)
        {
            normalized.Shorten(normalized.Length - 1);
        }

        return normalized;
    }

    private int SkipBlanks(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length)
        {
            int length = Find(text, position, out bool replaced, out ReadOnlySpan<byte> replacement);
            if (!(replaced ? replacement is [(byte)' '] : text.Slice(position, length) is [' ']))
            {
                break;
            }

            position += length;
        }

        return position;
    }

    /// <summary>Appends what the string at a place becomes; returns its length.</summary>
    private int Append(ReadOnlySpan<char> text, int position, ref bool afterBlank, NormalizedText normalized)
    {
        int length = Find(text, position, out bool replaced, out ReadOnlySpan<byte> replacement);
        bool drops = afterBlank; // blanks at the beginning, that is: others within the string are kept
        for (int i = position; replaced ? !replacement.IsEmpty : i < position + length;)
        {
            int place = replaced ? position : i;
            int codePoint = replaced ? TakeFirst(ref replacement) : CodePoints.Read(text, i, out _);
            i += replaced ? 0 : codePoint > char.MaxValue ? 2 : 1;
            drops &= codePoint == ' ';
            if (!drops)
            {
                normalized.Append(codePoint == ' ' ? _blank : codePoint, place);
                afterBlank = codePoint == ' ' && _removesExtraBlanks;
            }
        }

        return length;
    }

    private static int TakeFirst(ref ReadOnlySpan<byte> utf8)
    {
        Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed);
        utf8 = utf8[consumed..];
        return rune.Value;
    }

    /// <summary>
    /// The length of the string at a place that is taken as a whole: one to be left as it is, one that the map replaces, or a character.
    /// </summary>
    private int Find(ReadOnlySpan<char> text, int position, out bool replaced, out ReadOnlySpan<byte> replacement)
    {
        ReadOnlySpan<char> rest = text[position..];
        replacement = default;
        replaced = false;
        if (_untouched is not null && _untouched.FindLongest(HashedPrefix.None, rest, out int length) >= 0)
        {
            return length;
        }

        replaced = _map.TryFind(rest, longest: true, out length, out replacement);
        if (!replaced)
        {
            CodePoints.Read(rest, 0, out length);
        }

        return length;
    }
}
