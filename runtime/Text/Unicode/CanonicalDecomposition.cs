using System;

namespace Transformers.Generated.Text;

/// <summary>Canonical decomposition (the mapping behind Unicode form NFD) of one code point, from a table of our own.</summary>
/// <remarks>
/// Not <see cref="string.Normalize()"/>: under InvariantGlobalization that returns its input unchanged, otherwise it depends on the ICU of
/// the machine, and it throws on unpaired surrogates. The table was made once from Unicode 17.0 by writing down every code point whose NFD
/// form differs from itself.
/// </remarks>
internal static partial class CanonicalDecomposition
{
    private const int HangulFirst = 0xAC00, HangulLast = 0xD7A3;
    private const int LeadingFirst = 0x1100, VowelFirst = 0x1161, TrailingBase = 0x11A7;
    private const int VowelCount = 21, TrailingCount = 28;

    private static readonly int[] s_codePoints = new int[RowCount];
    private static readonly ushort[] s_starts = new ushort[RowCount + 1];

    static CanonicalDecomposition()
    {
        ReadOnlySpan<int> rows = s_rows;
        int row = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0)
            {
                s_codePoints[row] = -rows[i];
                s_starts[row++] = (ushort)(i + 1);
            }
        }

        s_starts[row] = (ushort)(rows.Length + 1);
    }

    /// <summary>The code points that have a decomposition, except Hangul syllables.</summary>
    public static ReadOnlySpan<int> Decomposable => s_codePoints;

    /// <summary>The longest decomposition of one code point, in code points.</summary>
    public const int MaxLength = 4;

    /// <summary>
    /// Writes the full decomposition of <paramref name="codePoint"/> (itself where it has none); returns how many code points that is.
    /// </summary>
    public static int Decompose(int codePoint, Span<int> destination)
    {
        if (codePoint is >= HangulFirst and <= HangulLast)
        {
            return DecomposeHangul(codePoint - HangulFirst, destination);
        }

        int row = codePoint < s_codePoints[0] ? -1 : Array.BinarySearch(s_codePoints, codePoint);
        if (row < 0)
        {
            destination[0] = codePoint;
            return 1;
        }

        // A row ends where the next row's code point stands, hence the 1.
        ReadOnlySpan<int> values = s_rows.AsSpan(s_starts[row]..(s_starts[row + 1] - 1));
        values.CopyTo(destination);
        return values.Length;
    }

    /// <summary>
    /// The formula of the Unicode Standard, section 3.12: a syllable is a leading consonant, a vowel and perhaps a trailing consonant.
    /// </summary>
    private static int DecomposeHangul(int syllable, Span<int> destination)
    {
        destination[0] = LeadingFirst + (syllable / (VowelCount * TrailingCount));
        destination[1] = VowelFirst + (syllable / TrailingCount % VowelCount);
        int trailing = syllable % TrailingCount;
        if (trailing == 0)
        {
            return 2;
        }

        destination[2] = TrailingBase + trailing;
        return 3;
    }
}
