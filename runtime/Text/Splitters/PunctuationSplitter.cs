using System;

namespace Transformers.Generated.Text;

/// <summary>BERT's pre-tokenizer: white space separates words, and every punctuation character is a word of its own.</summary>
internal sealed class PunctuationSplitter : IWordSplitter
{
    private enum UnitClass : byte
    {
        Word,
        WhiteSpace,
        Punctuation,
        HighSurrogate,
    }

    private static readonly UnitClass[] s_classes = MakeClasses();

    private PunctuationSplitter()
    {
    }

    public static PunctuationSplitter Instance { get; } = new();

    /// <summary>
    /// Finds the next word at or after <paramref name="position"/>; false at the end of the text. The text has no unpaired surrogates.
    /// </summary>
    public bool TryFindNext(ReadOnlySpan<char> text, int position, out int start, out int end)
    {
        UnitClass[] classes = s_classes;
        start = position;
        while (start < text.Length && classes[text[start]] == UnitClass.WhiteSpace)
        {
            start++;
        }

        end = start;
        while (end < text.Length)
        {
            int length = 1;
            UnitClass unitClass = classes[text[end]];
            if (unitClass == UnitClass.HighSurrogate)
            {
                unitClass = CodePoints.IsPunctuation(CodePoints.Read(text, end, out length)) ? UnitClass.Punctuation : UnitClass.Word;
            }

            if (unitClass != UnitClass.Word)
            {
                end += end == start ? length : 0; // only punctuation can stand first: white space was skipped
                break;
            }

            end += length;
        }

        return end > start;
    }

    private static UnitClass[] MakeClasses()
    {
        UnitClass[] classes = new UnitClass[char.MaxValue + 1];
        CodePoints.MarkPunctuation(classes, UnitClass.Punctuation);
        CodePoints.MarkWhiteSpace(classes, UnitClass.WhiteSpace);
        classes.AsSpan(0xD800, 0x400).Fill(UnitClass.HighSurrogate);
        return classes;
    }
}
