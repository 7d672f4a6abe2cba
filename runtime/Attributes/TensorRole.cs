namespace Transformers.Generated;

/// <summary>What a tensor (or a pair of weight and bias) does in the model. Used to give it another name in the checkpoint.</summary>
public enum TensorRole
{
    /// <summary>Token embeddings, [VocabularySize, ModelDim].</summary>
    TokenEmbedding,

    /// <summary>Position embeddings, [positions, ModelDim].</summary>
    PositionEmbedding,

    /// <summary>Token type (segment) embeddings, [TokenTypeCount, ModelDim].</summary>
    TokenTypeEmbedding,

    /// <summary>Norm of the embedding sum.</summary>
    EmbeddingNorm,

    /// <summary>Query projection, [HeadCount · HeadDim, ModelDim].</summary>
    Query,

    /// <summary>Key projection.</summary>
    Key,

    /// <summary>Value projection.</summary>
    Value,

    /// <summary>Query, key and value in one tensor, in this order of rows; replaces the three.</summary>
    QueryKeyValue,

    /// <summary>The norm of each query head, [HeadDim] (Qwen3).</summary>
    QueryNorm,

    /// <summary>The norm of each key head, [HeadDim] (Qwen3).</summary>
    KeyNorm,

    /// <summary>Attention output projection, [ModelDim, HeadCount · HeadDim].</summary>
    AttentionOutput,

    /// <summary>The norm of the self-attention sublayer.</summary>
    AttentionNorm,

    /// <summary>Cross-attention query projection.</summary>
    CrossQuery,

    /// <summary>Cross-attention key projection.</summary>
    CrossKey,

    /// <summary>Cross-attention value projection.</summary>
    CrossValue,

    /// <summary>Query, key and value of cross-attention in one tensor, in this order of rows; replaces the three.</summary>
    CrossQueryKeyValue,

    /// <summary>Cross-attention output projection.</summary>
    CrossOutput,

    /// <summary>The norm of the cross-attention sublayer.</summary>
    CrossNorm,

    /// <summary>
    /// First feed-forward projection, [FeedForwardDim, ModelDim]; in a gated feed-forward, the one that the gate multiplies.
    /// </summary>
    FeedForwardUp,

    /// <summary>The projection under the activation of a gated feed-forward, [FeedForwardDim, ModelDim].</summary>
    FeedForwardGate,

    /// <summary>Second feed-forward projection, [ModelDim, FeedForwardDim].</summary>
    FeedForwardDown,

    /// <summary>The norm of the feed-forward sublayer.</summary>
    FeedForwardNorm,

    /// <summary>The norm after the last layer.</summary>
    FinalNorm,

    /// <summary>Relative position bias, [buckets, HeadCount].</summary>
    RelativeBias,

    /// <summary>
    /// Dense layer of a head: BERT's pooler, DistilBERT's <c>pre_classifier</c>, the transform of a masked language model.
    /// </summary>
    HeadDense,

    /// <summary>Norm of a masked language model's head.</summary>
    HeadNorm,

    /// <summary>
    /// Last projection of a head: label logits, or vocabulary logits. Where its matrix is tied to the token embedding, its bias alone.
    /// </summary>
    HeadOutput,
}
