using System;

namespace Transformers.Generated;

/// <summary>
/// Sequences of token ids, packed one after the other: mixed lengths cost what their tokens cost, and padding does not exist.
/// </summary>
/// <remarks>
/// An empty sequence is allowed; its mean and its head read as zeros. A <c>[B, T]</c> matrix with an attention mask becomes a batch by
/// leaving out the masked tokens (and passing <see cref="Positions"/> if kept tokens do not stand at 0, 1, 2, ...).
/// </remarks>
public readonly ref struct TokenBatch
{
    /// <summary>Creates a batch of one sequence.</summary>
    /// <param name="tokenIds">[T] vocabulary ids.</param>
    /// <param name="sequenceLengths">[B] lengths; they sum to T.</param>
    /// <param name="tokenTypes">[T] token types (segments); empty means all zero.</param>
    /// <param name="positions">[T] positions; empty means 0, 1, 2, ... in each sequence.</param>
    public TokenBatch(
        ReadOnlySpan<int> tokenIds,
        ReadOnlySpan<int> sequenceLengths,
        ReadOnlySpan<int> tokenTypes = default,
        ReadOnlySpan<int> positions = default)
    {
        TokenIds = tokenIds;
        SequenceLengths = sequenceLengths;
        TokenTypes = tokenTypes;
        Positions = positions;
    }

    /// <summary>[T] vocabulary ids of all sequences, one after the other.</summary>
    public ReadOnlySpan<int> TokenIds { get; }

    /// <summary>[B] lengths of the sequences; they sum to T.</summary>
    public ReadOnlySpan<int> SequenceLengths { get; }

    /// <summary>[T] token types, or empty for all zero.</summary>
    public ReadOnlySpan<int> TokenTypes { get; }

    /// <summary>
    /// [T] positions, or empty for 0, 1, 2, ... in each sequence. Read by models that embed positions; relative ones count within the
    /// sequence.
    /// </summary>
    public ReadOnlySpan<int> Positions { get; }

    /// <summary>T: number of tokens.</summary>
    public int TokenCount => TokenIds.Length;

    /// <summary>B: number of sequences.</summary>
    public int SequenceCount => SequenceLengths.Length;

    /// <summary>Some sequences that follow each other.</summary>
    /// <param name="first">The first sequence.</param>
    /// <param name="count">How many.</param>
    /// <param name="start">The first sequence's first token.</param>
    internal TokenBatch Slice(int first, int count, int start)
    {
        ReadOnlySpan<int> lengths = SequenceLengths.Slice(first, count);
        int tokens = 0;
        foreach (int length in lengths)
        {
            tokens += length;
        }

        return new TokenBatch(
            TokenIds.Slice(start, tokens),
            lengths,
            TokenTypes.IsEmpty ? default : TokenTypes.Slice(start, tokens),
            Positions.IsEmpty ? default : Positions.Slice(start, tokens));
    }

    /// <summary>[B] the token ids of each sequence.</summary>
    internal int[][] ToArrays()
    {
        int[][] sequences = new int[SequenceCount][];
        int start = 0;
        for (int i = 0; i < sequences.Length; i++)
        {
            sequences[i] = TokenIds.Slice(start, SequenceLengths[i]).ToArray();
            start += SequenceLengths[i];
        }

        return sequences;
    }
}
