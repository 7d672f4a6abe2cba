using System;

namespace Transformers.Generated.Text;

/// <summary>
/// SentencePiece's merges: two symbols merge wherever the vocabulary has their text, that of the highest score first.
/// </summary>
/// <param name="pieces">The pieces that merging may make.</param>
/// <param name="ranks">The rank of each id: how many different scores are higher.</param>
internal sealed class PieceMerges(TokenTable pieces, int[] ranks) : IMergeRules
{
    public bool TryFind(int left, int right, ReadOnlySpan<char> text, out Merge merge)
    {
        int id = pieces.Find(text);
        merge = id < 0 ? default : new Merge(ranks[id], id);
        return id >= 0;
    }

    /// <summary>The ranks that belong to scores.</summary>
    public static int[] RanksOf(ReadOnlySpan<float> scores)
    {
        float[] sorted = scores.ToArray();
        int[] ids = new int[sorted.Length];
        for (int id = 0; id < ids.Length; id++)
        {
            ids[id] = id;
        }

        Array.Sort(sorted, ids);
        int[] ranks = new int[ids.Length];
        int rank = 0;
        for (int i = ids.Length - 1; i >= 0; i--)
        {
            rank += i + 1 < ids.Length && sorted[i] != sorted[i + 1] ? 1 : 0;
            ranks[ids[i]] = rank;
        }

        return ranks;
    }
}
