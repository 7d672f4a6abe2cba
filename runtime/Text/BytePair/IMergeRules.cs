using System;

namespace Transformers.Generated.Text;

/// <summary>Knows which neighbouring symbols merge.</summary>
internal interface IMergeRules
{
    /// <param name="left">The left symbol's id, -1 for one that is no token.</param>
    /// <param name="right">The right symbol's id, likewise.</param>
    /// <param name="text">The text of both.</param>
    /// <param name="merge">What they become.</param>
    bool TryFind(int left, int right, ReadOnlySpan<char> text, out Merge merge);
}
