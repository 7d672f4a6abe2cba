using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Transformers.Generated.Text;

/// <summary>A hash table from token text to id that is asked with spans and can find the longest token a text begins with.</summary>
/// <remarks>
/// Open addressing at half load. A token's hash is built unit by unit, so that one pass over a text gives the hashes of all its prefixes.
/// Its seed is fixed, which crafted files could exploit; so building refuses a table in which some token is <c>MaxProbes</c> slots from
/// home, far more than honest tokens reach (about the logarithm of their number). Lookups are bounded by the same number.
/// </remarks>
internal sealed class TokenTable
{
    /// <summary>The longest token allowed, in UTF-16 units: bounds the work per character of text.</summary>
    public const int MaxTokenLength = 1024;

    /// <summary>The most tokens allowed: four times the largest vocabulary published so far (about a million).</summary>
    public const int MaxCount = 1 << 22;

    private const int MaxProbes = 512;
    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio: Fibonacci hashing

    private readonly TokenizerSource _source;
    private readonly List<Entry> _entries = [];
    private char[] _text = new char[1024];
    private int _textLength = 1; // no token ends at 0, not even an empty one
    private Slot[] _slots = new Slot[128];
    private int _shift = 64 - 7;
    private int _longest;

    /// <param name="source">Names the file in errors.</param>
    public TokenTable(TokenizerSource source) => _source = source;

    /// <summary>The number of tokens; they are numbered from 0 in the order added.</summary>
    public int Count => _entries.Count;

    /// <summary>The text of token number <paramref name="index"/>.</summary>
    public ReadOnlySpan<char> TextAt(int index) => _text.AsSpan(_entries[index].Offset, _entries[index].Length);

    /// <summary>The id of token number <paramref name="index"/>.</summary>
    public int IdAt(int index) => _entries[index].Id;

    /// <summary>The state from which the hash of a token that begins with <paramref name="prefix"/> goes on.</summary>
    public static HashedPrefix HashPrefix(string prefix) => new(prefix, Hash(prefix, 0));

    /// <summary>Adds a token; false where it is there already.</summary>
    /// <exception cref="InvalidDataException">The tokens are crafted so that their hashes collide.</exception>
    public bool TryAdd(ReadOnlySpan<char> token, int id)
    {
        if (Find(token) >= 0)
        {
            return false;
        }

        if ((_entries.Count + 1) * 2 > _slots.Length)
        {
            Rehash();
        }

        while (_textLength + token.Length > _text.Length)
        {
            Array.Resize(ref _text, (int)Math.Min(Array.MaxLength, 2L * _text.Length));
        }

        token.CopyTo(_text.AsSpan(_textLength));
        _entries.Add(new Entry(_textLength, token.Length, id));
        _textLength += token.Length;
        _longest = Math.Max(_longest, token.Length);
        Place(Hash(token, 0), _entries.Count - 1);
        return true;
    }

    /// <summary>The id of a token, or -1.</summary>
    public int Find(ReadOnlySpan<char> token) => Probe(Hash(token, 0), default, token);

    /// <summary>
    /// The id of the longest token that is <paramref name="prefix"/> followed by a beginning (of one unit or more) of
    /// <paramref name="text"/>, or -1.
    /// </summary>
    public int FindLongest(in HashedPrefix prefix, ReadOnlySpan<char> text, out int length)
    {
        length = Math.Min(text.Length, _longest - prefix.Text.Length);
        if (length <= 0)
        {
            return -1;
        }

        ReadOnlySpan<char> candidate = text[..length];
        int id = Probe(Hash(candidate, prefix.State), prefix.Text, candidate);
        return id >= 0 ? id : FindLongestBelow(prefix, candidate, out length);
    }

    [SkipLocalsInit]
    private int FindLongestBelow(in HashedPrefix prefix, ReadOnlySpan<char> candidate, out int length)
    {
        length = candidate.Length;
        Span<ulong> states = stackalloc ulong[length];
        ulong state = prefix.State;
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = state;
            state = Advance(state, candidate[i]);
        }

        // states[n] has taken in n units: the whole was tried above.
        for (length--; length > 0; length--)
        {
            int id = Probe(states[length], prefix.Text, candidate[..length]);
            if (id >= 0)
            {
                return id;
            }
        }

        return -1;
    }

    private static ulong Hash(ReadOnlySpan<char> text, ulong state)
    {
        foreach (char unit in text)
        {
            state = Advance(state, unit);
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Advance(ulong state, char unit) => (BitOperations.RotateLeft(state, 5) ^ unit) * Multiplier;

    private static uint TagOf(ulong hash) => (uint)(hash >> 16);

    private int Probe(ulong hash, ReadOnlySpan<char> prefix, ReadOnlySpan<char> rest)
    {
        Slot[] slots = _slots;
        uint tag = TagOf(hash);
        for (int i = (int)(hash >> _shift); ; i = (i + 1) & (slots.Length - 1))
        {
            ref readonly Slot slot = ref slots[i];
            if (slot.EndOffset == 0)
            {
                return -1;
            }

            if (slot.Tag == tag && slot.Length == prefix.Length + rest.Length)
            {
                ReadOnlySpan<char> text = _text.AsSpan(slot.EndOffset - slot.Length, slot.Length);
                if (text[prefix.Length..].SequenceEqual(rest) && text[..prefix.Length].SequenceEqual(prefix))
                {
                    return slot.Id;
                }
            }
        }
    }

    private void Rehash()
    {
        _slots = new Slot[_slots.Length * 2];
        _shift--;
        for (int index = 0; index < _entries.Count; index++)
        {
            Place(Hash(TextAt(index), 0), index);
        }
    }

    private void Place(ulong hash, int index)
    {
        int home = (int)(hash >> _shift);
        for (int step = 0; step < MaxProbes; step++)
        {
            ref Slot slot = ref _slots[(home + step) & (_slots.Length - 1)];
            if (slot.EndOffset == 0)
            {
                Entry entry = _entries[index];
                slot = new Slot(TagOf(hash), entry.Offset + entry.Length, entry.Length, entry.Id);
                return;
            }
        }

        throw _source.Error(
            "a token", TextAt(index).ToString(), $"shares its hash with over {MaxProbes} others: the vocabulary is crafted to be slow",
            "Use the file as its model was published with.");
    }

    /// <summary>A place in the table, 16 bytes; free where <c>EndOffset</c>, the end of the token's text in <c>_text</c>, is 0.</summary>
    private readonly record struct Slot(uint Tag, int EndOffset, int Length, int Id);

    private readonly record struct Entry(int Offset, int Length, int Id);
}
