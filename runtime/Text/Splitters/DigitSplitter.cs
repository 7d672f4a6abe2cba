using System;

namespace Transformers.Generated.Text;

/// <summary>Sets numbers apart from the rest: each by itself, or a run of them together (<c>Digits</c>).</summary>
internal sealed class DigitSplitter(bool individual) : IWordSplitter
{
    public bool TryFindNext(ReadOnlySpan<char> text, int position, out int start, out int end)
    {
        start = position;
        end = position;
        if (position == text.Length)
        {
            return false;
        }

        bool number = CharacterRuns.ClassAt(text, position, out int length) == TextClass.Number;
        do
        {
            end += length;
        }
        while (!(number && individual) && end < text.Length && CharacterRuns.ClassAt(text, end, out length) == TextClass.Number == number);

        return true;
    }
}
