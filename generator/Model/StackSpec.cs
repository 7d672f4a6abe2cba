namespace Transformers.Generated.Generator.Model;

/// <summary>T5's relative position bias: one number per head and bucket of key distance, added to the scores.</summary>
internal sealed record RelativeBiasSpec(int BucketCount, int MaxDistance, bool Bidirectional);

/// <summary>A stack of equal layers: self-attention, perhaps cross-attention, feed-forward.</summary>
/// <param name="LayerCount">Number of layers.</param>
/// <param name="HeadCount">Query heads.</param>
/// <param name="KeyValueHeadCount">Key and value heads; fewer than HeadCount means grouped-query attention.</param>
/// <param name="HeadDim">Width of a head; HeadCount · HeadDim may differ from the model's width.</param>
/// <param name="FeedForwardDim">Width of the inner activation.</param>
/// <param name="Activation">Feed-forward activation.</param>
/// <param name="Norm">Norm of every sublayer.</param>
/// <param name="HasFinalNorm">Whether a norm follows the last layer.</param>
/// <param name="IsGated">Whether the feed-forward is down(act(gate x) · up x), and not down(act(up x)).</param>
/// <param name="HasQueryKeyValueBias">Whether the query, key and value projections have biases.</param>
/// <param name="HasAttentionOutputBias">Whether the output projections of attention have biases.</param>
/// <param name="HasFeedForwardBias">Whether the feed-forward projections have biases.</param>
/// <param name="ScoreScale">Factor of the attention scores, usually 1/√HeadDim.</param>
/// <param name="IsCausal">Whether a token sees only itself and earlier tokens.</param>
/// <param name="RelativeBias">Bias by distance, or null.</param>
/// <param name="Rotary">Rotary position embedding, or null.</param>
/// <param name="HasQueryKeyNorm">Whether each head's query and key are RMS-normalised before they are rotated (Qwen3).</param>
/// <param name="Window">Layers with a limited view, or null.</param>
/// <param name="HasCrossAttention">Whether each layer also attends to the encoder's output.</param>
internal sealed record StackSpec(
    int LayerCount,
    int HeadCount,
    int KeyValueHeadCount,
    int HeadDim,
    int FeedForwardDim,
    Activation Activation,
    NormSpec Norm,
    bool HasFinalNorm,
    bool IsGated,
    bool HasQueryKeyValueBias,
    bool HasAttentionOutputBias,
    bool HasFeedForwardBias,
    float ScoreScale,
    bool IsCausal,
    RelativeBiasSpec? RelativeBias,
    RotarySpec? Rotary,
    bool HasQueryKeyNorm,
    WindowSpec? Window,
    bool HasCrossAttention)
{
    /// <summary>Width of all query heads together.</summary>
    public int QueryDim => HeadCount * HeadDim;

    /// <summary>Width of all key heads, and of all value heads.</summary>
    public int KeyValueDim => KeyValueHeadCount * HeadDim;
}
