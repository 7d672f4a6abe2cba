namespace Transformers.Generated.Reference;

/// <summary>What a <see cref="ReferenceEncoder"/> computes.</summary>
/// <param name="ModelDim">d_model (hidden_size).</param>
/// <param name="HeadCount">num_attention_heads.</param>
/// <param name="LayerCount">num_hidden_layers.</param>
/// <param name="FeedForwardDim">intermediate_size.</param>
internal sealed record ReferenceEncoderShape(int ModelDim, int HeadCount, int LayerCount, int FeedForwardDim)
{
    /// <summary>The width of a head; null for ModelDim / HeadCount.</summary>
    internal int? HeadDim { get; init; }

    /// <summary>Where the blocks normalise.</summary>
    internal ReferenceNormPlacement NormPlacement { get; init; } = ReferenceNormPlacement.Post;

    /// <summary>The activation of the feed-forward layer (hidden_act).</summary>
    internal ReferenceActivation Activation { get; init; } = ReferenceActivation.Gelu;

    /// <summary>How positions enter.</summary>
    internal ReferencePositionKind Positions { get; init; } = ReferencePositionKind.Learned;

    /// <summary>The position of the first token, a row of the table if that is learned: 2 in RoBERTa, else 0.</summary>
    internal int FirstPosition { get; init; }

    /// <summary>The factor of the token embeddings: √ModelDim where scale_embedding is set, else 1.</summary>
    internal double EmbeddingScale { get; init; } = 1;

    /// <summary>Whether a token sees only those up to itself, as in GPT-2.</summary>
    internal bool IsCausal { get; init; }

    /// <summary>ε of every norm (layer_norm_eps).</summary>
    internal double Epsilon { get; init; } = 1e-12;
}
