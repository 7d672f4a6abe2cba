using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Transformers.Generated.Text;

namespace Runtime.Tests.Text;

/// <summary>WordPiece as the paper and BERT's Python code spell it, on lists of code points and strings: slow, and plainly right.</summary>
internal sealed class ReferenceWordPiece
{
    private readonly Dictionary<string, int> _vocabulary = [];
    private readonly bool _lowercase;

    public ReferenceWordPiece(IReadOnlyList<string> words, bool lowercase)
    {
        _lowercase = lowercase;
        for (int id = 0; id < words.Count; id++)
        {
            _vocabulary[words[id]] = id;
        }
    }

    /// <summary>Ids and offsets of a text without special tokens in it or around it.</summary>
    public List<(int Id, int Start, int End)> Encode(string text)
    {
        List<(int, int, int)> tokens = [];
        List<Unit> word = [];
        foreach (Unit unit in Normalize(text).Append(new Unit(' ', 0, 0)))
        {
            bool blank = CodePoints.IsWhiteSpace(unit.CodePoint);
            bool alone = CodePoints.IsPunctuation(unit.CodePoint);
            if (blank || alone)
            {
                EncodeWord(word, tokens);
                word = [];
            }

            if (alone)
            {
                EncodeWord([unit], tokens);
            }
            else if (!blank)
            {
                word.Add(unit);
            }
        }

        return tokens;
    }

    private List<Unit> Normalize(string text)
    {
        List<Unit> units = [];
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoints.Read(text, i, out int length);
            units.Add(new Unit(codePoint, i, i + length));
            i += length;
        }

        units = [.. units.Where(unit => !CodePoints.IsRemovedByCleaning(unit.CodePoint))];
        units = [.. units.SelectMany(unit => CodePoints.IsIdeograph(unit.CodePoint) ? [unit with { CodePoint = ' ' }, unit, unit with { CodePoint = ' ' }] : new[] { unit })];
        if (_lowercase)
        {
            units = [.. units.SelectMany(Decompose).Where(unit => !CodePoints.IsNonSpacingMark(unit.CodePoint)).SelectMany(Lower)];
        }

        return units;
    }

    private static IEnumerable<Unit> Decompose(Unit unit)
    {
        int[] parts = new int[CanonicalDecomposition.MaxLength];
        int count = CanonicalDecomposition.Decompose(unit.CodePoint, parts);
        return parts.Take(count).Select(part => unit with { CodePoint = part });
    }

    private static IEnumerable<Unit> Lower(Unit unit)
    {
        int[] parts = new int[Lowercase.MaxLength];
        int count = Lowercase.Map(unit.CodePoint, parts);
        return parts.Take(count).Select(part => unit with { CodePoint = part });
    }

    private void EncodeWord(List<Unit> word, List<(int, int, int)> tokens)
    {
        if (word.Count == 0)
        {
            return;
        }

        List<(int, int, int)> pieces = [];
        int start = 0;
        while (start < word.Count && word.Count <= 100)
        {
            int end = word.Count;
            while (end > start && !_vocabulary.ContainsKey(Piece(word, start, end)))
            {
                end--;
            }

            if (end == start)
            {
                break;
            }

            pieces.Add((_vocabulary[Piece(word, start, end)], word[start].Start, word[end - 1].End));
            start = end;
        }

        tokens.AddRange(start == word.Count ? pieces : [(_vocabulary["[UNK]"], word[0].Start, word[^1].End)]);
    }

    private static string Piece(List<Unit> word, int start, int end) =>
        (start > 0 ? "##" : "") + string.Concat(word.GetRange(start, end - start).Select(unit => char.ConvertFromUtf32(unit.CodePoint)));

    private sealed record Unit(int CodePoint, int Start, int End);
}
