using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>The inverse of <see cref="CanonicalDecomposition"/>, by tables of our own for the reasons given there.</summary>
internal static partial class CanonicalComposition
{
    private const int HangulFirst = 0xAC00, HangulLast = 0xD7A3;
    private const int LeadingFirst = 0x1100, LeadingCount = 19;
    private const int VowelFirst = 0x1161, VowelCount = 21;
    private const int TrailingBase = 0x11A7, TrailingCount = 28;

    private static readonly Dictionary<(int First, int Second), int> s_pairs;

    static CanonicalComposition() => s_pairs = MakePairs(); // after the tables, which stand in another file

    /// <summary>The canonical combining class: 0 for what no mark moves across.</summary>
    public static int ClassOf(int codePoint)
    {
        ReadOnlySpan<int> ranges = s_classRanges;
        int low = 0, high = (ranges.Length / 3) - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (codePoint < ranges[middle * 3])
            {
                high = middle - 1;
            }
            else if (codePoint > ranges[(middle * 3) + 1])
            {
                low = middle + 1;
            }
            else
            {
                return ranges[(middle * 3) + 2];
            }
        }

        return 0;
    }

    /// <summary>The character that is the two, or -1.</summary>
    public static int Compose(int first, int second)
    {
        if (first is >= LeadingFirst and < LeadingFirst + LeadingCount && second is >= VowelFirst and < VowelFirst + VowelCount)
        {
            return HangulFirst + ((((first - LeadingFirst) * VowelCount) + second - VowelFirst) * TrailingCount);
        }

        if (first is >= HangulFirst and <= HangulLast && (first - HangulFirst) % TrailingCount == 0
            && second is > TrailingBase and < TrailingBase + TrailingCount)
        {
            return first + second - TrailingBase;
        }

        return s_pairs.TryGetValue((first, second), out int composed) ? composed : -1;
    }

    /// <summary>
    /// Every composed character but Hangul as a pair: what its full decomposition without the last part composes to, and the last part.
    /// </summary>
    private static Dictionary<(int First, int Second), int> MakePairs()
    {
        Dictionary<(int First, int Second), int> pairs = [];
        Span<int> parts = stackalloc int[CanonicalDecomposition.MaxLength];
        for (int wanted = 2; wanted <= CanonicalDecomposition.MaxLength; wanted++) // shorter ones first: longer ones build on them
        {
            foreach (int codePoint in CanonicalDecomposition.Decomposable)
            {
                int count = CanonicalDecomposition.Decompose(codePoint, parts);
                if (count != wanted || CodePoints.IsIn(s_excludedRanges, codePoint))
                {
                    continue;
                }

                int first = parts[0];
                foreach (int part in parts[1..(count - 1)])
                {
                    first = pairs[(first, part)];
                }

                pairs.Add((first, parts[count - 1]), codePoint);
            }
        }

        return pairs;
    }
}
