using System;

namespace Transformers.Generated;

/// <summary>One text, or two that belong together.</summary>
internal readonly ref struct TextInput
{
    public TextInput(ReadOnlySpan<char> text) => First = text;

    public TextInput(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        First = first;
        Second = second;
        IsPair = true;
    }

    public ReadOnlySpan<char> First { get; }

    public ReadOnlySpan<char> Second { get; }

    public bool IsPair { get; }
}
