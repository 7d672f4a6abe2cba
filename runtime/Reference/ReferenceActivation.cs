namespace Transformers.Generated.Reference;

/// <summary>The activations the reference knows.</summary>
internal enum ReferenceActivation
{
    /// <summary>x.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x·Φ(x).</summary>
    Gelu,

    /// <summary>The tanh approximation of GELU.</summary>
    GeluTanh,

    /// <summary>x / (1 + e^(-x)).</summary>
    Silu,

    /// <summary>tanh(x).</summary>
    Tanh,
}
