using System;

namespace Transformers.Generated.Text;

/// <summary>
/// GPT-2's words, the regular expression <see cref="Pattern"/> by hand: an English contraction's ending, or letters, numbers or other marks
/// with a blank before them, or white space, whose last character is left to the word after it.
/// </summary>
internal sealed class Gpt2Splitter : IWordSplitter
{
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private Gpt2Splitter()
    {
    }

    public static Gpt2Splitter Instance { get; } = new();

    public bool TryFindNext(ReadOnlySpan<char> text, int position, out int start, out int end)
    {
        start = position;
        end = position < text.Length ? FindEnd(text, position) : position;
        return position < text.Length;
    }

    private static int FindEnd(ReadOnlySpan<char> text, int start)
    {
        int contraction = ContractionLength(text[start..]);
        if (contraction > 0)
        {
            return start + contraction;
        }

        int first = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        TextClass kind = CharacterRuns.ClassAt(text, first, out _);
        return kind == TextClass.WhiteSpace
            ? CharacterRuns.EndOfWhiteSpace(text, start)
            : CharacterRuns.EndOf(kind, text, first);
    }

    private static int ContractionLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '\'')
        {
            return 0;
        }

        if (text[1] is 's' or 't' or 'm' or 'd')
        {
            return 2;
        }

        return text[1..] is ['r', 'e', ..] or ['v', 'e', ..] or ['l', 'l', ..] ? 3 : 0;
    }
}
