using System;
using System.Globalization;

namespace Transformers.Generated.Text;

/// <summary>Reading code points out of UTF-16, and the classes of them that tokenizers know.</summary>
internal static partial class CodePoints
{
    /// <summary>What an unpaired surrogate is read as.</summary>
    public const int Replacement = 0xFFFD;

    private const int FirstBeyondAscii = 0x80;

    /// <summary>The code point at <paramref name="index"/>; an unpaired surrogate is U+FFFD of one UTF-16 unit.</summary>
    public static int Read(ReadOnlySpan<char> text, int index, out int length)
    {
        char first = text[index];
        length = 1;
        if (!char.IsSurrogate(first))
        {
            return first;
        }

        if (char.IsHighSurrogate(first) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(first, text[index + 1]);
        }

        return Replacement;
    }

    /// <summary>How many code points <paramref name="text"/> has, an unpaired surrogate counting as one.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
            {
                count--;
            }
        }

        return count;
    }

    /// <summary>The Unicode property White_Space, all of which lies in the basic plane.</summary>
    public static bool IsWhiteSpace(int codePoint) => codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint);

    /// <summary>The class <c>\p{L}</c>.</summary>
    public static bool IsLetter(int codePoint) => IsIn(s_letterRanges, codePoint);

    /// <summary>The class <c>\p{N}</c>: digits, letters and other signs that are numbers.</summary>
    public static bool IsNumber(int codePoint) => IsIn(s_numberRanges, codePoint);

    /// <summary>
    /// What BERT's cleaning removes: control, format and private-use characters, NUL and U+FFFD; not tab, line feed, carriage return.
    /// </summary>
    public static bool IsRemovedByCleaning(int codePoint) => IsIn(s_removedRanges, codePoint);

    /// <summary>What BERT splits at: the Unicode punctuation categories, and every ASCII symbol.</summary>
    public static bool IsPunctuation(int codePoint) => codePoint < FirstBeyondAscii
        ? codePoint > ' ' && codePoint < 0x7F && !char.IsAsciiLetterOrDigit((char)codePoint)
        : IsIn(s_punctuationRanges, codePoint);

    /// <summary>The accents that accent stripping removes once a character is decomposed.</summary>
    public static bool IsNonSpacingMark(int codePoint) => codePoint >= 0x300 && IsIn(s_nonSpacingMarkRanges, codePoint);

    /// <summary>The ideographs around which BERT puts spaces. The list is BERT's own: it has a gap at U+2B820-U+2B91F.</summary>
    public static bool IsIdeograph(int codePoint) => codePoint
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>
    /// The regular expression class <c>\w</c> of Unicode TR18: alphabetic, mark, decimal digit, connector punctuation, joiners.
    /// </summary>
    /// <remarks>By <see cref="CharUnicodeInfo"/>, whose data is part of .NET: the same with and without InvariantGlobalization.</remarks>
    public static bool IsWord(int codePoint)
    {
        if (codePoint is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189))
        {
            return true; // joiners, and circled or squared letters: symbols by category, alphabetic by property
        }

        return CharUnicodeInfo.GetUnicodeCategory(codePoint)
            is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation;
    }

    /// <summary>Writes a value to the places of the letters (<c>\p{L}</c>) in a table of all UTF-16 units.</summary>
    public static void MarkLetters<T>(Span<T> table, T value) => Mark(s_letterRanges, table, value);

    /// <summary>Writes a value to the places of the numbers (<c>\p{N}</c>) in a table of all UTF-16 units.</summary>
    public static void MarkNumbers<T>(Span<T> table, T value) => Mark(s_numberRanges, table, value);

    /// <summary>Writes a value to the places of what BERT splits at in a table of all UTF-16 units.</summary>
    public static void MarkPunctuation<T>(Span<T> table, T value)
    {
        Mark(s_punctuationRanges, table, value);
        for (int unit = 0; unit < FirstBeyondAscii; unit++)
        {
            table[unit] = IsPunctuation(unit) ? value : table[unit];
        }
    }

    /// <summary>Writes a value to the places of white space in a table of all UTF-16 units.</summary>
    public static void MarkWhiteSpace<T>(Span<T> table, T value)
    {
        const int Last = 0x3000;
        for (int unit = 0; unit <= Last; unit++)
        {
            table[unit] = IsWhiteSpace(unit) ? value : table[unit];
        }
    }

    /// <summary>Whether a sorted table of ranges (first, last) has a code point.</summary>
    public static bool IsIn(int[] ranges, int codePoint)
    {
        int low = 0, high = (ranges.Length / 2) - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (codePoint < ranges[middle * 2])
            {
                high = middle - 1;
            }
            else if (codePoint > ranges[(middle * 2) + 1])
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private static void Mark<T>(int[] ranges, Span<T> table, T value)
    {
        for (int i = 0; i < ranges.Length && ranges[i] < table.Length; i += 2)
        {
            table[ranges[i]..(Math.Min(ranges[i + 1], table.Length - 1) + 1)].Fill(value);
        }
    }
}
