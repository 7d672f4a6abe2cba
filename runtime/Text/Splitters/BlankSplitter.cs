using System;

namespace Transformers.Generated.Text;

/// <summary>
/// Cuts before each run of blanks: for models whose tokens never hold a blank after something else, so that nothing is lost by it.
/// </summary>
/// <param name="blank">How blanks are spelled.</param>
internal sealed class BlankSplitter(char blank) : IWordSplitter
{
    /// <summary>SentencePiece's letter for the blank: lower one eighth block.</summary>
    public const char Letter = '\u2581';

    /// <summary>Whether every token lies within one word.</summary>
    public static bool Fits(TokenTable tokens, char blank)
    {
        for (int number = 0; number < tokens.Count; number++)
        {
            if (tokens.TextAt(number).TrimStart(blank).Contains(blank))
            {
                return false;
            }
        }

        return true;
    }

    public bool TryFindNext(ReadOnlySpan<char> text, int position, out int start, out int end)
    {
        start = position;
        int word = text[position..].IndexOfAnyExcept(blank);
        int more = word < 0 ? -1 : text[(position + word)..].IndexOf(blank);
        end = more < 0 ? text.Length : position + word + more;
        return position < text.Length;
    }
}
