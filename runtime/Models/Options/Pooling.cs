namespace Transformers.Generated;

/// <summary>How the hidden states of a text's tokens become one vector.</summary>
public enum Pooling
{
    /// <summary>The mean over all tokens, special ones included.</summary>
    Mean,

    /// <summary>The first token, <c>[CLS]</c>.</summary>
    First,

    /// <summary>BERT's pooler, tanh(W h₀ + b) of the first token. Only a <see cref="PooledEncoder"/> has one.</summary>
    Pooler,
}
