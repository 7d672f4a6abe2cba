using System;
using System.ComponentModel;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>The tokens of a batch as kernels read them: sequences packed one after the other, no padding between.</summary>
/// <remarks>Written by the caller's thread before a pass starts, read by all lanes while it runs.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TokenSet
{
    private int[] _ids = [];
    private int[] _positions = [];
    private int[] _types = [];
    private int[] _starts = [0];
    private int[] _chunkSequences = [];
    private int[] _chunkStarts = [];
    private int[] _sequences = [];
    private KeyValueCache[] _caches = [];
    private int _queriesPerChunk = PackedLayout.QueriesPerChunk;

    internal TokenSet()
    {
    }

    /// <summary>T: tokens of all sequences.</summary>
    public int Count { get; private set; }

    /// <summary>B: number of sequences, empty ones included.</summary>
    public int SequenceCount { get; private set; }

    /// <summary>Work items of attention for one head.</summary>
    public int ChunkCount { get; private set; }

    /// <summary>Vocabulary id of a token.</summary>
    /// <param name="token">0 to <see cref="Count"/> - 1.</param>
    public int Id(nint token) => _ids[token];

    /// <summary>Position of a token in its sequence.</summary>
    /// <param name="token">0 to <see cref="Count"/> - 1.</param>
    public int Position(nint token) => _positions[token];

    /// <summary>Token type (segment) of a token.</summary>
    /// <param name="token">0 to <see cref="Count"/> - 1.</param>
    public int TokenType(nint token) => _types[token];

    /// <summary>First token of a sequence.</summary>
    /// <param name="sequence">0 to <see cref="SequenceCount"/> - 1.</param>
    public int Start(int sequence) => _starts[sequence];

    /// <summary>Number of tokens of a sequence.</summary>
    /// <param name="sequence">0 to <see cref="SequenceCount"/> - 1.</param>
    public int Length(int sequence) => _starts[sequence + 1] - _starts[sequence];

    /// <summary>Tokens of a sequence that earlier passes have put into its cache.</summary>
    /// <param name="sequence">0 to <see cref="SequenceCount"/> - 1.</param>
    public int Past(int sequence) => _caches[sequence].Count;

    /// <summary>Keys in a sequence's cache, those of the running pass included.</summary>
    /// <param name="sequence">0 to <see cref="SequenceCount"/> - 1.</param>
    public int KeyCount(int sequence) => _caches[sequence].Count + _caches[sequence].Pending;

    /// <summary>The sequence a token belongs to.</summary>
    /// <param name="token">0 to <see cref="Count"/> - 1.</param>
    public int SequenceOf(nint token) => _sequences[token];

    /// <summary>A layer's part of a block of 96 keys and their values in a sequence's cache.</summary>
    /// <param name="sequence">0 to <see cref="SequenceCount"/> - 1.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="block">Block of keys 96 · block and on.</param>
    public ref float Block(int sequence, nint layer, nint block) => ref _caches[sequence].At(layer, block);

    /// <summary>The sequence a chunk of queries belongs to.</summary>
    /// <param name="chunk">0 to <see cref="ChunkCount"/> - 1.</param>
    public int ChunkSequence(int chunk) => _chunkSequences[chunk];

    /// <summary>First query of a chunk, counted within its sequence.</summary>
    /// <param name="chunk">0 to <see cref="ChunkCount"/> - 1.</param>
    public int ChunkStart(int chunk) => _chunkStarts[chunk];

    /// <summary>The query behind the last of a chunk, counted within its sequence.</summary>
    /// <param name="chunk">0 to <see cref="ChunkCount"/> - 1.</param>
    public int ChunkEnd(int chunk) => Math.Min(_chunkStarts[chunk] + _queriesPerChunk, Length(_chunkSequences[chunk]));

    /// <summary>Makes room in a sequence's cache for its tokens.</summary>
    internal void Reserve(int sequence) => _caches[sequence].Reserve(Length(sequence));

    /// <summary>The length of a sequence that its rotary angles may depend on: above each of its positions.</summary>
    internal int AngleLength(int sequence)
    {
        int length = _caches[sequence].PromptEnd;
        foreach (int position in Positions.Slice(Start(sequence), Length(sequence)))
        {
            length = Math.Max(length, position + 1);
        }

        return length;
    }

    /// <summary>Positions of all tokens.</summary>
    internal ReadOnlySpan<int> Positions => _positions.AsSpan(0, Count);

    /// <summary>Takes over a batch that was checked before, and the caches it continues: one for each sequence.</summary>
    internal void Set(in TokenBatch batch, ReadOnlySpan<KeyValueCache> caches = default)
    {
        SetCaches(caches);
        Count = batch.TokenIds.Length;
        SequenceCount = batch.SequenceLengths.Length;
        Copy(batch.TokenIds, ref _ids, Count);
        Copy(batch.TokenTypes, ref _types, Count);
        Reserve(ref _positions, Count);
        Reserve(ref _starts, SequenceCount + 1);
        Reserve(ref _sequences, Count);
        int next = 0;
        for (int sequence = 0; sequence < SequenceCount; sequence++)
        {
            int length = batch.SequenceLengths[sequence];
            int past = caches.IsEmpty ? 0 : Past(sequence);
            _starts[sequence] = next;
            for (int i = 0; i < length; i++)
            {
                _positions[next + i] = past + i;
                _sequences[next + i] = sequence;
            }

            next += length;
        }

        _starts[SequenceCount] = next;
        if (!batch.Positions.IsEmpty)
        {
            batch.Positions.CopyTo(_positions);
        }

        SetChunks();
    }

    /// <summary>Becomes other tokens, of which only chosen ones are queries.</summary>
    /// <param name="tokens">The tokens; this set is good until they change.</param>
    /// <param name="queries">Indices of tokens; negative ones are left out.</param>
    internal void SetQueries(TokenSet tokens, ReadOnlySpan<int> queries)
    {
        (_ids, _types, _positions) = (tokens._ids, tokens._types, tokens._positions);
        (_starts, _sequences, _caches) = (tokens._starts, tokens._sequences, tokens._caches);
        (Count, SequenceCount) = (tokens.Count, tokens.SequenceCount);
        Reserve(ref _chunkSequences, queries.Length);
        Reserve(ref _chunkStarts, queries.Length);
        _queriesPerChunk = 1;
        ChunkCount = 0;
        foreach (int query in queries)
        {
            if (query >= 0)
            {
                int sequence = _sequences[query];
                _chunkSequences[ChunkCount] = sequence;
                _chunkStarts[ChunkCount++] = query - _starts[sequence];
            }
        }
    }

    /// <summary>Caches to read alone: no tokens of their own.</summary>
    internal void SetCaches(ReadOnlySpan<KeyValueCache> caches)
    {
        if (_caches.Length < caches.Length)
        {
            _caches = new KeyValueCache[caches.Length];
        }

        caches.CopyTo(_caches);
    }

    private void SetChunks()
    {
        int chunks = 0;
        for (int sequence = 0; sequence < SequenceCount; sequence++)
        {
            chunks += (Length(sequence) + PackedLayout.QueriesPerChunk - 1) / PackedLayout.QueriesPerChunk;
        }

        Reserve(ref _chunkSequences, chunks);
        Reserve(ref _chunkStarts, chunks);
        ChunkCount = chunks;
        int chunk = 0;
        for (int sequence = 0; sequence < SequenceCount; sequence++)
        {
            for (int start = 0; start < Length(sequence); start += PackedLayout.QueriesPerChunk)
            {
                _chunkSequences[chunk] = sequence;
                _chunkStarts[chunk++] = start;
            }
        }
    }

    private static void Copy(ReadOnlySpan<int> from, ref int[] to, int count)
    {
        Reserve(ref to, count);
        if (from.IsEmpty)
        {
            to.AsSpan(0, count).Clear();
        }
        else
        {
            from.CopyTo(to);
        }
    }

    private static void Reserve(ref int[] array, int count)
    {
        if (array.Length < count)
        {
            array = new int[count];
        }
    }
}
