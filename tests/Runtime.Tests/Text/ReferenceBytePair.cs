using System;
using System.Collections.Generic;
using System.Linq;

namespace Runtime.Tests.Text;

/// <summary>Byte pair encoding as first written down: look for the best pair in all of the word, merge its leftmost place, look again.</summary>
internal static class ReferenceBytePair
{
    public static List<string> Encode(string word, List<(string Left, string Right)> merges) => Merge(word, (left, right) =>
    {
        int rank = merges.IndexOf((left, right));
        return rank < 0 ? int.MaxValue : rank;
    });

    /// <summary>SentencePiece's: any two whose text is a token, that of the highest score first.</summary>
    public static List<string> EncodeByScore(string word, List<string> tokens, float[] scores) => Merge(word, (left, right) =>
    {
        int id = tokens.IndexOf(left + right);
        return id < 0 ? int.MaxValue : (int)-scores[id];
    });

    private static List<string> Merge(string word, Func<string, string, int> rankOf)
    {
        List<string> symbols = [.. word.Select(unit => unit.ToString())];
        while (true)
        {
            int best = -1, bestRank = int.MaxValue;
            for (int i = 0; i + 1 < symbols.Count; i++)
            {
                int rank = rankOf(symbols[i], symbols[i + 1]);
                if (rank < bestRank)
                {
                    (best, bestRank) = (i, rank);
                }
            }

            if (best < 0)
            {
                return symbols;
            }

            symbols[best] += symbols[best + 1];
            symbols.RemoveAt(best + 1);
        }
    }
}
