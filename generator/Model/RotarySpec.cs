namespace Transformers.Generated.Generator.Model;

/// <summary>
/// A rotary position embedding: queries and keys are turned, pair by pair, by angles that grow with the position.
/// </summary>
/// <param name="Dim">Columns of a head that are turned: all of them.</param>
/// <param name="Theta">θ: pair i turns by θ^(-2i/Dim) for each position.</param>
/// <param name="IsInterleaved">Whether a pair is columns (2i, 2i + 1), or (i, i + Dim / 2).</param>
/// <param name="Scaling">How it is stretched; the numbers below are 0 where the kind has no use for them.</param>
/// <param name="Factor">By how much the context grows.</param>
/// <param name="OriginalContextLength">The context of training.</param>
/// <param name="AttentionFactor">Factor of sine and cosine; 0 for what <see cref="RotaryScaling.Yarn"/> derives from the others.</param>
/// <param name="BetaFast">YaRN: pairs that turn more often than this within the original context stay as they are.</param>
/// <param name="BetaSlow">YaRN: pairs that turn less often are divided by the factor.</param>
/// <param name="Mscale">YaRN: weight of the attention factor's numerator, or 0.</param>
/// <param name="MscaleAllDim">YaRN: weight of its denominator, or 0.</param>
/// <param name="LowFrequencyFactor">Llama 3: the same as <paramref name="BetaSlow"/>.</param>
/// <param name="HighFrequencyFactor">Llama 3: the same as <paramref name="BetaFast"/>.</param>
internal sealed record RotarySpec(
    int Dim,
    float Theta,
    bool IsInterleaved,
    RotaryScaling Scaling,
    float Factor,
    int OriginalContextLength,
    float AttentionFactor,
    float BetaFast,
    float BetaSlow,
    float Mscale,
    float MscaleAllDim,
    float LowFrequencyFactor,
    float HighFrequencyFactor);
