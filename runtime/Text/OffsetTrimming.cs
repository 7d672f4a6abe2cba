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
    /// <summary>Trims the tokens from <paramref name="first"/> on, which are those of one text.</summary>
    public void Apply(TokenizerOutput output, int first, Vocabulary vocabulary)
    {
        for (int i = first; i < output.Count; i++)
        {
            ReadOnlySpan<char> token = vocabulary.TextOf(output.Ids[i]);
            int leading = CountBlanks(token, fromEnd: false);
            int trailing = CountBlanks(token, fromEnd: true);
            int start = output.Starts[i], end = output.Ends[i];
            if (leading > 0)
            {
                leading -= HasPrefix && (i == first || start == 0) ? 1 : 0;
                start = Math.Min(start + leading, end);
            }

            if (trailing > 0 && end >= trailing)
            {
                end = Math.Max(end - trailing, start);
            }

            output.Move(i, start, end);
        }
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
