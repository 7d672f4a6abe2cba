using System;

namespace Transformers.Generated.Text;

/// <summary>Cuts at white space and drops it (<c>WhitespaceSplit</c>).</summary>
internal sealed class WhiteSpaceSplitter : IWordSplitter
{
    private WhiteSpaceSplitter()
    {
    }

    public static WhiteSpaceSplitter Instance { get; } = new();

    public bool TryFindNext(ReadOnlySpan<char> text, int position, out int start, out int end)
    {
        start = position;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return end > start;
    }
}
