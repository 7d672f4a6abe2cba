using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>
/// Reads the <c>post_processor</c> of a <c>tokenizer.json</c>: BertProcessing, RobertaProcessing, TemplateProcessing, ByteLevel or a Sequence.
/// </summary>
internal sealed class PostProcessorJson
{
    private string? _type;
    private PostProcessorToken? _cls;
    private PostProcessorToken? _sep;
    private List<TemplateItem>? _single;
    private List<TemplateItem>? _pair;
    private Dictionary<string, SpecialTokenGroup> _groups = [];
    private bool? _trims;
    private bool? _hasPrefix;
    private PostProcessorDefinition? _sequence;

    private PostProcessorJson()
    {
    }

    public static PostProcessorDefinition Read(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return PostProcessorDefinition.None;
        }

        PostProcessorJson parts = new();
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            parts.ReadPart(ref cursor);
        }

        return parts.ToDefinition(in cursor);
    }

    private void ReadPart(ref JsonCursor cursor)
    {
        if (cursor.Is("type"u8, 0))
        {
            _type = ReadType(ref cursor);
        }
        else if (cursor.Is("sep"u8, 1))
        {
            _sep = ReadTokenAndId(ref cursor);
        }
        else if (cursor.Is("cls"u8, 2))
        {
            _cls = ReadTokenAndId(ref cursor);
        }
        else if (cursor.Is("single"u8, 3))
        {
            _single = ReadTemplate(ref cursor);
        }
        else if (cursor.Is("pair"u8, 4))
        {
            _pair = ReadTemplate(ref cursor);
        }
        else if (cursor.Is("special_tokens"u8, 5))
        {
            _groups = ReadGroups(ref cursor);
        }
        else if (cursor.Is("trim_offsets"u8, 6))
        {
            _trims = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("add_prefix_space"u8, 7))
        {
            _hasPrefix = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("processors"u8, 8))
        {
            _sequence = ReadSequence(ref cursor);
        }
    }

    private PostProcessorDefinition ToDefinition(in JsonCursor cursor)
    {
        OffsetTrimming? trimming = _trims ?? true ? new OffsetTrimming(_hasPrefix ?? true) : null;
        if (_type == "Sequence" && _sequence is not null)
        {
            return _sequence;
        }

        if (_type == "ByteLevel")
        {
            return PostProcessorDefinition.None with { Trimming = trimming };
        }

        if (_type == "RobertaProcessing" && _cls is not null && _sep is not null)
        {
            return PostProcessorDefinition.Roberta(_cls, _sep) with { Trimming = trimming };
        }

        if (_type == "BertProcessing" && _cls is not null && _sep is not null)
        {
            return PostProcessorDefinition.Bert(_cls, _sep);
        }

        if (_type == "TemplateProcessing" && _single is not null && _pair is not null)
        {
            List<PostProcessorToken> tokens = [];
            return new PostProcessorDefinition(
                Resolve(in cursor, "single", _single, texts: 1, tokens), Resolve(in cursor, "pair", _pair, texts: 2, tokens), tokens);
        }

        throw cursor.Error(
            _type ?? "missing",
            "needs \"cls\" and \"sep\" (BertProcessing, RobertaProcessing), \"single\" and \"pair\" (TemplateProcessing) or \"processors\" (Sequence)",
            "Add what is missing.");
    }

    private static string ReadType(ref JsonCursor cursor)
    {
        string type = cursor.ReadString();
        if (type is not ("BertProcessing" or "RobertaProcessing" or "TemplateProcessing" or "ByteLevel" or "Sequence"))
        {
            throw cursor.Error(
                type, "is not a supported post-processor: only BertProcessing, RobertaProcessing, TemplateProcessing, ByteLevel and Sequence are",
                "Convert the tokenizer, or implement ITokenizer.");
        }

        return type;
    }

    /// <summary>At most one that trims offsets and one that adds tokens.</summary>
    private static PostProcessorDefinition ReadSequence(ref JsonCursor cursor)
    {
        PostProcessorDefinition? whole = null;
        OffsetTrimming? trimming = null;
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            PostProcessorDefinition part = Read(ref cursor);
            trimming ??= part.Trimming;
            if (part.Tokens.Count > 0)
            {
                whole = whole is null ? part : throw cursor.Error("a post-processor", "is the second that adds tokens", "Join the two into one template.");
            }
        }

        return (whole ?? PostProcessorDefinition.None) with { Trimming = trimming };
    }

    /// <summary><c>["[SEP]", 102]</c>.</summary>
    private static PostProcessorToken ReadTokenAndId(ref JsonCursor cursor)
    {
        string path = cursor.Path;
        string? content = null;
        int? id = null;
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            if (content is null)
            {
                content = cursor.ReadString();
            }
            else
            {
                id = id is null ? cursor.ReadNonNegativeInt32() : throw cursor.Error("a third element", "does not belong here", "Remove it.");
            }
        }

        return content is not null && id is not null
            ? new PostProcessorToken(path, content, id.Value)
            : throw cursor.Error("an array", "needs a token and its id", "Add what is missing.");
    }

    private static List<TemplateItem> ReadTemplate(ref JsonCursor cursor)
    {
        const int MaxItems = 64; // published ones have up to 5
        List<TemplateItem> items = [];
        cursor.BeginArray();
        while (cursor.NextElement())
        {
            if (items.Count == MaxItems)
            {
                throw cursor.Error("an item", $"is beyond the {MaxItems} allowed in a template", "Use the file as its model was published with.");
            }

            items.Add(ReadItem(ref cursor));
        }

        return items;
    }

    /// <summary><c>{ "SpecialToken": { "id": "[CLS]", "type_id": 0 } }</c> or <c>{ "Sequence": { "id": "A", "type_id": 0 } }</c>.</summary>
    private static TemplateItem ReadItem(ref JsonCursor cursor)
    {
        string path = cursor.Path;
        TemplateItem? item = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (item is null && cursor.Is("SpecialToken"u8, 0))
            {
                item = ReadItemBody(ref cursor, path, isText: false);
            }
            else if (item is null && cursor.Is("Sequence"u8, 1))
            {
                item = ReadItemBody(ref cursor, path, isText: true);
            }
            else
            {
                throw cursor.Error("a property", "is not the only one, or neither \"SpecialToken\" nor \"Sequence\"", "Give each item one of the two.");
            }
        }

        return item ?? throw cursor.Error("an item", "needs \"SpecialToken\" or \"Sequence\"", "Give each item one of the two.");
    }

    private static TemplateItem ReadItemBody(ref JsonCursor cursor, string path, bool isText)
    {
        string? id = null;
        int? typeId = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("id"u8, 0))
            {
                id = cursor.ReadString();
            }
            else if (cursor.Is("type_id"u8, 1))
            {
                typeId = cursor.ReadNonNegativeInt32();
            }
        }

        if (id is null || typeId is null)
        {
            throw cursor.Error("an object", "needs \"id\" and \"type_id\"", "Add what is missing.");
        }

        return isText && id is not ("A" or "B")
            ? throw cursor.Error(id, "is not one of the texts A and B", "Use A for the first text and B for the second.")
            : new TemplateItem(path, id, typeId.Value, isText);
    }

    /// <summary><c>{ "[CLS]": { "id": "[CLS]", "ids": [101], "tokens": ["[CLS]"] }, … }</c>.</summary>
    private static Dictionary<string, SpecialTokenGroup> ReadGroups(ref JsonCursor cursor)
    {
        Dictionary<string, SpecialTokenGroup> groups = [];
        char[] name = new char[TokenTable.MaxTokenLength];
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            string key = new(name, 0, cursor.ReadName(name));
            if (!groups.TryAdd(key, SpecialTokenGroup.Read(ref cursor)))
            {
                throw cursor.Error(key, "appears twice", "Remove one of the two.");
            }
        }

        return groups;
    }

    /// <summary>Makes the steps of one template, and adds its special tokens to <paramref name="tokens"/>.</summary>
    private List<TemplateStep> Resolve(
        in JsonCursor cursor, string name, List<TemplateItem> items, int texts, List<PostProcessorToken> tokens)
    {
        List<TemplateStep> steps = [];
        int seen = 0; // bit t: text t stands in the template
        foreach (TemplateItem item in items)
        {
            if (item.IsText)
            {
                int text = item.Id == "A" ? 0 : 1;
                seen = (seen & (1 << text)) == 0 ? seen | (1 << text) : -1;
                steps.Add(TemplateStep.Text(text, item.TypeId));
                continue;
            }

            if (!_groups.TryGetValue(item.Id, out SpecialTokenGroup? group))
            {
                throw cursor.Error(item.Id, $"({item.Path}) is not in \"special_tokens\"", "Add it there with its ids.");
            }

            foreach (PostProcessorToken token in group.Tokens)
            {
                tokens.Add(token);
                steps.Add(TemplateStep.Special(token.Id, item.TypeId));
            }
        }

        return seen == (1 << texts) - 1
            ? steps
            : throw cursor.Error(
                $"\"{name}\"", texts == 1 ? "must have the text A exactly once, and no B" : "must have the texts A and B, each exactly once",
                "Correct the template.");
    }

    private sealed record TemplateItem(string Path, string Id, int TypeId, bool IsText);
}
