namespace Transformers.Generated;

/// <summary>The norm used throughout a stack.</summary>
public enum NormKind
{
    /// <summary>(x - mean) / √(variance + ε) · weight + bias (Ba, Kiros and Hinton, 2016): GPT-2.</summary>
    LayerNorm,

    /// <summary>x / √(mean(x²) + ε) · weight (Zhang and Sennrich, 2019): Llama, T5.</summary>
    RmsNorm,
}
