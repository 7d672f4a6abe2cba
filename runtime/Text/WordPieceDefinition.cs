using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>
/// Everything a WordPiece tokenizer is made of, as read from files.
/// </summary>
internal sealed class WordPieceDefinition
{
    private static readonly SpecialTokenNames s_usualNames = new() { Cls = "[CLS]", Sep = "[SEP]", Pad = "[PAD]", Mask = "[MASK]" };

    /// <summary>The file with the vocabulary.</summary>
    public required TokenizerSource Source { get; init; }

    /// <summary>The model's tokens.</summary>
    public required TokenTable Tokens { get; init; }

    /// <summary>The tokens recognised in the text.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    public required string UnknownToken { get; init; }

    public required string ContinuationPrefix { get; init; }

    public required int MaxWordLength { get; init; }

    public required BertNormalizer Normalizer { get; init; }

    public required PostProcessorDefinition PostProcessor { get; init; }

    public required TokenDecoder Decoder { get; init; }

    /// <summary>The names of the special tokens.</summary>
    public required SpecialTokenNames Names { get; init; }

    /// <summary>The tokenizer that these settings describe.</summary>
    public TokenizerDefinition ToTokenizerDefinition()
    {
        int unknownId = Tokens.Find(UnknownToken);
        if (unknownId < 0)
        {
            throw Source.Error(
                "the unknown token", UnknownToken, "must be in the vocabulary, for words that cannot be spelled",
                "Add it, or name the right one (unk_token).");
        }

        WordPieceStage words = new(Tokens, unknownId, TokenTable.HashPrefix(ContinuationPrefix), MaxWordLength);
        return new TokenizerDefinition
        {
            Source = Source,
            Tokens = Tokens,
            AddedTokens = AddedTokens,
            Normalizer = Normalizer,
            Stage = new SplitStage(PunctuationSplitter.Instance, words),
            PostProcessor = PostProcessor,
            Decoder = Decoder,
            Names = (Names with { Unknown = UnknownToken }).Or(s_usualNames),
        };
    }
}
