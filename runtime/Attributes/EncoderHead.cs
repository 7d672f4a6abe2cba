namespace Transformers.Generated;

/// <summary>What an encoder computes from its last hidden states.</summary>
public enum EncoderHead
{
    /// <summary>Nothing: hidden states and mean or first-token embeddings only.</summary>
    None,

    /// <summary>tanh(W h₀ + b) of each sequence's first token (BERT's <c>pooler</c>).</summary>
    Pooler,

    /// <summary>One vector of label logits for each sequence, from its first token.</summary>
    SequenceClassification,

    /// <summary>One vector of label logits for each token.</summary>
    TokenClassification,

    /// <summary>One vector of vocabulary logits for each chosen token.</summary>
    MaskedLanguageModel,
}
