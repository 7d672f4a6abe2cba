using System;
using System.Linq;

namespace Peers.Decoders;

/// <summary>What is timed: sequences that hold some tokens take some more, and the logits after the last are computed.</summary>
/// <param name="Sequences">B: number of sequences.</param>
/// <param name="Past">Tokens that each holds before.</param>
/// <param name="Count">Tokens that each takes.</param>
internal sealed record DecoderWork(int Sequences, int Past, int Count)
{
    public bool IsPrefill => Past == 0;

    public string Name => IsPrefill ? $"prefill {Count}" : $"{(Sequences == 1 ? "" : $"{Sequences} x ")}decode at {Past}";

    public int Capacity => Past + Count;

    public static DecoderWork Prefill(int count) => new(1, 0, count);

    /// <summary>One token for each sequence, in one pass.</summary>
    public static DecoderWork Decode(int past, int sequences = 1) => new(sequences, past, 1);

    /// <summary>The tokens of a sequence that it holds before.</summary>
    public int[] PastTokens(int sequence, int vocabulary) => Tokens(sequence, vocabulary)[..Past];

    /// <summary>[B, Count] tokens that are taken.</summary>
    public int[] NewTokens(int vocabulary) =>
        [.. Enumerable.Range(0, Sequences).SelectMany(sequence => Tokens(sequence, vocabulary)[Past..])];

    private int[] Tokens(int sequence, int vocabulary)
    {
        Random random = new(sequence + 1);
        return [.. Enumerable.Range(0, Capacity).Select(_ => random.Next(vocabulary))];
    }
}
