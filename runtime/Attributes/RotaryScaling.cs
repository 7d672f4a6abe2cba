namespace Transformers.Generated;

/// <summary>How a rotary position embedding is stretched beyond the context a model was trained with (<c>rope_type</c>).</summary>
public enum RotaryScaling
{
    /// <summary>Not at all: pair i turns by θ^(-2i/d) for each position (Hugging Face <c>default</c>).</summary>
    None,

    /// <summary>All positions are divided by the factor (Chen et al., 2023). Hugging Face <c>linear</c>.</summary>
    Linear,

    /// <summary>θ grows with the length of the sequence once that exceeds the original context. Hugging Face <c>dynamic</c>.</summary>
    Dynamic,

    /// <summary>
    /// Slow pairs are divided by the factor, fast ones are not, those between are mixed, and attention is sharpened (Peng et al., "YaRN",
    /// 2023). Hugging Face <c>yarn</c>.
    /// </summary>
    Yarn,

    /// <summary>Slow pairs are divided by the factor, by wavelength (Llama 3.1). Hugging Face <c>llama3</c>.</summary>
    Llama3,
}
