using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Reads the <c>model</c> of a <c>tokenizer.json</c> whose type is Unigram.</summary>
internal static class UnigramJson
{
    public static SubwordModel Read(TokenizerSource source, ref JsonCursor cursor)
    {
        int? unknownId = null;
        bool fallsBackToBytes = false;
        TokenTable tokens = new(source);
        List<double> scores = [];
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("unk_id"u8, 0))
            {
                unknownId = cursor.TryReadNull() ? null : cursor.ReadNonNegativeInt32();
            }
            else if (cursor.Is("byte_fallback"u8, 1))
            {
                fallsBackToBytes = cursor.ReadBooleanOrNull() ?? false;
            }
            else if (cursor.Is("vocab"u8, 2))
            {
                ReadPieces(ref cursor, tokens, scores);
            }
        }

        if (tokens.Count == 0 || unknownId >= tokens.Count)
        {
            throw cursor.Error(
                $"a vocabulary of {tokens.Count} pieces", "needs at least one, and an \"unk_id\" among them or null", "Use the file as its model was published with.");
        }

        return ToModel(source, tokens, [.. scores], unknownId, fallsBackToBytes);
    }

    private static SubwordModel ToModel(TokenizerSource source, TokenTable tokens, double[] scores, int? unknownId, bool fallsBackToBytes)
    {
        PieceTrie trie = new(source);
        double lowest = double.PositiveInfinity;
        for (int id = 0; id < scores.Length; id++)
        {
            lowest = Math.Min(lowest, scores[id]);
            if (!tokens.TextAt(id).IsEmpty)
            {
                trie.Add(tokens.TextAt(id), id);
            }
        }

        UnknownSpelling unknown = new(fallsBackToBytes ? new ByteTokens(token => tokens.Find(token)) : null, unknownId ?? -1, Fuses: true);
        UnigramStage stage = new(trie, scores, lowest - UnigramStage.UnknownPenalty, unknown, ScorePrecision.Double);
        return new SubwordModel(tokens, stage, unknownId is { } known ? tokens.TextAt(known).ToString() : null);
    }

    /// <summary><c>[["&lt;unk&gt;", 0], ["▁the", -3.2], …]</c>: a piece's id is its place.</summary>
    private static void ReadPieces(ref JsonCursor cursor, TokenTable tokens, List<double> scores)
    {
        Span<char> text = stackalloc char[TokenTable.MaxTokenLength];
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            if (tokens.Count == TokenTable.MaxCount)
            {
                throw cursor.Error("a piece", $"is beyond the {TokenTable.MaxCount} allowed", "Use the file as its model was published with.");
            }

            int parts = 0, length = 0;
            double score = 0;
            cursor.BeginArray();
            while (cursor.NextElement())
            {
                switch (parts++)
                {
                    case 0:
                        length = cursor.ReadString(text);
                        break;
                    case 1:
                        score = cursor.ReadDouble();
                        break;
                }
            }

            if (parts != 2 || !tokens.TryAdd(text[..length], tokens.Count))
            {
                throw cursor.Error(text[..length].ToString(), "is not a piece with its score, or appears twice", "Use the file as its model was published with.");
            }

            scores.Add(score);
        }
    }
}
