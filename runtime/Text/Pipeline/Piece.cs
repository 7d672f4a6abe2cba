using System;

namespace Transformers.Generated.Text;

/// <summary>A stretch of text on its way to the model, and where each of its units came from.</summary>
/// <param name="original">The caller's text.</param>
/// <param name="text">The changed text that the stretch is part of.</param>
/// <param name="start">Where in <paramref name="text"/> it begins.</param>
/// <param name="end">Where it ends (exclusive).</param>
internal readonly ref struct Piece(ReadOnlySpan<char> original, NormalizedText text, int start, int end)
{
    private readonly NormalizedText _text = text;
    private readonly int _start = start;

    public ReadOnlySpan<char> Original { get; } = original;

    public ReadOnlySpan<char> Chars { get; } = text.Chars[start..end];

    /// <summary>Whether every unit came from one of its own, in order.</summary>
    public bool IsOneToOne => _text.IsOneToOne;

    public Piece Slice(int start, int end) => new(Original, _text, _start + start, _start + end);

    /// <summary>Where unit <paramref name="index"/> came from in the original.</summary>
    public int OriginalStart(int index) => _text.OriginalStart(_start + index);

    /// <summary>Where the original code point of unit <paramref name="index"/> ends (exclusive).</summary>
    public int OriginalEnd(int index) => _text.OriginalEnd(_start + index, Original);
}
