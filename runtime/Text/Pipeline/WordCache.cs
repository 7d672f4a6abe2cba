using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Transformers.Generated.Text;

/// <summary>The tokens of words met before, for any number of threads: few different words make up most of a text.</summary>
/// <remarks>
/// Its size is fixed, whatever it is given: each word has one slot by its hash, and the last one to come stays there. Nobody waits: a slot
/// is read between two looks at its version, which is odd while a thread writes, and what changed meanwhile counts as not found (a
/// sequence lock).
/// </remarks>
internal sealed class WordCache
{
    /// <summary>The memory it takes once it is used: 2 MB, of which prose fills a part.</summary>
    public const int Bytes = SlotCount * SlotLength * sizeof(long);

    /// <summary>The longest word that is kept, in UTF-16 units.</summary>
    public const int MaxLength = (PayloadLength - 1) * UnitsPerNumber;

    /// <summary>The most tokens a word that is kept can have.</summary>
    public const int MaxTokens = PayloadLength - 1;

    private const int SlotCount = 1 << SlotBits;
    private const int SlotBits = 14;

    // A slot has two cache lines: its version, a label, then the word and its tokens, of which either may be long.
    private const int SlotLength = 16;
    private const int PayloadStart = 2;
    private const int PayloadLength = SlotLength - PayloadStart;
    private const int UnitsPerNumber = sizeof(long) / sizeof(char);

    // A label has the upper 48 bits of the word's hash, its length, and in the lowest bits the number of its tokens.
    private const ulong HashBits = ~0xFFFFUL;
    private const int LengthShift = 8;
    private const ulong CountBits = 0xFF;

    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio: Fibonacci hashing

    private long[]? _slots;

    /// <summary>Copies the tokens of a word; returns how many, or -1 where it is not here.</summary>
    /// <param name="word">The word.</param>
    /// <param name="tokens">Receives up to <see cref="MaxTokens"/>.</param>
    public int Find(ReadOnlySpan<char> word, Span<WordToken> tokens)
    {
        if (Volatile.Read(ref _slots) is not { } slots || (uint)(word.Length - 1) >= MaxLength)
        {
            return -1;
        }

        Span<long> key = stackalloc long[PayloadLength];
        key = key[..Pack(word, key)];
        ulong hash = Hash(key, word.Length);
        Span<long> slot = SlotOf(slots, hash);

        // Every read is one before which none of the later ones can happen, so the version comes first and last.
        long version = Volatile.Read(ref slot[0]);
        ulong label = (ulong)Volatile.Read(ref slot[1]);
        if (((label ^ LabelOf(hash, word.Length)) & ~CountBits) != 0)
        {
            return -1;
        }

        for (int i = 0; i < key.Length; i++)
        {
            if (Volatile.Read(ref slot[PayloadStart + i]) != key[i])
            {
                return -1;
            }
        }

        int count = (int)(label & CountBits);
        for (int i = 0; i < count; i++)
        {
            tokens[i] = WordToken.FromBits(Volatile.Read(ref slot[PayloadStart + key.Length + i]));
        }

        bool isWritten = (version & 1) != 0 || Volatile.Read(ref slot[0]) != version;
        return isWritten ? -1 : count;
    }

    /// <summary>Keeps the tokens of a word, unless both together are too long or another thread is writing where it belongs.</summary>
    public void Add(ReadOnlySpan<char> word, ReadOnlySpan<WordToken> tokens)
    {
        if ((uint)(word.Length - 1) >= MaxLength)
        {
            return;
        }

        Span<long> key = stackalloc long[PayloadLength];
        key = key[..Pack(word, key)];
        if (key.Length + tokens.Length > PayloadLength)
        {
            return;
        }

        ulong hash = Hash(key, word.Length);
        Span<long> slot = SlotOf(Volatile.Read(ref _slots) ?? MakeSlots(), hash);
        long version = Volatile.Read(ref slot[0]);
        if ((version & 1) != 0 || Interlocked.CompareExchange(ref slot[0], version + 1, version) != version)
        {
            return;
        }

        slot[1] = (long)(LabelOf(hash, word.Length) | (uint)tokens.Length);
        key.CopyTo(slot[PayloadStart..]);
        for (int i = 0; i < tokens.Length; i++)
        {
            slot[PayloadStart + key.Length + i] = tokens[i].Bits;
        }

        Volatile.Write(ref slot[0], version + 2);
    }

    /// <summary>The word's units, four in a number, the last one filled up with zeros; returns how many numbers.</summary>
    private static int Pack(ReadOnlySpan<char> word, Span<long> key)
    {
        int length = (word.Length + UnitsPerNumber - 1) / UnitsPerNumber;
        key[length - 1] = 0;
        word.CopyTo(MemoryMarshal.Cast<long, char>(key));
        return length;
    }

    private static ulong Hash(ReadOnlySpan<long> key, int length)
    {
        ulong hash = (ulong)length * Multiplier;
        foreach (long units in key)
        {
            hash = (BitOperations.RotateLeft(hash, 29) ^ (ulong)units) * Multiplier;
        }

        return hash ^ (hash >> 32);
    }

    private static ulong LabelOf(ulong hash, int length) => (hash & HashBits) | ((ulong)length << LengthShift);

    private static Span<long> SlotOf(long[] slots, ulong hash) => slots.AsSpan((int)(hash >> (64 - SlotBits)) * SlotLength, SlotLength);

    private long[] MakeSlots()
    {
        long[] made = new long[SlotCount * SlotLength];
        return Interlocked.CompareExchange(ref _slots, made, null) ?? made;
    }
}
