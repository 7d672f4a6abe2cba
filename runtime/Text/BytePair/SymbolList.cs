using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>A word as a doubly linked list of symbols, which merge until no rule applies.</summary>
/// <remarks>
/// In a short word the next merge is looked for among all symbols. In a long one the possible merges wait in a heap by rank, then place;
/// merging outdates the entries of both symbols, which is noticed when they are taken out, and adds at most two. So a word of n symbols
/// takes O(n log n).
/// </remarks>
internal sealed class SymbolList
{
    /// <summary>The longest word that is searched, in symbols: up to here that takes less time than the heap.</summary>
    public const int MaxSearched = 64;

    /// <summary>The rank of a pair that does not merge: after all others.</summary>
    private const int Never = int.MaxValue;

    private readonly PriorityQueue<int, long> _waiting = new();
    private Symbol[] _symbols = [];
    private int _count;

    /// <summary>
    /// How many pairs were looked at since this was made: looked up, compared, or put in the heap. The measure of the work done.
    /// </summary>
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
        for (int left = 0; left < symbols.Length; left++)
        {
            LookUp(symbols, left, word, rules);
        }

        if (symbols.Length <= MaxSearched)
        {
            MergeBySearch(symbols, word, rules);
        }
        else
        {
            MergeByHeap(symbols, word, rules);
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

    private void MergeBySearch(Span<Symbol> symbols, ReadOnlySpan<char> word, IMergeRules rules)
    {
        for (int left; (left = FindFirst(symbols)) >= 0;)
        {
            Join(symbols, left, word, rules);
        }
    }

    private void MergeByHeap(Span<Symbol> symbols, ReadOnlySpan<char> word, IMergeRules rules)
    {
        for (int left = 0; left < symbols.Length; left++)
        {
            Enqueue(symbols, left);
        }

        while (_waiting.TryDequeue(out int left, out long key))
        {
            if (KeyOf(symbols[left].Rank, left) == key)
            {
                Join(symbols, left, word, rules);
                Enqueue(symbols, symbols[left].Previous);
                Enqueue(symbols, left);
            }
        }
    }

    private static long KeyOf(int rank, int left) => ((long)rank << 32) | (uint)left;

    private void Enqueue(Span<Symbol> symbols, int left)
    {
        if (left >= 0 && symbols[left].Rank != Never)
        {
            _waiting.Enqueue(left, KeyOf(symbols[left].Rank, left));
            Steps++;
        }
    }

    /// <summary>The left symbol of the pair that merges first: of the lowest rank, of those the leftmost; -1 where none does.</summary>
    private int FindFirst(Span<Symbol> symbols)
    {
        int first = -1, rank = Never;
        for (int i = 0; i < symbols.Length; i = symbols[i].Next)
        {
            if (symbols[i].Rank < rank)
            {
                (first, rank) = (i, symbols[i].Rank);
            }

            Steps++;
        }

        return first;
    }

    /// <summary>Merges a symbol with the next one.</summary>
    private void Join(Span<Symbol> symbols, int left, ReadOnlySpan<char> word, IMergeRules rules)
    {
        ref Symbol first = ref symbols[left];
        ref Symbol second = ref symbols[first.Next];
        first.Id = first.Merged;
        first.End = second.End;
        first.Next = second.Next;
        second.Rank = Never; // gone, and so are its entries in the heap
        if (first.Next < symbols.Length)
        {
            symbols[first.Next].Previous = left;
        }

        LookUp(symbols, left, word, rules);
        if (first.Previous >= 0)
        {
            LookUp(symbols, first.Previous, word, rules);
        }
    }

    /// <summary>Finds out whether a symbol merges with the next one.</summary>
    private void LookUp(Span<Symbol> symbols, int left, ReadOnlySpan<char> word, IMergeRules rules)
    {
        Steps++;
        ref Symbol first = ref symbols[left];
        first.Rank = Never;
        if (first.Next == symbols.Length)
        {
            return;
        }

        ref Symbol second = ref symbols[first.Next];
        if (first.Merges && second.Merges && rules.TryFind(first.Id, second.Id, word[first.Start..second.End], out Merge merge))
        {
            (first.Rank, first.Merged) = (merge.Rank, merge.Id);
        }
    }

    private struct Symbol
    {
        public int Id;
        public int Start;
        public int End;
        public int Previous; // -1 before the first
        public int Next; // the count of symbols after the last
        public int Rank; // of the merge with the next one
        public int Merged; // the token that comes of it
        public bool Merges;
    }
}
