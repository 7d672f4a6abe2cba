using System;

namespace Transformers.Generated.Text;

/// <summary>
/// Lower case of one code point, without culture and without context (a final sigma is an ordinary one), from a table of our own.
/// </summary>
/// <remarks>
/// Not <see cref="System.Text.Rune.ToLowerInvariant"/>: it leaves U+0130 alone, and outside InvariantGlobalization its answers depend on
/// the ICU of the machine. Two machines must tokenize alike.
/// </remarks>
internal static partial class Lowercase
{
    private const int CapitalIWithDot = 0x0130, CombiningDotAbove = 0x0307;

    /// <summary>The most code points a lower case form has.</summary>
    public const int MaxLength = 2;

    /// <summary>
    /// Writes the lower case of <paramref name="codePoint"/> (itself where it has none); returns how many code points that is.
    /// </summary>
    public static int Map(int codePoint, Span<int> destination)
    {
        if (codePoint == CapitalIWithDot)
        {
            destination[0] = 'i';
            destination[1] = CombiningDotAbove;
            return 2;
        }

        destination[0] = MapOne(codePoint);
        return 1;
    }

    private static int MapOne(int codePoint)
    {
        if (codePoint < 0x80)
        {
            return codePoint is >= 'A' and <= 'Z' ? codePoint | 0x20 : codePoint;
        }

        ReadOnlySpan<int> ranges = s_ranges;
        int low = 0, high = (ranges.Length / 4) - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            ReadOnlySpan<int> range = ranges.Slice(middle * 4, 4);
            if (codePoint < range[0])
            {
                high = middle - 1;
            }
            else if (codePoint > range[1])
            {
                low = middle + 1;
            }
            else
            {
                return (codePoint - range[0]) % range[2] == 0 ? codePoint + range[3] : codePoint;
            }
        }

        return codePoint;
    }
}
