using System.Collections.Generic;
using Transformers.Generated.Primitives;

namespace Transformers.Generated.Generation;

/// <summary>A finished hypothesis of a beam search.</summary>
/// <param name="TokenIds">The new tokens, after the prefix; the stop token included.</param>
/// <param name="LogProbabilities">The processed log-probability of each.</param>
/// <param name="Score">Their sum, divided by the length to the power of the length penalty.</param>
/// <param name="FinishReason">Why it ended.</param>
internal sealed record Hypothesis(
    IReadOnlyList<int> TokenIds, IReadOnlyList<float> LogProbabilities, double Score, FinishReason FinishReason)
{
    /// <summary>sum / length^penalty.</summary>
    /// <param name="sum">The sum of the log-probabilities.</param>
    /// <param name="length">Tokens with the prefix and without the stop token.</param>
    /// <param name="penalty">The length penalty.</param>
    public static double ScoreOf(double sum, int length, float penalty) =>
        sum / DeterministicMath.Exp(penalty * DeterministicMath.Log(length));
}
