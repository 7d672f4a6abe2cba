using System;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>How a batch is shared: parts that a lane computes alone, layer after layer, and a rest that all lanes compute together.</summary>
/// <remarks>
/// Sequences never meet. So a lane may take some of them through the whole model, waiting for nobody, and while they are no more than about
/// <see cref="TokensPerPart"/> tokens, what a layer writes is still in the lane's L2 cache when the next one reads it. What cannot be dealt out
/// evenly is better computed together. The numbers do not change: a sequence's result depends on nothing but the sequence.
/// </remarks>
internal sealed class BatchParts
{
    /// <summary>A part has at most so many tokens, or is a single sequence: a block of rows reads its weights once.</summary>
    public const int TokensPerPart = PackedLayout.RowBlock;

    /// <summary>Dealt out, parts keep lanes busy for at least 15/16 of the time that the busiest one takes.</summary>
    private const int EvenShare = 16;

    private BatchPart[] _parts = [];
    private long[] _loads = [];

    /// <summary>The number of parts that lanes compute alone.</summary>
    public int Count { get; private set; }

    /// <summary>The sequences behind the parts; maybe none.</summary>
    public BatchPart Rest { get; private set; }

    /// <summary>A part that a lane computes alone.</summary>
    /// <param name="part">0 to <see cref="Count"/> - 1.</param>
    public BatchPart this[int part] => _parts[part];

    /// <summary>
    /// A batch of more tokens is worth cutting. Lanes that share it must have several parts each, or a worker that wakes late keeps the others
    /// waiting for the only one it takes.
    /// </summary>
    /// <param name="lanes">Lanes that share it.</param>
    public static int MostTokensInOne(int lanes) => TokensPerPart * (lanes == 1 ? 1 : 3 * lanes);

    /// <summary>Cuts a batch.</summary>
    /// <param name="lengths">[B] tokens of the sequences.</param>
    /// <param name="lanes">Lanes that share it.</param>
    public void Cut(ReadOnlySpan<int> lengths, int lanes)
    {
        Reset(lengths.Length, lanes);
        long total = 0;
        BatchPart rest = default;
        int cut = 0;
        for (int first = 0; first < lengths.Length; cut++)
        {
            BatchPart part = NextPart(lengths, first, (int)total);
            _parts[cut] = part;
            first += part.SequenceCount;
            total += part.TokenCount;
            Deal(part.TokenCount, lanes, out long most);
            if (lanes * most * (EvenShare - 1) <= total * EvenShare)
            {
                Count = cut + 1;
                rest = new BatchPart(first, 0, (int)total, 0);
            }
        }

        Rest = rest with { SequenceCount = lengths.Length - rest.FirstSequence, TokenCount = (int)total - rest.FirstToken };
    }

    private void Reset(int sequences, int lanes)
    {
        Count = 0;
        if (_parts.Length < sequences)
        {
            _parts = new BatchPart[sequences];
        }

        if (_loads.Length < lanes)
        {
            _loads = new long[lanes];
        }

        _loads.AsSpan().Clear();
    }

    private static BatchPart NextPart(ReadOnlySpan<int> lengths, int first, int firstToken)
    {
        int tokens = lengths[first];
        int end = first + 1;
        while (end < lengths.Length && tokens + lengths[end] <= TokensPerPart)
        {
            tokens += lengths[end++];
        }

        return new BatchPart(first, end - first, firstToken, tokens);
    }

    /// <summary>Gives a part to the lane that has least to do, as lanes do that take a part whenever they are ready.</summary>
    private void Deal(int tokens, int lanes, out long most)
    {
        Span<long> loads = _loads.AsSpan(0, lanes);
        int idle = 0;
        most = 0;
        for (int lane = 0; lane < lanes; lane++)
        {
            idle = loads[lane] < loads[idle] ? lane : idle;
        }

        loads[idle] += tokens;
        foreach (long load in loads)
        {
            most = Math.Max(most, load);
        }
    }
}
