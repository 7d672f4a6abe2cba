using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>
/// Everything a WordPiece tokenizer is made of, as read from files; <see cref="WordPieceTokenizer"/> checks that it fits together.
/// </summary>
internal sealed class WordPieceDefinition
{
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

    public required WordPieceDecoder Decoder { get; init; }

    /// <summary>The names of the special tokens.</summary>
    public required SpecialTokenNames Names { get; init; }
}
