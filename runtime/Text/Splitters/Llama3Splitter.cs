using System;

namespace Transformers.Generated.Text;

/// <summary>
/// The words of Llama 3 (<see cref="Llama3Pattern"/>) and Qwen 2 (<see cref="Qwen2Pattern"/>), which differ in how many digits stand
/// together. Against GPT-2's: contractions in any case, any one mark before letters, line breaks apart or with the marks before them.
/// </summary>
internal sealed class Llama3Splitter : IWordSplitter
{
    public const string Llama3Pattern = Beginning + @"\p{N}{1,3}" + Ending;
    public const string Qwen2Pattern = Beginning + @"\p{N}" + Ending;

    private const string Beginning = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string Ending = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private readonly int _maxNumbers;

    private Llama3Splitter(int maxNumbers) => _maxNumbers = maxNumbers;

    public static Llama3Splitter Llama3 { get; } = new(maxNumbers: 3);

    public static Llama3Splitter Qwen2 { get; } = new(maxNumbers: 1);

    public bool TryFindNext(ReadOnlySpan<char> text, int position, out int start, out int end)
    {
        start = position;
        end = position < text.Length ? FindEnd(text, position) : position;
        return position < text.Length;
    }

    private int FindEnd(ReadOnlySpan<char> text, int start)
    {
        int contraction = ContractionLength(text[start..]);
        if (contraction > 0)
        {
            return start + contraction;
        }

        TextClass first = CharacterRuns.ClassAt(text, start, out int length);
        switch (first)
        {
            case TextClass.Letter:
                return CharacterRuns.EndOf(TextClass.Letter, text, start);
            case TextClass.Number:
                return EndOfNumbers(text, start);
        }

        int second = start + length;
        TextClass next = second < text.Length ? CharacterRuns.ClassAt(text, second, out _) : TextClass.WhiteSpace;
        if (next == TextClass.Letter && text[start] is not ('\r' or '\n'))
        {
            return CharacterRuns.EndOf(TextClass.Letter, text, second);
        }

        if (first == TextClass.Other || (text[start] == ' ' && next == TextClass.Other))
        {
            return EndOfLineBreaks(text, CharacterRuns.EndOf(TextClass.Other, text, first == TextClass.Other ? start : second));
        }

        int end = CharacterRuns.EndOf(TextClass.WhiteSpace, text, start);
        int lastBreak = text[start..end].LastIndexOfAny('\r', '\n');
        return lastBreak >= 0 ? start + lastBreak + 1 : CharacterRuns.EndOfWhiteSpace(text, start);
    }

    private int EndOfNumbers(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        for (int count = 0; count < _maxNumbers && end < text.Length; count++)
        {
            if (CharacterRuns.ClassAt(text, end, out int length) != TextClass.Number)
            {
                break;
            }

            end += length;
        }

        return end;
    }

    private static int EndOfLineBreaks(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        while (end < text.Length && text[end] is '\r' or '\n')
        {
            end++;
        }

        return end;
    }

    private static int ContractionLength(ReadOnlySpan<char> text)
    {
        const char LongS = '\u017F'; // an s to expressions that ignore case
        if (text.Length < 2 || text[0] != '\'')
        {
            return 0;
        }

        char first = (char)(text[1] | 0x20);
        if (first is 's' or 't' or 'm' or 'd' || text[1] == LongS)
        {
            return 2;
        }

        char second = text.Length > 2 ? (char)(text[2] | 0x20) : '\0';
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }
}
