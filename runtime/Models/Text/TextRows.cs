namespace Transformers.Generated;

/// <summary>The rows of numbers that a model computes for a text.</summary>
internal enum TextRows
{
    /// <summary>The mean of the hidden states, [ModelDim].</summary>
    Mean,

    /// <summary>The first hidden state, [ModelDim].</summary>
    First,

    /// <summary>The head of the first token: pooled state or label logits.</summary>
    Head,

    /// <summary>The head of every token, special ones included: label logits.</summary>
    Tokens,

    /// <summary>The head of every mask: vocabulary logits.</summary>
    Masks,
}
