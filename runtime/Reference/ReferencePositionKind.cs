namespace Transformers.Generated.Reference;

/// <summary>What is added to the token embeddings for their positions.</summary>
internal enum ReferencePositionKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A row of a learned table.</summary>
    Learned,

    /// <summary><see cref="ReferencePositions.SinusoidalInterleaved"/>.</summary>
    SinusoidalInterleaved,

    /// <summary><see cref="ReferencePositions.SinusoidalHalves"/>.</summary>
    SinusoidalHalves,
}
