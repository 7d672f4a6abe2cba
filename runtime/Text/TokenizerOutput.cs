using System;
using System.Diagnostics;

namespace Transformers.Generated.Text;

/// <summary>
/// The tokens of an encoded text, as parallel lists. Reusable: each encode call replaces the content and keeps the memory.
/// </summary>
/// <remarks>For one thread at a time. Spans taken from it are valid until it is next changed.</remarks>
public sealed class TokenizerOutput
{
    private int[] _ids = [];
    private int[] _starts = [];
    private int[] _ends = [];
    private int[] _typeIds = [];
    private sbyte[] _textIndices = [];

    /// <summary>How many tokens there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether tokens were dropped to keep within <see cref="EncodeOptions.MaxLength"/>.</summary>
    public bool Truncated { get; set; }

    /// <summary>Token ids, <c>[T]</c>.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>Where each token begins in its text, in UTF-16 units; 0 for special tokens.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>Where each token ends in its text (exclusive); 0 for special tokens.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>The segment of each token (<c>token_type_ids</c>).</summary>
    public ReadOnlySpan<int> TypeIds => _typeIds.AsSpan(0, Count);

    /// <summary>The text of each token: 0 the first, 1 the second, -1 none (a special token).</summary>
    public ReadOnlySpan<sbyte> TextIndices => _textIndices.AsSpan(0, Count);

    /// <summary>One token with everything known of it.</summary>
    public Token this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new Token(_ids[index], _starts[index], _ends[index], _typeIds[index], _textIndices[index]);
        }
    }

    /// <summary>What encoding needs besides, kept here so that it is reused and belongs to one thread.</summary>
    internal EncodeScratch Scratch { get; } = new();

    /// <summary>Removes all tokens and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        Truncated = false;
    }

    /// <summary>Adds a token at the end; for tokenizers.</summary>
    public void Add(Token token)
    {
        if (token.TextIndex is < -1 or > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(token), token.TextIndex, "TextIndex must be -1 (special), 0 (first text) or 1 (second text).");
        }

        Add(token.Id, token.Start, token.End, token.TypeId, (sbyte)token.TextIndex);
    }

    /// <summary>Removes <paramref name="count"/> tokens from <paramref name="index"/> on; for tokenizers, to truncate.</summary>
    public void RemoveRange(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - index);
        int next = index + count;
        int rest = Count - next;
        Array.Copy(_ids, next, _ids, index, rest);
        Array.Copy(_starts, next, _starts, index, rest);
        Array.Copy(_ends, next, _ends, index, rest);
        Array.Copy(_typeIds, next, _typeIds, index, rest);
        Array.Copy(_textIndices, next, _textIndices, index, rest);
        Count -= count;
    }

    internal void Add(int id, int start, int end, int typeId, sbyte textIndex)
    {
        int index = Count;
        if (index == _ids.Length)
        {
            Grow();
        }

        _ids[index] = id;
        _starts[index] = start;
        _ends[index] = end;
        _typeIds[index] = typeId;
        _textIndices[index] = textIndex;
        Count = index + 1;
    }

    /// <summary>Moves the end of the last token to <paramref name="end"/>.</summary>
    internal void ExtendLast(int end) => _ends[Count - 1] = end;

    /// <summary>Changes the offsets of a token.</summary>
    internal void Move(int index, int start, int end)
    {
        Debug.Assert(index >= 0 && index < Count, "There is no such token.");
        (_starts[index], _ends[index]) = (start, end);
    }

    /// <summary>Forgets the tokens added since there were <paramref name="count"/>.</summary>
    internal void RewindTo(int count)
    {
        Debug.Assert(count >= 0 && count <= Count, "Rewinding forward.");
        Count = count;
    }

    private void Grow()
    {
        int capacity = Math.Max(64, checked(_ids.Length * 2));
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _ends, capacity);
        Array.Resize(ref _typeIds, capacity);
        Array.Resize(ref _textIndices, capacity);
        Array.Resize(ref _ids, capacity); // last: its length is the one compared, so running out of memory leaves no mismatch
    }
}
