using System.Collections.Generic;

namespace Transformers.Generated.Generation;

/// <summary>A finished hypothesis of a beam search.</summary>
/// <param name="TokenIds">The new tokens, after the prefix; the stop token included.</param>
/// <param name="LogProbabilities">The processed log-probability of each.</param>
/// <param name="Score">Their sum, divided by the length to the power of the length penalty.</param>
/// <param name="FinishReason">Why it ended.</param>
internal sealed record Hypothesis(
    IReadOnlyList<int> TokenIds, IReadOnlyList<float> LogProbabilities, double Score, FinishReason FinishReason);
