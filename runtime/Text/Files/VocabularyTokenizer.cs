using System;

namespace Transformers.Generated.Text;

/// <summary>Makes the definition of a tokenizer that is given as a <c>vocab.txt</c>.</summary>
internal static class VocabularyTokenizer
{
    /// <summary>The Python classes whose <c>vocab.txt</c> is split exactly like BERT's, without the ending "Fast".</summary>
    private static readonly string[] s_bertClasses =
    [
        "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "ConvBertTokenizer", "SqueezeBertTokenizer",
        "RetriBertTokenizer", "LayoutLMTokenizer",
    ];

    public static WordPieceDefinition Define(TokenizerSource source, WordPieceOptions options)
    {
        if (options.MaxWordLength < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxWordLength, "MaxWordLength must be 0 or more; BERT's is 100.");
        }

        TokenTable tokens = VocabularyFile.Read(source);
        PostProcessorToken cls = Require(source, tokens, options.ClsToken, "cls_token");
        PostProcessorToken sep = Require(source, tokens, options.SepToken, "sep_token");
        SpecialTokenNames names = new()
        {
            Unknown = options.UnknownToken, Cls = options.ClsToken, Sep = options.SepToken, Pad = options.PadToken, Mask = options.MaskToken,
        };
        return new WordPieceDefinition
        {
            Source = source,
            Tokens = tokens,
            AddedTokens = names.FindSpecial(tokens),
            UnknownToken = options.UnknownToken,
            ContinuationPrefix = options.ContinuationPrefix,
            MaxWordLength = options.MaxWordLength,
            Normalizer = new BertNormalizer(
                options.CleanText, options.SplitIdeographs, options.StripAccents ?? options.Lowercase, options.Lowercase),
            PostProcessor = PostProcessorDefinition.Bert(cls, sep),
            Decoder = new WordPieceDecoder(options.ContinuationPrefix, cleanup: true),
            Names = names,
        };
    }

    /// <summary>The options that a <c>tokenizer_config.json</c> stands for; what it leaves out is as in BERT's own tokenizer.</summary>
    public static WordPieceOptions OptionsFrom(TokenizerSource source, TokenizerConfig config)
    {
        if (config.BaseClass is { } name && Array.IndexOf(s_bertClasses, name) < 0)
        {
            throw source.Error(
                "$.tokenizer_class", name, "is not known to split text like BertTokenizer",
                "Add a tokenizer.json, or call WordPieceTokenizer.FromVocabulary if it does.");
        }

        if (config.SplitWords == false)
        {
            throw source.Error("$.do_basic_tokenize", "false", "is not supported", "Add a tokenizer.json, or implement ITokenizer.");
        }

        WordPieceOptions defaults = new() { Lowercase = config.Lowercase ?? true };
        return defaults with
        {
            StripAccents = config.StripAccents,
            SplitIdeographs = config.SplitIdeographs ?? true,
            UnknownToken = config.Names.Unknown ?? defaults.UnknownToken,
            ClsToken = config.Names.Cls ?? defaults.ClsToken,
            SepToken = config.Names.Sep ?? defaults.SepToken,
            PadToken = config.Names.Pad ?? defaults.PadToken,
            MaskToken = config.Names.Mask ?? defaults.MaskToken,
        };
    }

    private static PostProcessorToken Require(TokenizerSource source, TokenTable tokens, string token, string role)
    {
        int id = tokens.Find(token);
        return id >= 0
            ? new PostProcessorToken(role, token, id)
            : throw source.Error(role, token, "must be in the vocabulary", "Name the right token in the options or in tokenizer_config.json.");
    }
}
