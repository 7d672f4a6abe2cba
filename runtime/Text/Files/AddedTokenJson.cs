using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Reads the <c>added_tokens</c> of a <c>tokenizer.json</c>.</summary>
internal static class AddedTokenJson
{
    public static List<AddedToken> Read(ref JsonCursor cursor)
    {
        List<AddedToken> tokens = [];
        if (cursor.TryReadNull())
        {
            return tokens;
        }

        cursor.BeginArray();
        while (cursor.NextElement())
        {
            if (tokens.Count == TokenTable.MaxCount)
            {
                throw cursor.Error("an added token", $"is beyond the {TokenTable.MaxCount} allowed", "Use the file as its model was published with.");
            }

            tokens.Add(ReadAddedToken(ref cursor));
        }

        return tokens;
    }

    private static AddedToken ReadAddedToken(ref JsonCursor cursor)
    {
        int? id = null;
        string? content = null;
        AddedToken flags = new(string.Empty, 0);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("id"u8, 0))
            {
                id = cursor.ReadNonNegativeInt32();
            }
            else if (cursor.Is("content"u8, 1))
            {
                content = cursor.ReadString();
            }
            else
            {
                flags = ReadFlag(ref cursor, flags);
            }
        }

        if (id is null || string.IsNullOrEmpty(content))
        {
            throw cursor.Error("an added token", "needs an \"id\" and a non-empty \"content\"", "Add what is missing.");
        }

        return flags with { Content = content, Id = id.Value };
    }

    private static AddedToken ReadFlag(ref JsonCursor cursor, AddedToken flags) =>
        cursor.Is("special"u8, 2) ? flags with { Special = cursor.ReadBoolean() }
        : cursor.Is("normalized"u8, 3) ? flags with { Normalized = cursor.ReadBoolean() }
        : cursor.Is("single_word"u8, 4) ? flags with { SingleWord = cursor.ReadBoolean() }
        : cursor.Is("lstrip"u8, 5) ? flags with { StripLeft = cursor.ReadBoolean() }
        : cursor.Is("rstrip"u8, 6) ? flags with { StripRight = cursor.ReadBoolean() }
        : flags;
}
