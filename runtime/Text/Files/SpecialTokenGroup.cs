using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>An entry of a template's <c>special_tokens</c>: the tokens, usually one, that a name in the template stands for.</summary>
internal sealed record SpecialTokenGroup(IReadOnlyList<PostProcessorToken> Tokens)
{
    private const int MaxTokens = 16; // published ones have 1

    public static SpecialTokenGroup Read(ref JsonCursor cursor)
    {
        string path = cursor.Path;
        List<int> ids = [];
        List<string> contents = [];
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("ids"u8, 0))
            {
                cursor.BeginArray();
                while (cursor.NextElement() && Allow(in cursor, ids.Count))
                {
                    ids.Add(cursor.ReadNonNegativeInt32());
                }
            }
            else if (cursor.Is("tokens"u8, 1))
            {
                cursor.BeginArray();
                while (cursor.NextElement() && Allow(in cursor, contents.Count))
                {
                    contents.Add(cursor.ReadString());
                }
            }
        }

        if (ids.Count == 0 || ids.Count != contents.Count)
        {
            throw cursor.Error($"{ids.Count} ids and {contents.Count} tokens", "must be as many as each other, and at least one", "Add what is missing.");
        }

        List<PostProcessorToken> tokens = [];
        for (int i = 0; i < ids.Count; i++)
        {
            tokens.Add(new PostProcessorToken($"{path}.ids[{i}]", contents[i], ids[i]));
        }

        return new SpecialTokenGroup(tokens);
    }

    private static bool Allow(in JsonCursor cursor, int count) =>
        count < MaxTokens ? true : throw cursor.Error("an element", $"is beyond the {MaxTokens} allowed", "Use the file as its model was published with.");
}
