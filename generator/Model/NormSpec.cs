namespace Transformers.Generated.Generator.Model;

/// <summary>The norm used throughout a stack; a LayerNorm has a bias, an RmsNorm has none.</summary>
internal sealed record NormSpec(NormKind Kind, NormPlacement Placement, float Epsilon);
