using System;
using System.Collections.Generic;
using System.Linq;

namespace Peers.Cases;

/// <summary>A batch of token ids: packed for us, padded to the longest sequence for the peer.</summary>
internal sealed class Tokens
{
    private const int VocabularyUsed = 30_000;

    private Tokens(string name, int[] lengths, int[] ids)
    {
        Name = name;
        Lengths = lengths;
        Ids = ids;
    }

    public string Name { get; }

    public int[] Ids { get; }

    public int[] Lengths { get; }

    public int Longest => Lengths.Max();

    public bool NeedsPadding => Lengths.Any(length => length != Longest);

    /// <summary>Sequences of one length.</summary>
    public static Tokens Uniform(int sequences, int length) => Of($"{sequences} x {length}", [.. Enumerable.Repeat(length, sequences)]);

    /// <summary>Sequences of lengths drawn evenly from a range; the longest has the greatest length.</summary>
    public static Tokens Mixed(int sequences, int shortest, int longest)
    {
        Random random = new(7);
        return Of($"{sequences} x {shortest}-{longest}",
            [longest, .. Enumerable.Range(1, sequences - 1).Select(_ => random.Next(shortest, longest + 1))]);
    }

    /// <summary>Sequences of the same lengths, the longest first.</summary>
    public Tokens LongestFirst() => Of(Name, [.. Lengths.OrderDescending()]);

    /// <summary>The batch in parts of so many sequences.</summary>
    public IEnumerable<Tokens> Groups(int size)
    {
        int first = 0;
        foreach (int[] lengths in Lengths.Chunk(size))
        {
            int end = first + lengths.Sum();
            yield return new Tokens(Name, lengths, Ids[first..end]);
            first = end;
        }
    }

    private static Tokens Of(string name, int[] lengths)
    {
        Random random = new(1);
        return new Tokens(name, lengths, [.. Enumerable.Range(0, lengths.Sum()).Select(_ => random.Next(VocabularyUsed))]);
    }
}
