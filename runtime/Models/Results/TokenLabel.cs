namespace Transformers.Generated;

/// <summary>A token of a text and the label a model gives it.</summary>
/// <param name="Start">Where its characters begin, in UTF-16 units of the text.</param>
/// <param name="End">Where they end (exclusive).</param>
/// <param name="Label">Name of the label.</param>
/// <param name="LabelIndex">Index of the label, 0 to LabelCount - 1.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="TokenId">The token's id in the vocabulary.</param>
public readonly record struct TokenLabel(int Start, int End, string Label, int LabelIndex, float Probability, int TokenId);
