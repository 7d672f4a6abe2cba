using System;
using System.Diagnostics.CodeAnalysis;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>Keys and values of one sequence, in blocks of 96 tokens that sequences with a common beginning share.</summary>
/// <remarks>
/// A pass writes keys behind those that count, and they count once it has ended well: a pass that fails or is cancelled leaves the cache as
/// it was. Blocks that no later query can see, because every layer has a window, are given back.
/// </remarks>
internal sealed class KeyValueCache : IDisposable
{
    private readonly KeyValueBlocks _pool;
    private KeyValueBlock?[] _blocks;

    internal KeyValueCache(KeyValueBlocks pool, int capacity = 0)
    {
        _pool = pool;
        _blocks = new KeyValueBlock?[BlocksFor(capacity)];
    }

    /// <summary>Tokens whose keys count.</summary>
    internal int Count { get; private set; }

    /// <summary>Tokens that the running pass adds.</summary>
    internal int Pending { get; private set; }

    /// <summary>
    /// Tokens that the sequence will have when the running prompt is taken, whose parts come in several passes: rotary angles may depend on it.
    /// </summary>
    internal int PromptEnd { get; set; }

    /// <summary>The first token whose keys are still there.</summary>
    internal int First { get; private set; }

    /// <summary>Number of blocks that hold the keys of so many tokens.</summary>
    internal static int BlocksFor(int tokens) => (int)((tokens + (PackedLayout.KeyBlock - 1L)) / PackedLayout.KeyBlock);

    /// <summary>The part of a block that belongs to a layer.</summary>
    internal ref float At(nint layer, nint block) => ref _blocks[block]!.At(layer * _pool.LayerStride);

    /// <summary>Makes room for tokens behind those that count; nobody else sees what is written there.</summary>
    internal void Reserve(int tokens)
    {
        Pending = 0;
        int needed = BlocksFor(Count + tokens);
        if (_blocks.Length < needed)
        {
            Array.Resize(ref _blocks, Math.Max(needed, 2 * _blocks.Length));
        }

        for (int i = Count / PackedLayout.KeyBlock; i < needed; i++)
        {
            if (_blocks[i] is not { } block)
            {
                _blocks[i] = _pool.Take();
            }
            else if (block.IsShared)
            {
                _blocks[i] = _pool.Part(block, Math.Max(Count - (i * PackedLayout.KeyBlock), 0));
            }
        }

        Pending = tokens;
        PromptEnd = Math.Max(PromptEnd, Count + tokens);
    }

    /// <summary>The running pass has ended well: its keys count.</summary>
    internal void Commit()
    {
        Count += Pending;
        Pending = 0;
        Forget();
    }

    /// <summary>The running pass has failed.</summary>
    internal void Abandon() => Pending = 0;

    /// <summary>Another cache of the same tokens.</summary>
    internal KeyValueCache Fork()
    {
        KeyValueCache fork = _pool.Open();
        fork.ReplaceBy(this);
        return fork;
    }

    /// <summary>Becomes a cache of the other's tokens.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "A shared block is released by whichever cache holds it last.")]
    internal void ReplaceBy(KeyValueCache other)
    {
        if (ReferenceEquals(this, other))
        {
            return;
        }

        int needed = BlocksFor(other.Count);
        if (_blocks.Length < needed)
        {
            Array.Resize(ref _blocks, other._blocks.Length);
        }

        for (int i = 0; i < _blocks.Length; i++)
        {
            KeyValueBlock? next = i < needed ? other._blocks[i]?.Share() : null;
            Release(i);
            _blocks[i] = next;
        }

        Count = other.Count;
        First = other.First;
        PromptEnd = other.Count;
        Pending = 0;
    }

    /// <summary>Forgets all tokens from <paramref name="count"/> on.</summary>
    internal void Truncate(int count)
    {
        Count = count;
        First = Math.Min(First, count);
        PromptEnd = count;
        for (int i = BlocksFor(count); i < _blocks.Length; i++)
        {
            Release(i);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pending = 0;
        Truncate(0);
    }

    /// <summary>Gives back the blocks that no later query sees: from position p it sees keys p - window + 1 on.</summary>
    private void Forget()
    {
        long seen = Count - (long)_pool.Window + 1;
        while (First + PackedLayout.KeyBlock <= seen)
        {
            Release(First / PackedLayout.KeyBlock);
            First += PackedLayout.KeyBlock;
        }
    }

    private void Release(int index)
    {
        if (_blocks[index] is { } block)
        {
            _blocks[index] = null;
            _pool.Release(block);
        }
    }
}
