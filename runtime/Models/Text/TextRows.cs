namespace Transformers.Generated;

/// <summary>The one row of numbers that a model computes for a text.</summary>
internal enum TextRows
{
    /// <summary>The mean of the hidden states, [ModelDim].</summary>
    Mean,

    /// <summary>The first hidden state, [ModelDim].</summary>
    First,

    /// <summary>The head of the first token: pooled state or label logits.</summary>
    Head,
}
