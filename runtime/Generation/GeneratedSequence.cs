using System.Collections.Generic;

namespace Transformers.Generated;

/// <summary>What a search found: a target for a source, or a continuation of a prompt.</summary>
public sealed record GeneratedSequence
{
    /// <summary>Its text, special tokens left out; null where only tokens were asked for.</summary>
    public string? Text { get; init; }

    /// <summary>The new tokens, after the start token or prompt that it began with; a stop token at the end included.</summary>
    public required IReadOnlyList<int> TokenIds { get; init; }

    /// <summary>The natural logarithm of each token's probability, after all processors.</summary>
    public required IReadOnlyList<float> LogProbabilities { get; init; }

    /// <summary>
    /// Their sum, divided by the length (what it began with counted, stop token not) to the power of
    /// <see cref="GenerationOptions.LengthPenalty"/>.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>The seed of its random numbers: <see cref="GenerationOptions.Seed"/>, or the one that was drawn. Null when nothing was
    /// sampled.</summary>
    public long? Seed { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason FinishReason { get; init; }
}
