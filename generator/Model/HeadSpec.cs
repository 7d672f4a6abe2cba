namespace Transformers.Generated.Generator.Model;

/// <summary>
/// What is computed from the last hidden states: an optional dense layer with activation and norm, then an optional projection.
/// </summary>
/// <param name="DenseActivation">Activation of a dense layer [ModelDim, ModelDim], or null for no such layer.</param>
/// <param name="HasNorm">Whether a norm follows the dense layer.</param>
/// <param name="OutputDim">Width of the last projection (labels or vocabulary), or 0 for none.</param>
/// <param name="OutputHasBias">Whether the last projection has a bias.</param>
/// <param name="IsTied">Whether the last projection's matrix is the token embedding.</param>
/// <param name="InputScale">Factor applied to the hidden states before the head (T5 with tied output: ModelDim^-½).</param>
internal sealed record HeadSpec(
    Activation? DenseActivation, bool HasNorm, int OutputDim, bool OutputHasBias, bool IsTied, float InputScale);
