using System;
using System.Collections.Generic;

namespace Transformers.Generated;

/// <summary>A finished generation.</summary>
public sealed record GenerationResult
{
    /// <summary>The text that follows the prompt, up to the stop token or stop string, which are not part of it.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// All tokens that the model chose, in order: also the stop token, and those whose text a stop string cut off.
    /// </summary>
    public required IReadOnlyList<int> TokenIds { get; init; }

    /// <summary>
    /// The natural logarithm of each chosen token's probability, after all processors: what Hugging Face's <c>compute_transition_scores</c>
    /// gives. Null unless <see cref="GenerationOptions.LogProbabilities"/> is set.
    /// </summary>
    public IReadOnlyList<float>? LogProbabilities { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>The stop string that ended it; else null.</summary>
    public string? StopString { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public required int PromptTokenCount { get; init; }

    /// <summary>Tokens that the model chose.</summary>
    public int NewTokenCount => TokenIds.Count;

    /// <summary>The seed of its random numbers: <see cref="GenerationOptions.Seed"/>, or the one that was drawn. Null when nothing was
    /// sampled.</summary>
    public long? Seed { get; init; }

    /// <summary>Time spent reading the prompt and choosing the first token.</summary>
    public required TimeSpan TimeToFirstToken { get; init; }

    /// <summary>Time spent computing all tokens. What a consumer of a stream does between its pieces is not counted.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Tokens a second after the first one; 0 where there is only one.</summary>
    public double TokensPerSecond =>
        NewTokenCount > 1 && Duration > TimeToFirstToken ? (NewTokenCount - 1) / (Duration - TimeToFirstToken).TotalSeconds : 0;
}
