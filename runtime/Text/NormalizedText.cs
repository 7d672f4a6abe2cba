using System;
using System.Buffers;
using System.Diagnostics;

namespace Transformers.Generated.Text;

/// <summary>
/// A piece of text after normalisation, and for each of its UTF-16 units the place in the original text that it came from.
/// </summary>
/// <remarks>
/// Most text maps one to one, even when lowercased or stripped of composed accents, so places are only written down from the first unit on
/// for which "origin + index" fails.
/// </remarks>
internal sealed class NormalizedText
{
    private static readonly SearchValues<char> s_surrogates = MakeSurrogates();

    private char[] _chars = [];
    private int[] _starts = [];
    private int _origin;

    /// <summary>How many UTF-16 units there are.</summary>
    public int Length { get; private set; }

    /// <summary>Whether unit i came from the original's unit origin + i, for every i.</summary>
    public bool IsOneToOne { get; private set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>Empties the text. <paramref name="origin"/> is where the piece begins in the original.</summary>
    public void Reset(int origin)
    {
        _origin = origin;
        Length = 0;
        IsOneToOne = true;
    }

    /// <summary>Appends one code point that came from the code point at <paramref name="start"/> in the original.</summary>
    public void Append(int codePoint, int start)
    {
        if (codePoint <= char.MaxValue)
        {
            AppendUnit((char)codePoint, start, start);
            return;
        }

        int offset = codePoint - 0x10000;
        AppendUnit((char)(0xD800 + (offset >> 10)), start, start);
        AppendUnit((char)(0xDC00 + (offset & 0x3FF)), start + 1, start);
    }

    /// <summary>
    /// Appends <c>text[start..end]</c> as it is, with places in <paramref name="text"/>; unpaired surrogates as U+FFFD.
    /// </summary>
    public void Append(ReadOnlySpan<char> text, int start, int end)
    {
        for (int i = start; i < end;)
        {
            int plain = text[i..end].IndexOfAny(s_surrogates);
            int count = plain < 0 ? end - i : plain;
            AppendRun(text.Slice(i, count), i);
            i += count;
            if (i < end)
            {
                Append(CodePoints.Read(text[..end], i, out int length), i);
                i += length;
            }
        }
    }

    /// <summary>Appends a whole string that came from the code point at <paramref name="start"/> in the original.</summary>
    public void AppendAll(ReadOnlySpan<char> text, int start)
    {
        for (int i = 0; i < text.Length;)
        {
            Append(CodePoints.Read(text, i, out int length), start);
            i += length;
        }
    }

    /// <summary>Appends a piece of another text, with its places.</summary>
    public void Append(in Piece piece)
    {
        ReadOnlySpan<char> chars = piece.Chars;
        if (piece.IsOneToOne && !chars.IsEmpty)
        {
            AppendRun(chars, piece.OriginalStart(0));
            return;
        }

        for (int i = 0; i < chars.Length;)
        {
            int codePoint = CodePoints.Read(chars, i, out int length);
            Append(codePoint, piece.OriginalStart(i));
            i += length;
        }
    }

    /// <summary>Drops all but the first <paramref name="length"/> units.</summary>
    public void Shorten(int length)
    {
        Debug.Assert(length <= Length, "Shortening to a greater length.");
        Length = length;
    }

    /// <summary>
    /// Appends the mapped units of <paramref name="text"/> up to the first unit whose image is <paramref name="slow"/> or less; returns how
    /// many that were. <paramref name="start"/> is the original place of the first.
    /// </summary>
    public int AppendMapped(ReadOnlySpan<char> text, ReadOnlySpan<char> map, char slow, int start)
    {
        Debug.Assert(map.Length == char.MaxValue + 1, "One image per UTF-16 unit.");
        EnsureRoom(text.Length);
        if (IsOneToOne && start != _origin + Length)
        {
            RecordStarts();
        }

        Span<char> destination = _chars.AsSpan(Length, text.Length);
        int count = 0;
        while (count < text.Length)
        {
            char image = map[text[count]];
            if (image <= slow)
            {
                break;
            }

            destination[count++] = image;
        }

        if (!IsOneToOne)
        {
            Span<int> starts = _starts.AsSpan(Length, count);
            for (int i = 0; i < starts.Length; i++)
            {
                starts[i] = start + i;
            }
        }

        Length += count;
        return count;
    }

    /// <summary>Where unit <paramref name="index"/>, the first of a code point, came from in the original.</summary>
    public int OriginalStart(int index) => IsOneToOne ? _origin + index : _starts[index];

    /// <summary>Where the original code point of unit <paramref name="index"/> ends (exclusive).</summary>
    public int OriginalEnd(int index, ReadOnlySpan<char> original)
    {
        // The second unit of a pair came from where the first did, which need not be a pair itself.
        int start = OriginalStart(IsOneToOne && char.IsLowSurrogate(_chars[index]) ? index - 1 : index);
        return start + (char.IsHighSurrogate(original[start]) && start + 1 < original.Length && char.IsLowSurrogate(original[start + 1]) ? 2 : 1);
    }

    /// <summary>Appends units that came from <paramref name="start"/> on, one from each; no surrogate among them is unpaired.</summary>
    private void AppendRun(ReadOnlySpan<char> text, int start)
    {
        EnsureRoom(text.Length);
        if (IsOneToOne && start != _origin + Length)
        {
            RecordStarts();
        }

        text.CopyTo(_chars.AsSpan(Length));
        for (int i = 0; !IsOneToOne && i < text.Length; i++)
        {
            _starts[Length + i] = start + i - (char.IsLowSurrogate(text[i]) ? 1 : 0);
        }

        Length += text.Length;
    }

    private void AppendUnit(char unit, int placeIfOneToOne, int start)
    {
        EnsureRoom(1);
        if (IsOneToOne && placeIfOneToOne != _origin + Length)
        {
            RecordStarts();
        }

        if (!IsOneToOne)
        {
            _starts[Length] = start;
        }

        _chars[Length++] = unit;
    }

    private static SearchValues<char> MakeSurrogates()
    {
        Span<char> units = stackalloc char[0xE000 - 0xD800];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = (char)(0xD800 + i);
        }

        return SearchValues.Create(units);
    }

    private void RecordStarts()
    {
        if (_starts.Length < _chars.Length)
        {
            _starts = new int[_chars.Length];
        }

        for (int i = 0; i < Length; i++)
        {
            // The second unit of a pair belongs to the code point that began one unit earlier.
            _starts[i] = _origin + i - (char.IsLowSurrogate(_chars[i]) ? 1 : 0);
        }

        IsOneToOne = false;
    }

    private void EnsureRoom(int count)
    {
        int needed = checked(Length + count);
        if (needed <= _chars.Length)
        {
            return;
        }

        int capacity = (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(256L, needed), 2L * _chars.Length));
        Array.Resize(ref _chars, capacity);
        if (!IsOneToOne)
        {
            Array.Resize(ref _starts, capacity);
        }
    }
}
