using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Reads a <c>tokenizer.json</c> that holds a WordPiece tokenizer. Its truncation and padding settings are for the caller to ask for.</summary>
internal static class TokenizerJson
{
    private const string Fix = "Convert the tokenizer, or implement ITokenizer.";

    /// <param name="source">The file.</param>
    /// <param name="names">Special token names known from elsewhere.</param>
    public static WordPieceDefinition Read(TokenizerSource source, SpecialTokenNames names)
    {
        RequireWordPiece(source);
        WordPieceModel? model = null;
        List<AddedToken> added = [];
        BertNormalizer normalizer = BertNormalizer.None;
        bool splitsWords = false;
        PostProcessorDefinition postProcessor = PostProcessorDefinition.None;
        WordPieceDecoder decoder = WordPieceDecoder.Blanks;
        JsonCursor cursor = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("model"u8, 0))
            {
                model = WordPieceModel.Read(source, ref cursor);
            }
            else if (cursor.Is("added_tokens"u8, 1))
            {
                added = ReadAddedTokens(ref cursor);
            }
            else if (cursor.Is("normalizer"u8, 2))
            {
                normalizer = ReadNormalizer(ref cursor);
            }
            else if (cursor.Is("pre_tokenizer"u8, 3))
            {
                splitsWords = ReadPreTokenizer(ref cursor);
            }
            else if (cursor.Is("post_processor"u8, 4))
            {
                postProcessor = PostProcessorJson.Read(ref cursor);
            }
            else if (cursor.Is("decoder"u8, 5))
            {
                decoder = ReadDecoder(ref cursor);
            }
        }

        cursor.End();
        if (model is null)
        {
            throw source.Error("$.model", "missing", "a tokenizer.json must have", "Use the tokenizer.json of the model.");
        }

        if (!splitsWords)
        {
            throw source.Error("$.pre_tokenizer", "missing or null", "WordPiece needs to split text into words: only BertPreTokenizer is supported", Fix);
        }

        return new WordPieceDefinition
        {
            Source = source,
            Tokens = model.Tokens,
            AddedTokens = added,
            UnknownToken = model.UnknownToken,
            ContinuationPrefix = model.ContinuationPrefix,
            MaxWordLength = model.MaxWordLength,
            Normalizer = normalizer,
            PostProcessor = postProcessor,
            Decoder = decoder,
            Names = names,
        };
    }

    /// <summary>
    /// Looks at the model before anything else: a file of another kind has other parts too, and an error about those would mislead.
    /// </summary>
    private static void RequireWordPiece(TokenizerSource source)
    {
        JsonCursor cursor = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (!cursor.Is("model"u8, 0))
            {
                continue;
            }

            cursor.BeginObject();
            while (cursor.NextProperty())
            {
                if (cursor.Is("type"u8, 0))
                {
                    RequireType(in cursor, cursor.ReadString(), "WordPiece", "is not a supported model: only WordPiece is");
                }
            }
        }
    }

    private static List<AddedToken> ReadAddedTokens(ref JsonCursor cursor)
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
                throw cursor.Error("an added token", $"is beyond the {TokenTable.MaxCount} allowed", Fix);
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

    private static BertNormalizer ReadNormalizer(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return BertNormalizer.None;
        }

        string? type = null;
        bool? cleanText = null, spaceIdeographs = null, stripAccents = null, lowercase = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("type"u8, 0))
            {
                type = cursor.ReadString();
                RequireType(in cursor, type, "BertNormalizer");
            }
            else if (cursor.Is("clean_text"u8, 1))
            {
                cleanText = cursor.ReadBoolean();
            }
            else if (cursor.Is("handle_chinese_chars"u8, 2))
            {
                spaceIdeographs = cursor.ReadBoolean();
            }
            else if (cursor.Is("strip_accents"u8, 3))
            {
                stripAccents = cursor.ReadBooleanOrNull();
            }
            else if (cursor.Is("lowercase"u8, 4))
            {
                lowercase = cursor.ReadBoolean();
            }
        }

        if (type is null || cleanText is null || spaceIdeographs is null || lowercase is null)
        {
            throw cursor.Error(
                "an object", "needs \"type\", \"clean_text\", \"handle_chinese_chars\" and \"lowercase\"", "Add what is missing.");
        }

        return new BertNormalizer(cleanText.Value, spaceIdeographs.Value, stripAccents ?? lowercase.Value, lowercase.Value);
    }

    private static bool ReadPreTokenizer(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return false;
        }

        string? type = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("type"u8, 0))
            {
                type = cursor.ReadString();
                RequireType(in cursor, type, "BertPreTokenizer");
            }
        }

        return type is not null;
    }

    private static WordPieceDecoder ReadDecoder(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return WordPieceDecoder.Blanks;
        }

        string? prefix = null;
        bool? cleanup = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("type"u8, 0))
            {
                RequireType(in cursor, cursor.ReadString(), "WordPiece");
            }
            else if (cursor.Is("prefix"u8, 1))
            {
                prefix = cursor.ReadString();
            }
            else if (cursor.Is("cleanup"u8, 2))
            {
                cleanup = cursor.ReadBoolean();
            }
        }

        if (prefix is null || cleanup is null)
        {
            throw cursor.Error("an object", "needs \"prefix\" and \"cleanup\"", "Add what is missing.");
        }

        return WordPieceDecoder.Joining(prefix, cleanup.Value);
    }

    private static void RequireType(in JsonCursor cursor, string type, string supported, string? rule = null)
    {
        if (type != supported)
        {
            throw cursor.Error(type, rule ?? $"is not supported with WordPiece: only {supported} is", Fix);
        }
    }
}
