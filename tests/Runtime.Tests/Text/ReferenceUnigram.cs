using System;
using System.Collections.Generic;
using System.Linq;

namespace Runtime.Tests.Text;

/// <summary>The unigram model by trying every way to cut a text.</summary>
internal static class ReferenceUnigram
{
    /// <summary>The greatest sum of scores over all ways to cut the text.</summary>
    public static double BestScore(string text, Dictionary<string, double> scores)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        double best = double.NegativeInfinity;
        for (int length = 1; length <= text.Length; length++)
        {
            string piece = text[..length];
            if (scores.ContainsKey(piece) || length == 1)
            {
                best = Math.Max(best, ScoreOf([piece], scores) + BestScore(text[length..], scores));
            }
        }

        return best;
    }

    /// <summary>The sum of the scores of pieces; one that is not in the vocabulary is a run of unknown characters.</summary>
    public static double ScoreOf(IEnumerable<string> pieces, Dictionary<string, double> scores) => pieces.Sum(
        piece => scores.TryGetValue(piece, out double score) ? score : piece.Length * (scores.Values.Min() - 10));
}
