using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>
/// Reads a <c>tokenizer.json</c> that holds a BPE or Unigram tokenizer. Its truncation and padding settings are for the caller to ask for.
/// </summary>
internal sealed class SubwordJson
{
    private static readonly SpecialTokenNames s_usualNames = new() { Bos = "<s>", Eos = "</s>", Pad = "<pad>", Mask = "<mask>" };

    private SubwordModel? _model;
    private List<AddedToken> _added = [];
    private ITextNormalizer _normalizer = new NormalizerChain([]);
    private Func<PieceStage, PieceStage> _words = model => model;
    private PostProcessorDefinition _postProcessor = PostProcessorDefinition.None;
    private TokenDecoder _decoder = BlankJoinDecoder.Instance;

    private SubwordJson()
    {
    }

    /// <param name="source">The file.</param>
    /// <param name="config">What the file beside it says.</param>
    public static TokenizerDefinition Read(TokenizerSource source, TokenizerConfig config)
    {
        string? type = TokenizerJson.ReadModelType(source);
        SubwordJson parts = new();
        JsonCursor cursor = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            parts.ReadPart(source, type, ref cursor);
        }

        cursor.End();
        return parts.ToDefinition(source, config);
    }

    private void ReadPart(TokenizerSource source, string? type, ref JsonCursor cursor)
    {
        if (cursor.Is("model"u8, 0))
        {
            _model = ReadModel(source, type, ref cursor);
        }
        else if (cursor.Is("added_tokens"u8, 1))
        {
            _added = AddedTokenJson.Read(ref cursor);
        }
        else if (cursor.Is("normalizer"u8, 2))
        {
            _normalizer = NormalizerJson.Read(ref cursor);
        }
        else if (cursor.Is("pre_tokenizer"u8, 3))
        {
            _words = PreTokenizerJson.Read(ref cursor);
        }
        else if (cursor.Is("post_processor"u8, 4))
        {
            _postProcessor = PostProcessorJson.Read(ref cursor);
        }
        else if (cursor.Is("decoder"u8, 5))
        {
            _decoder = DecoderJson.Read(ref cursor);
        }
    }

    private static SubwordModel ReadModel(TokenizerSource source, string? type, ref JsonCursor cursor) => type switch
    {
        "BPE" => BytePairJson.Read(source, ref cursor),
        "Unigram" => UnigramJson.Read(source, ref cursor),
        _ => throw cursor.Error(
            type ?? "missing", "is not a supported \"type\" of model here: only BPE and Unigram are", "Use WordPieceTokenizer, or implement ITokenizer."),
    };

    private TokenizerDefinition ToDefinition(TokenizerSource source, TokenizerConfig config)
    {
        if (_model is null)
        {
            throw source.Error("$.model", "missing", "a tokenizer.json must have", "Use the tokenizer.json of the model.");
        }

        return new TokenizerDefinition
        {
            Source = source,
            Tokens = _model.Tokens,
            AddedTokens = _added,
            Normalizer = _normalizer,
            Stage = _words(_model.Stage),
            PostProcessor = config.Override(source, _postProcessor, FindId),
            Decoder = _decoder,
            CleansUp = config.CleansUp ?? false,
            Names = (config.Names with { Unknown = _model.UnknownToken ?? config.Names.Unknown }).Or(s_usualNames),
        };
    }

    private int FindId(string token)
    {
        int added = _added.FindIndex(entry => entry.Content == token);
        return added >= 0 ? _added[added].Id : _model!.Tokens.Find(token);
    }
}
