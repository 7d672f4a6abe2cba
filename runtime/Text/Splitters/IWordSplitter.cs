using System;

namespace Transformers.Generated.Text;

/// <summary>Cuts text into words; what lies between two words is dropped.</summary>
internal interface IWordSplitter
{
    /// <summary>
    /// Finds the next word at or after <paramref name="position"/>, where the word before ended; false at the end of the text.
    /// </summary>
    bool TryFindNext(ReadOnlySpan<char> text, int position, out int start, out int end);
}
