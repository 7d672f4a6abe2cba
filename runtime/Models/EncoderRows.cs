namespace Transformers.Generated;

/// <summary>The rows of numbers that an encoder computes for a batch.</summary>
internal enum EncoderRows
{
    /// <summary>The hidden state of every token, [ModelDim].</summary>
    States,

    /// <summary>The mean of a sequence's hidden states, [ModelDim].</summary>
    Mean,

    /// <summary>A sequence's first hidden state, [ModelDim].</summary>
    First,

    /// <summary>The head of a sequence's first token: pooled state or label logits.</summary>
    Head,

    /// <summary>The head of every token, special ones included: label logits.</summary>
    Tokens,

    /// <summary>The head of every mask: vocabulary logits.</summary>
    Masks,
}
