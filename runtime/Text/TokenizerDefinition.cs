using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>
/// Everything a tokenizer is made of, as read from files; <see cref="PipelineTokenizer"/> checks that it fits together.
/// </summary>
internal sealed record TokenizerDefinition
{
    /// <summary>The file with the vocabulary.</summary>
    public required TokenizerSource Source { get; init; }

    /// <summary>The model's tokens.</summary>
    public required TokenTable Tokens { get; init; }

    /// <summary>The tokens recognised in the text.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    public required ITextNormalizer Normalizer { get; init; }

    /// <summary>What makes tokens of normalised text.</summary>
    public required PieceStage Stage { get; init; }

    public required PostProcessorDefinition PostProcessor { get; init; }

    public required TokenDecoder Decoder { get; init; }

    /// <summary>Whether blanks before punctuation are removed from decoded text (<c>clean_up_tokenization_spaces</c>).</summary>
    public bool CleansUp { get; init; }

    /// <summary>The names of the special tokens; one that is not in the vocabulary has no id.</summary>
    public required SpecialTokenNames Names { get; init; }
}
