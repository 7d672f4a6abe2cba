using System;

namespace Transformers.Generated.Text;

/// <summary>Where runs of code points of one class end.</summary>
internal static class CharacterRuns
{
    private static readonly TextClass[] s_basic = MakeClasses();

    public static TextClass ClassAt(ReadOnlySpan<char> text, int index, out int length)
    {
        char unit = text[index];
        if (!char.IsSurrogate(unit))
        {
            length = 1;
            return s_basic[unit];
        }

        return ClassOf(CodePoints.Read(text, index, out length));
    }

    /// <summary>The end of the run of <paramref name="kind"/> from <paramref name="start"/> on.</summary>
    public static int EndOf(TextClass kind, ReadOnlySpan<char> text, int start)
    {
        int end = start;
        while (end < text.Length && ClassAt(text, end, out int length) == kind)
        {
            end += length;
        }

        return end;
    }

    /// <summary>
    /// <c>\s+(?!\S)|\s+</c>: the run of white space at <paramref name="start"/>, less its last character where a word follows it and
    /// something is left.
    /// </summary>
    public static int EndOfWhiteSpace(ReadOnlySpan<char> text, int start)
    {
        int end = EndOf(TextClass.WhiteSpace, text, start);
        return end < text.Length && end - start > 1 ? end - 1 : end; // white space is one unit each
    }

    private static TextClass ClassOf(int codePoint) =>
        CodePoints.IsLetter(codePoint) ? TextClass.Letter
        : CodePoints.IsNumber(codePoint) ? TextClass.Number
        : CodePoints.IsWhiteSpace(codePoint) ? TextClass.WhiteSpace
        : TextClass.Other;

    private static TextClass[] MakeClasses()
    {
        TextClass[] classes = new TextClass[char.MaxValue + 1];
        CodePoints.MarkLetters(classes, TextClass.Letter);
        CodePoints.MarkNumbers(classes, TextClass.Number);
        CodePoints.MarkWhiteSpace(classes, TextClass.WhiteSpace);
        return classes;
    }
}
