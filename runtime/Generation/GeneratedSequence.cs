using System.Collections.Generic;

namespace Transformers.Generated;

/// <summary>A target that an encoder-decoder found for a source.</summary>
public sealed record GeneratedSequence
{
    /// <summary>Its text, special tokens left out; null where only tokens were asked for.</summary>
    public string? Text { get; init; }

    /// <summary>The new tokens, after the start token and whatever else it had to begin with; a stop token at the end included.</summary>
    public required IReadOnlyList<int> TokenIds { get; init; }

    /// <summary>The natural logarithm of each token's probability, after all processors.</summary>
    public required IReadOnlyList<float> LogProbabilities { get; init; }

    /// <summary>
    /// Their sum, divided by the length (start token counted, stop token not) to the power of <see cref="GenerationOptions.LengthPenalty"/>.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason FinishReason { get; init; }
}
