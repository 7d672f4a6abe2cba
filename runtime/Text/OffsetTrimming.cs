using System;

namespace Transformers.Generated.Text;

/// <summary>
/// Takes the white space of tokens out of their offsets (<c>trim_offsets</c>), by the arithmetic of Hugging Face's tokenizers.
/// </summary>
/// <param name="HasPrefix">
/// Whether the first token's blank was put there by the tokenizer and so has no place in the text (<c>add_prefix_space</c>).
/// </param>
internal sealed record OffsetTrimming(bool HasPrefix)
{
    /// <summary>Trims the tokens from <paramref name="first"/> on, which are those of <paramref name="text"/>.</summary>
    public void Apply(ReadOnlySpan<char> text, TokenizerOutput output, int first, Vocabulary vocabulary)
    {
        for (int i = first; i < output.Count; i++)
        {
            int start = output.Starts[i], end = output.Ends[i];
            int id = output.Ids[i];
            ReadOnlySpan<char> token = vocabulary.IsAdded(id) ? text[start..end] : vocabulary.TextOf(id); // an added one may have taken in blanks
            int leading = CountBlanks(token, fromEnd: false);
            int trailing = CountBlanks(token, fromEnd: true);
            if (leading > 0)
            {
                leading -= HasPrefix && (i == first || start == 0) ? 1 : 0;
                start = GoForward(text, start, end, leading);
            }

            output.Move(i, start, Math.Max(GoBack(text, end, trailing), start));
        }
    }

    /// <summary>A number of code points further on, but not beyond <paramref name="end"/>.</summary>
    private static int GoForward(ReadOnlySpan<char> text, int position, int end, int count)
    {
        for (; count > 0 && position < end; count--)
        {
            CodePoints.Read(text, position, out int length);
            position += length;
        }

        return position;
    }

    /// <summary>A number of code points further back; where the text has not as many, the same place.</summary>
    private static int GoBack(ReadOnlySpan<char> text, int end, int count)
    {
        int position = end;
        for (; count > 0 && position > 0; count--)
        {
            bool pair = position > 1 && char.IsSurrogatePair(text[position - 2], text[position - 1]);
            position -= pair ? 2 : 1;
        }

        return count > 0 ? end : position;
    }

    private static int CountBlanks(ReadOnlySpan<char> token, bool fromEnd)
    {
        int count = 0;
        while (count < token.Length && IsBlank(token[fromEnd ? token.Length - 1 - count : count]))
        {
            count++;
        }

        return count;
    }

    private static bool IsBlank(char letter) => letter == ByteAlphabet.LetterOf((byte)' ') || char.IsWhiteSpace(letter);
}
