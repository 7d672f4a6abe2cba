using System;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>Makes the stage and the decoder that a SentencePiece file describes.</summary>
internal static class SentencePieceModel
{
    private const ulong Unigram = 1, BytePair = 2;
    private const float SmallestNormal = 1.17549435e-38f; // FLT_MIN, where the original begins its search for the highest score

    /// <summary>Refuses what is not supported.</summary>
    public static void Check(SentencePieceFile file)
    {
        if (file.ModelType is not (Unigram or BytePair))
        {
            throw file.Source.Error("model_type", file.ModelType, "is not supported: only 1 (unigram) and 2 (BPE) are", "Train another model.");
        }

        if (file.BlankIsSuffix)
        {
            throw file.Source.Error("treat_whitespace_as_suffix", "true", "is not supported", "Train another model.");
        }
    }

    /// <param name="file">The model.</param>
    /// <param name="unknownId">The vocabulary's unknown token.</param>
    /// <param name="ids">The vocabulary's id for each of the model's; null where they are the same.</param>
    public static PieceStage MakeStage(SentencePieceFile file, int unknownId, int[]? ids)
    {
        ByteTokens? bytes = file.FallsBackToBytes ? new ByteTokens(token => FindByte(file, token)) : null;
        UnknownSpelling unknown = new(bytes, unknownId, Fuses: true);
        if (file.ModelType == Unigram)
        {
            return MakeUnigram(file, unknown, ids);
        }

        if (ids is not null)
        {
            throw file.Source.Error("model_type", BytePair, "is not supported with a vocabulary of its own", "Add a tokenizer.json.");
        }

        TokenTable tokens = Select(file, userDefinedOnly: false) ?? new TokenTable(file.Source);
        BytePairStage stage = new(tokens, MakeMerges(file, tokens), unknown, frozen: Select(file, userDefinedOnly: true));
        return stage.CutAtBlanks(file.Blank);
    }

    public static TokenDecoder MakeDecoder(SentencePieceFile file) => new PieceDecoder
    {
        ReadsBytes = file.FallsBackToBytes,
        Blanks = file.RemovesExtraBlanks ? BlankRule.DropBeforeText : file.AddsPrefix ? BlankRule.StripText : BlankRule.KeepAll,
        UnknownToken = file.Tokens.TextAt(file.UnknownId).ToString(),
    };

    /// <summary>The pieces that the user named when training, which are never changed or cut; null where there are none.</summary>
    public static TokenTable? UserDefined(SentencePieceFile file) => Select(file, userDefinedOnly: true);

    private static int FindByte(SentencePieceFile file, string token)
    {
        int id = file.Tokens.Find(token);
        return id >= 0 && file.Kinds[id] == PieceKind.Byte ? id : -1;
    }

    private static TokenTable? Select(SentencePieceFile file, bool userDefinedOnly)
    {
        TokenTable selected = new(file.Source);
        for (int id = 0; id < file.Tokens.Count; id++)
        {
            if (file.Kinds[id] == PieceKind.UserDefined || (!userDefinedOnly && file.Kinds[id] == PieceKind.Normal))
            {
                selected.TryAdd(file.Tokens.TextAt(id), id);
            }
        }

        return selected.Count > 0 ? selected : null;
    }

    private static PieceMerges MakeMerges(SentencePieceFile file, TokenTable tokens)
    {
        for (int id = 0; id < file.Tokens.Count; id++)
        {
            if (file.Kinds[id] == PieceKind.Unused)
            {
                throw file.Source.Error($"piece {id}", file.Tokens.TextAt(id).ToString(), "is marked as unused, which is not supported with BPE", "Use the full model.");
            }
        }

        return new PieceMerges(tokens, PieceMerges.RanksOf([.. file.Scores]));
    }

    private static UnigramStage MakeUnigram(SentencePieceFile file, UnknownSpelling unknown, int[]? ids)
    {
        PieceTrie trie = new(file.Source);
        double[] scores = new double[file.Tokens.Count];
        float lowest = float.MaxValue, highest = SmallestNormal;
        for (int id = 0; id < scores.Length; id++)
        {
            scores[id] = file.Scores[id];
            if (file.Kinds[id] is PieceKind.Normal or PieceKind.UserDefined)
            {
                trie.Add(file.Tokens.TextAt(id), id);
            }

            if (file.Kinds[id] == PieceKind.Normal)
            {
                lowest = Math.Min(lowest, file.Scores[id]);
                highest = Math.Max(highest, file.Scores[id]);
            }
        }

        for (int id = 0; id < scores.Length; id++)
        {
            if (file.Kinds[id] == PieceKind.UserDefined)
            {
                // So high that it is always chosen; the original's formula.
                scores[id] = (Encoding.UTF8.GetByteCount(file.Tokens.TextAt(id)) * highest) - 0.1;
            }
        }

        return new UnigramStage(trie, scores, lowest - (float)UnigramStage.UnknownPenalty, unknown, ScorePrecision.Single, ids);
    }
}
