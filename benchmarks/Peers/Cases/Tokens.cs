using System;
using System.Linq;

namespace Peers.Cases;

/// <summary>A batch of token ids: packed for us, padded to the longest sequence for the peer.</summary>
internal sealed class Tokens
{
    private const int VocabularyUsed = 30_000;

    private Tokens(string name, int[] lengths)
    {
        Name = name;
        Lengths = lengths;
        Random random = new(1);
        Ids = [.. Enumerable.Range(0, lengths.Sum()).Select(_ => random.Next(VocabularyUsed))];
    }

    public string Name { get; }

    public int[] Ids { get; }

    public int[] Lengths { get; }

    public int Longest => Lengths.Max();

    public bool NeedsPadding => Lengths.Any(length => length != Longest);

    /// <summary>Sequences of one length.</summary>
    public static Tokens Uniform(int sequences, int length) => new($"{sequences} x {length}", [.. Enumerable.Repeat(length, sequences)]);

    /// <summary>Sequences of lengths drawn evenly from a range; the longest has the greatest length.</summary>
    public static Tokens Mixed(int sequences, int shortest, int longest)
    {
        Random random = new(7);
        return new($"{sequences} x {shortest}-{longest}",
            [longest, .. Enumerable.Range(1, sequences - 1).Select(_ => random.Next(shortest, longest + 1))]);
    }

    /// <summary>Calls an action with each token: sequence, position in it, place in the packed batch.</summary>
    public void ForEach(Action<int, int, int> action)
    {
        int token = 0;
        for (int sequence = 0; sequence < Lengths.Length; sequence++)
        {
            for (int position = 0; position < Lengths[sequence]; position++)
            {
                action(sequence, position, token++);
            }
        }
    }
}
