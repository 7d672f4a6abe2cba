namespace Transformers.Generated.Execution;

/// <summary>Sequences of a batch that follow each other.</summary>
/// <param name="FirstSequence">The first of them.</param>
/// <param name="SequenceCount">How many they are.</param>
/// <param name="FirstToken">The first one's first token.</param>
/// <param name="TokenCount">Tokens of all of them.</param>
internal readonly record struct BatchPart(int FirstSequence, int SequenceCount, int FirstToken, int TokenCount);
