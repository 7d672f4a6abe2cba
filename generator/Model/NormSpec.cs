namespace Transformers.Generated.Generator.Model;

/// <summary>LayerNorm subtracts the mean and has a bias; RmsNorm does neither.</summary>
internal enum NormKind
{
    LayerNorm,
    RmsNorm,
}

/// <summary>The norm used throughout a stack.</summary>
internal sealed record NormSpec(NormKind Kind, NormPlacement Placement, float Epsilon);
