namespace Transformers.Generated;

/// <summary>A label and how likely it is.</summary>
/// <param name="Index">Index of the label, 0 to LabelCount - 1.</param>
/// <param name="Label">Its name.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct LabelScore(int Index, string Label, float Probability);
