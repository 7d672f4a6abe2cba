using System;

namespace Transformers.Generated.Text;

/// <summary>
/// The unigram model: of all ways to spell a piece by tokens, the one with the greatest sum of scores (log probabilities), found by
/// Viterbi's algorithm in time proportional to the piece's length times the longest token's.
/// </summary>
/// <param name="trie">The tokens that may be used.</param>
/// <param name="scores">The score of each id.</param>
/// <param name="unknownScore">The score of a character that no token spells.</param>
/// <param name="unknown">What becomes of such characters.</param>
/// <param name="precision">How sums are rounded.</param>
/// <param name="ids">The vocabulary's id for each id of the model's; null where they are the same.</param>
internal sealed class UnigramStage(
    PieceTrie trie, double[] scores, double unknownScore, UnknownSpelling unknown, ScorePrecision precision, int[]? ids = null) : PieceStage
{
    /// <summary>How far below the lowest score the score of an unknown character is, in both libraries.</summary>
    public const double UnknownPenalty = 10;

    public override bool DependsOnWordAlone => true;

    public override void Encode(in Piece piece, in EncodeTarget target)
    {
        ReadOnlySpan<char> chars = piece.Chars;
        Span<BestPaths.Step> steps = target.Output.Scratch.Paths.Begin(chars.Length);
        for (int start = 0; start < chars.Length;)
        {
            CodePoints.Read(chars, start, out int length);
            Extend(chars, start, length, steps);
            start += length;
        }

        AddTokens(piece, steps, target);
    }

    /// <summary>Tries every token that begins at <paramref name="start"/>, and the unknown one.</summary>
    private void Extend(ReadOnlySpan<char> chars, int start, int characterLength, Span<BestPaths.Step> steps)
    {
        double before = steps[start].Score;
        bool characterIsToken = false;
        int node = PieceTrie.Root;
        for (int end = start + 1; end <= chars.Length && trie.TryStep(ref node, chars[end - 1]); end++)
        {
            int id = trie.IdAt(node);
            if (id >= 0)
            {
                Offer(steps, before, start, end, id, scores[id]);
                characterIsToken |= end == start + characterLength;
            }
        }

        if (!characterIsToken)
        {
            Offer(steps, before, start, start + characterLength, -1, unknownScore);
        }
    }

    private void Offer(Span<BestPaths.Step> steps, double before, int start, int end, int id, double score)
    {
        double sum = precision == ScorePrecision.Single ? (float)(before + score) : before + score;
        ref BestPaths.Step step = ref steps[end];
        if (step.Start < 0 || sum > step.Score)
        {
            step = new BestPaths.Step { Score = sum, Start = start, Id = id };
        }
    }

    private void AddTokens(in Piece piece, Span<BestPaths.Step> steps, in EncodeTarget target)
    {
        // The way is known from its end: turn it round, so that each step's Start leads forwards.
        int next = -1;
        for (int place = steps.Length - 1; place >= 0;)
        {
            int previous = steps[place].Start;
            steps[place].Start = next;
            next = place;
            place = previous;
        }

        bool afterUnknown = false;
        for (int start = 0, end = steps[0].Start; end >= 0; start = end, end = steps[end].Start)
        {
            int id = steps[end].Id;
            bool spellsUnknown = ids is null && unknown.Bytes is null && id == unknown.UnknownId; // the text has the unknown token's name
            if (id >= 0 && !spellsUnknown)
            {
                target.Add(ids is null ? id : ids[id], piece.OriginalStart(start), piece.OriginalEnd(end - 1));
                afterUnknown = false;
            }
            else
            {
                afterUnknown = unknown.Add(piece, start, end, afterUnknown, target);
            }
        }
    }
}
