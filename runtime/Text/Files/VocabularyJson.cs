using System;

namespace Transformers.Generated.Text;

/// <summary>Reads a vocabulary written as a JSON object from token to id: <c>vocab</c> of a model, <c>vocab.json</c>.</summary>
internal static class VocabularyJson
{
    /// <summary>Reads a whole file.</summary>
    public static TokenTable Read(TokenizerSource source)
    {
        JsonCursor cursor = new(source);
        TokenTable tokens = Read(source, ref cursor);
        cursor.End();
        return tokens;
    }

    public static TokenTable Read(TokenizerSource source, ref JsonCursor cursor)
    {
        TokenTable tokens = new(source);
        char[] name = new char[TokenTable.MaxTokenLength];
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            ReadOnlySpan<char> token = name.AsSpan(0, cursor.ReadName(name));
            int id = cursor.ReadNonNegativeInt32();
            if (tokens.Count == TokenTable.MaxCount)
            {
                throw cursor.Error(id, $"is beyond the {TokenTable.MaxCount} tokens allowed", "Use the file as its model was published with.");
            }

            if (!tokens.TryAdd(token, id))
            {
                throw cursor.Error(id, $"is the second id of its token, after {tokens.Find(token)}", "Remove one of the two entries.");
            }
        }

        if (tokens.Count == 0)
        {
            throw cursor.Error("the vocabulary", "must have at least one token, but is empty", "Use the file as its model was published with.");
        }

        return tokens;
    }
}
