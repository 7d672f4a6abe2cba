using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>A word as a doubly linked list of symbols, which merge until no rule applies.</summary>
/// <remarks>
/// The possible merges wait in a heap by rank, then place. Merging outdates the entries of both symbols, which is noticed when they are
/// taken out; each merge adds at most two. So a word of n symbols takes O(n log n).
/// </remarks>
internal sealed class SymbolList
{
    private readonly PriorityQueue<int, long> _waiting = new();
    private Symbol[] _symbols = [];
    private int _count;

    /// <summary>How many merges were put in the heap since this was made: the measure of the work done.</summary>
    public long Steps { get; private set; }

    public void Clear()
    {
        _count = 0;
        _waiting.Clear();
    }

    /// <summary>Adds a symbol at the end.</summary>
    /// <param name="id">Its token; -1 where there is none.</param>
    /// <param name="start">Its first unit in the word.</param>
    /// <param name="end">The end of its last (exclusive).</param>
    /// <param name="merges">Whether it may merge with others.</param>
    public void Add(int id, int start, int end, bool merges)
    {
        if (_count == _symbols.Length)
        {
            Array.Resize(ref _symbols, Math.Max(64, checked(_count * 2)));
        }

        _symbols[_count] = new Symbol { Id = id, Start = start, End = end, Previous = _count - 1, Next = _count + 1, Merges = merges };
        _count++;
    }

    /// <summary>Merges what the rules merge.</summary>
    public void MergeAll(ReadOnlySpan<char> word, IMergeRules rules)
    {
        Span<Symbol> symbols = _symbols.AsSpan(0, _count);
        for (int left = 0; left < symbols.Length - 1; left++)
        {
            Offer(symbols, left, word, rules);
        }

        while (_waiting.TryDequeue(out int left, out long key))
        {
            if (TryFind(symbols, left, word, rules, out Merge merge) && KeyOf(merge.Rank, left) == key)
            {
                Join(symbols, left, merge.Id);
                Offer(symbols, symbols[left].Previous, word, rules);
                Offer(symbols, left, word, rules);
            }
        }
    }

    /// <summary>Goes to the next symbol that is left, from <paramref name="place"/> = -1 on.</summary>
    public bool TryGetNext(ref int place, out int id, out int start, out int end)
    {
        place = place < 0 ? 0 : _symbols[place].Next;
        bool found = place < _count;
        (id, start, end) = found ? (_symbols[place].Id, _symbols[place].Start, _symbols[place].End) : default;
        return found;
    }

    private static long KeyOf(int rank, int left) => ((long)rank << 32) | (uint)left;

    private static void Join(Span<Symbol> symbols, int left, int id)
    {
        ref Symbol first = ref symbols[left];
        ref Symbol second = ref symbols[first.Next];
        first.Id = id;
        first.End = second.End;
        int next = second.Next;
        second.Next = -1; // gone
        first.Next = next;
        if (next < symbols.Length)
        {
            symbols[next].Previous = left;
        }
    }

    private static bool TryFind(Span<Symbol> symbols, int left, ReadOnlySpan<char> word, IMergeRules rules, out Merge merge)
    {
        merge = default;
        if (left < 0 || (uint)symbols[left].Next >= (uint)symbols.Length)
        {
            return false;
        }

        Symbol first = symbols[left];
        Symbol second = symbols[first.Next];
        return first.Merges && second.Merges && rules.TryFind(first.Id, second.Id, word[first.Start..second.End], out merge);
    }

    private void Offer(Span<Symbol> symbols, int left, ReadOnlySpan<char> word, IMergeRules rules)
    {
        if (TryFind(symbols, left, word, rules, out Merge merge))
        {
            _waiting.Enqueue(left, KeyOf(merge.Rank, left));
            Steps++;
        }
    }

    private struct Symbol
    {
        public int Id;
        public int Start;
        public int End;
        public int Previous;
        public int Next; // the count of symbols after the last; -1 once merged into the one before
        public bool Merges;
    }
}
