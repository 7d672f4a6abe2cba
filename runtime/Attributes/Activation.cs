namespace Transformers.Generated;

/// <summary>The elementwise function between the two feed-forward projections (<c>hidden_act</c>).</summary>
public enum Activation
{
    /// <summary>max(x, 0), as in the original Transformer (Vaswani et al., 2017).</summary>
    Relu,

    /// <summary>x · Φ(x) = ½x(1 + erf(x/√2)) (Hendrycks and Gimpel, 2016). Hugging Face <c>gelu</c>.</summary>
    Gelu,

    /// <summary>½x(1 + tanh(√(2/π)(x + 0.044715x³))). Hugging Face <c>gelu_new</c> and <c>gelu_pytorch_tanh</c>.</summary>
    GeluTanh,

    /// <summary>x · σ(x). Hugging Face <c>silu</c> and <c>swish</c>.</summary>
    Silu,

    /// <summary>tanh(x): the pooler of BERT.</summary>
    Tanh,
}
