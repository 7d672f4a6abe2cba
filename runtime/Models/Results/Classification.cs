using System;
using System.Collections.Generic;
using System.Globalization;

namespace Transformers.Generated;

/// <summary>What a model says of a text: the most likely label, and the scores of all.</summary>
/// <remarks>
/// Probabilities are the softmax of the logits; where labels do not exclude each other (one label, or <c>problem_type</c> is
/// <c>multi_label_classification</c> in config.json) each is the sigmoid of its logit.
/// </remarks>
public sealed class Classification
{
    private readonly ModelLabels _labels;
    private readonly float[] _logits;
    private readonly float[] _probabilities;

    internal Classification(ModelLabels labels, ReadOnlySpan<float> logits)
    {
        _labels = labels;
        _logits = logits.ToArray();
        _probabilities = logits.ToArray();
        labels.ToProbabilities(_probabilities);
        Span<int> best = [0];
        ScoreMath.FindLargest(_logits, best);
        Index = best[0];
    }

    /// <summary>Index of the most likely label.</summary>
    public int Index { get; }

    /// <summary>Name of the most likely label.</summary>
    public string Label => _labels.Names[Index];

    /// <summary>Probability of the most likely label.</summary>
    public float Probability => _probabilities[Index];

    /// <summary>Logit of the most likely label; of a model with one label, such as a reranker, its score.</summary>
    public float Logit => _logits[Index];

    /// <summary>[LabelCount] probabilities.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities;

    /// <summary>[LabelCount] logits, as the model computed them.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The most likely labels, best first; of equal ones that of the lower index.</summary>
    /// <param name="count">How many; at most all are given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public IReadOnlyList<LabelScore> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int[] best = new int[Math.Min(count, _logits.Length)];
        ScoreMath.FindLargest(_logits, best);
        return Array.ConvertAll(best, index => new LabelScore(index, _labels.Names[index], _probabilities[index]));
    }

    /// <summary>The most likely label and its probability.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Label} ({100 * Probability:0.0} %)");
}
