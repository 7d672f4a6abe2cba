using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>
/// Reads a <c>tokenizer.json</c> that holds a WordPiece tokenizer. Its truncation and padding settings are for the caller to ask for.
/// </summary>
internal sealed class TokenizerJson
{
    private WordPieceModel? _model;
    private List<AddedToken> _added = [];
    private BertNormalizer _normalizer = BertNormalizer.None;
    private bool _splitsWords;
    private PostProcessorDefinition _postProcessor = PostProcessorDefinition.None;
    private TokenDecoder _decoder = BlankJoinDecoder.Instance;

    private TokenizerJson()
    {
    }

    /// <param name="source">The file.</param>
    /// <param name="names">Special token names known from elsewhere.</param>
    public static WordPieceDefinition Read(TokenizerSource source, SpecialTokenNames names)
    {
        RequireWordPiece(source);
        TokenizerJson parts = new();
        JsonCursor cursor = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            parts.ReadPart(source, ref cursor);
        }

        cursor.End();
        return parts.ToDefinition(source, names);
    }

    /// <summary>Reads the name of a part's kind, of which WordPiece supports only one.</summary>
    public static void ReadType(ref JsonCursor cursor, string supported)
    {
        string type = cursor.ReadString();
        if (type != supported)
        {
            throw cursor.Error(type, $"is not supported with WordPiece: only {supported} is", "Convert the tokenizer, or implement ITokenizer.");
        }
    }

    private void ReadPart(TokenizerSource source, ref JsonCursor cursor)
    {
        if (cursor.Is("model"u8, 0))
        {
            _model = WordPieceModel.Read(source, ref cursor);
        }
        else if (cursor.Is("added_tokens"u8, 1))
        {
            _added = AddedTokenJson.Read(ref cursor);
        }
        else if (cursor.Is("normalizer"u8, 2))
        {
            _normalizer = BertNormalizerJson.Read(ref cursor);
        }
        else if (cursor.Is("pre_tokenizer"u8, 3))
        {
            _splitsWords = ReadPreTokenizer(ref cursor);
        }
        else if (cursor.Is("post_processor"u8, 4))
        {
            _postProcessor = PostProcessorJson.Read(ref cursor);
        }
        else if (cursor.Is("decoder"u8, 5))
        {
            _decoder = ReadDecoder(ref cursor);
        }
    }

    private WordPieceDefinition ToDefinition(TokenizerSource source, SpecialTokenNames names)
    {
        if (_model is null)
        {
            throw source.Error("$.model", "missing", "a tokenizer.json must have", "Use the tokenizer.json of the model.");
        }

        if (!_splitsWords)
        {
            throw source.Error(
                "$.pre_tokenizer", "missing or null", "leaves text unsplit: WordPiece needs BertPreTokenizer", "Convert the tokenizer, or implement ITokenizer.");
        }

        return new WordPieceDefinition
        {
            Source = source,
            Tokens = _model.Tokens,
            AddedTokens = _added,
            UnknownToken = _model.UnknownToken,
            ContinuationPrefix = _model.ContinuationPrefix,
            MaxWordLength = _model.MaxWordLength,
            Normalizer = _normalizer,
            PostProcessor = _postProcessor,
            Decoder = _decoder,
            Names = names,
        };
    }

    /// <summary>
    /// The type of the model, before anything else is read: a file of another kind has other parts too, and an error about those would
    /// mislead. Null where there is no model or no type; files of before types have BPE's merges.
    /// </summary>
    public static string? ReadModelType(TokenizerSource source)
    {
        JsonCursor cursor = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("model"u8, 0))
            {
                return ReadModelType(ref cursor);
            }
        }

        return null;
    }

    private static string? ReadModelType(ref JsonCursor cursor)
    {
        string? type = null;
        bool hasMerges = false;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("type"u8, 0))
            {
                type = cursor.ReadString();
            }
            else if (cursor.Is("merges"u8, 1))
            {
                hasMerges = true;
            }
        }

        return type ?? (hasMerges ? "BPE" : null);
    }

    private static void RequireWordPiece(TokenizerSource source)
    {
        if (ReadModelType(source) is { } type and not "WordPiece")
        {
            throw source.Error(
                "$.model.type", type, "is not a supported model: only WordPiece is", "Use SubwordTokenizer or Tokenizers.Load, or implement ITokenizer.");
        }
    }

    private static bool ReadPreTokenizer(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return false;
        }

        bool typed = false;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("type"u8, 0))
            {
                ReadType(ref cursor, "BertPreTokenizer");
                typed = true;
            }
        }

        return typed;
    }

    private static TokenDecoder ReadDecoder(ref JsonCursor cursor)
    {
        if (cursor.TryReadNull())
        {
            return BlankJoinDecoder.Instance;
        }

        string? prefix = null;
        bool? cleanup = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("type"u8, 0))
            {
                ReadType(ref cursor, "WordPiece");
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

        return new WordPieceDecoder(prefix, cleanup.Value);
    }
}
