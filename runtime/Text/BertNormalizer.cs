using System;
using System.Threading;

namespace Transformers.Generated.Text;

/// <summary>
/// BERT's normalisation: cleaning (control characters out, white space to blanks), blanks around ideographs, accents stripped (canonical
/// decomposition, then non-spacing marks out), lower case; in that order, each optional.
/// </summary>
/// <remarks>
/// Each code point is mapped by itself. What that leaves out is canonical reordering, which after stripping could only swap two adjacent
/// <em>spacing</em> marks of different combining class.
/// </remarks>
internal sealed class BertNormalizer : ITextNormalizer
{
    /// <summary>In a map: the unit vanishes. </summary>
    private const char Removed = '\0';

    /// <summary>In a map: the unit needs <see cref="AppendCodePoint"/>, being a surrogate or having several images.</summary>
    private const char Slow = '\u0001';

    /// <summary>
    /// One map of 65,536 images per combination of the four settings, made when first needed and shared by all tokenizers.
    /// </summary>
    private static readonly char[]?[] s_maps = new char[]?[16];

    private readonly bool _cleanText;
    private readonly bool _spaceIdeographs;
    private readonly bool _stripAccents;
    private readonly bool _lowercase;
    private readonly char[] _map;

    public BertNormalizer(bool cleanText, bool spaceIdeographs, bool stripAccents, bool lowercase)
    {
        _cleanText = cleanText;
        _spaceIdeographs = spaceIdeographs;
        _stripAccents = stripAccents;
        _lowercase = lowercase;
        int settings = (cleanText ? 1 : 0) | (spaceIdeographs ? 2 : 0) | (stripAccents ? 4 : 0) | (lowercase ? 8 : 0);
        _map = Volatile.Read(ref s_maps[settings]) ?? MakeMap();
        Volatile.Write(ref s_maps[settings], _map);
    }

    /// <summary>The normalisation of a tokenizer that has none.</summary>
    public static BertNormalizer None { get; } = new(cleanText: false, spaceIdeographs: false, stripAccents: false, lowercase: false);

    public NormalizedText Normalize(ReadOnlySpan<char> text, int start, int end, EncodeScratch scratch)
    {
        Normalize(text, start, end, scratch.Normalized);
        return scratch.Normalized;
    }

    /// <summary>
    /// Writes the normal form of <c>text[start..end]</c>, with places relative to <paramref name="text"/>, into
    /// <paramref name="normalized"/>.
    /// </summary>
    public void Normalize(ReadOnlySpan<char> text, int start, int end, NormalizedText normalized)
    {
        normalized.Reset(start);
        ReadOnlySpan<char> map = _map;
        ReadOnlySpan<char> piece = text[..end];
        int i = start;
        while (i < end)
        {
            i += normalized.AppendMapped(piece[i..], map, Slow, i);

            // The exceptions often come in runs (ideographs, Hangul, emoji).
            while (i < end && map[piece[i]] <= Slow)
            {
                int codePoint = CodePoints.Read(piece, i, out int length);
                if (map[piece[i]] == Slow)
                {
                    AppendCodePoint(codePoint, i, normalized);
                }

                i += length;
            }
        }
    }

    private void AppendCodePoint(int codePoint, int start, NormalizedText normalized)
    {
        if (_cleanText)
        {
            if (CodePoints.IsRemovedByCleaning(codePoint))
            {
                return;
            }

            codePoint = CodePoints.IsWhiteSpace(codePoint) ? ' ' : codePoint;
        }

        bool spaced = _spaceIdeographs && CodePoints.IsIdeograph(codePoint);
        if (spaced)
        {
            normalized.Append(' ', start);
        }

        if (_stripAccents)
        {
            AppendStripped(codePoint, start, normalized);
        }
        else
        {
            AppendCased(codePoint, start, normalized);
        }

        if (spaced)
        {
            normalized.Append(' ', start);
        }
    }

    private void AppendStripped(int codePoint, int start, NormalizedText normalized)
    {
        Span<int> parts = stackalloc int[CanonicalDecomposition.MaxLength];
        foreach (int part in parts[..CanonicalDecomposition.Decompose(codePoint, parts)])
        {
            if (!CodePoints.IsNonSpacingMark(part))
            {
                AppendCased(part, start, normalized);
            }
        }
    }

    private void AppendCased(int codePoint, int start, NormalizedText normalized)
    {
        if (!_lowercase)
        {
            normalized.Append(codePoint, start);
            return;
        }

        Span<int> parts = stackalloc int[Lowercase.MaxLength];
        foreach (int part in parts[..Lowercase.Map(codePoint, parts)])
        {
            normalized.Append(part, start);
        }
    }

    private char[] MakeMap()
    {
        char[] map = new char[char.MaxValue + 1];
        NormalizedText image = new();
        for (int unit = 0; unit < map.Length; unit++)
        {
            image.Reset(origin: 0);
            if (!char.IsSurrogate((char)unit))
            {
                AppendCodePoint(unit, start: 0, image);
            }

            map[unit] = image.Length switch
            {
                0 when !char.IsSurrogate((char)unit) => Removed,
                1 when image.Chars[0] > Slow => image.Chars[0],
                _ => Slow,
            };
        }

        return map;
    }
}
