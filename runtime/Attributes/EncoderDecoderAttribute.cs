using System;

namespace Transformers.Generated;

/// <summary>
/// Completes a partial class with an encoder-decoder of the declared shape: T5, Marian, BART, the original Transformer.
/// </summary>
/// <remarks>
/// <see cref="Config"/> alone declares a published model. Without it, <see cref="Layout"/> decides the defaults: those of Marian and BART
/// for their layouts, those of the original Transformer (Vaswani et al., "Attention Is All You Need", 2017) for
/// <see cref="CheckpointLayout.TorchTransformer"/>, those of T5 for all others.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EncoderDecoderAttribute : Attribute
{
    /// <summary>
    /// Path of a Hugging Face <c>config.json</c>, relative to the project, which lists it as an <c>AdditionalFiles</c> item.
    /// </summary>
    public string? Config { get; set; }

    /// <summary>Width of the residual stream (<c>d_model</c>). Required.</summary>
    public int ModelDim { get; set; }

    /// <summary>Number of attention heads on both sides (<c>num_heads</c>, <c>encoder_attention_heads</c>). Required.</summary>
    public int HeadCount { get; set; }

    /// <summary>Width of one head (<c>d_kv</c>). Default: <see cref="ModelDim"/> / <see cref="HeadCount"/>.</summary>
    public int HeadDim { get; set; }

    /// <summary>Number of encoder layers (<c>num_layers</c>, <c>encoder_layers</c>). Required.</summary>
    public int EncoderLayerCount { get; set; }

    /// <summary>
    /// Number of decoder layers (<c>num_decoder_layers</c>, <c>decoder_layers</c>). Default <see cref="EncoderLayerCount"/>.
    /// </summary>
    public int DecoderLayerCount { get; set; }

    /// <summary>Width of the feed-forward's inner activation (<c>d_ff</c>, <c>encoder_ffn_dim</c>). Required.</summary>
    public int FeedForwardDim { get; set; }

    /// <summary>
    /// Number of tokens in the vocabulary of the target, and of the source unless that has its own (<c>vocab_size</c>). Required.
    /// </summary>
    public int VocabularySize { get; set; }

    /// <summary>
    /// Number of tokens in the vocabulary of the source, which then has an embedding of its own. Default: both sides share one vocabulary
    /// and one embedding (<c>share_encoder_decoder_embeddings</c>).
    /// </summary>
    public int SourceVocabularySize { get; set; }

    /// <summary>
    /// Longest source or target the model accepts, in tokens (<c>n_positions</c>, <c>max_position_embeddings</c>). Default 512.
    /// </summary>
    public int ContextLength { get; set; } = 512;

    /// <summary>
    /// Feed-forward activation, or that of its gate (<c>feed_forward_proj</c>, <c>activation_function</c>). Default
    /// <see cref="Generated.Activation.Relu"/>, for Marian and BART <see cref="Generated.Activation.Gelu"/>.
    /// </summary>
    public Activation Activation { get; set; } = Activation.Relu;

    /// <summary>
    /// Whether the feed-forward is down(activation(gate x) · up x), as in T5 1.1, and not down(activation(up x)). Default: as
    /// <c>feed_forward_proj</c> says, else false.
    /// </summary>
    public bool Gated { get; set; }

    /// <summary>Default <see cref="NormKind.RmsNorm"/> for T5, else <see cref="NormKind.LayerNorm"/>.</summary>
    public NormKind NormKind { get; set; }

    /// <summary>Default <see cref="NormPlacement.Pre"/> for T5, else <see cref="NormPlacement.Post"/>.</summary>
    public NormPlacement NormPlacement { get; set; }

    /// <summary>ε of every norm. Default 1e-6 for T5, else 1e-5.</summary>
    public float NormEpsilon { get; set; } = 1e-6f;

    /// <summary>Whether the embedding sum of each side is normalised. Default true for BART, else false.</summary>
    public bool EmbeddingNorm { get; set; }

    /// <summary>
    /// Whether a norm follows the last layer of each side. Default false for Marian and BART, else true: <c>torch.nn.Transformer</c> has
    /// it, the original Transformer has not.
    /// </summary>
    public bool FinalNorm { get; set; }

    /// <summary>
    /// Factor of the token embeddings; the original Transformer uses √ModelDim, and so does Marian by its file (<c>scale_embedding</c>).
    /// Default 1.
    /// </summary>
    public float EmbeddingScale { get; set; } = 1f;

    /// <summary>Whether query, key and value projections have biases. Default false for T5, else true.</summary>
    public bool QueryKeyValueBias { get; set; }

    /// <summary>Whether the output projections of attention have biases. Default false for T5, else true.</summary>
    public bool AttentionOutputBias { get; set; }

    /// <summary>Whether the projections of the feed-forward have biases. Default false for T5, else true.</summary>
    public bool FeedForwardBias { get; set; }

    /// <summary>
    /// Whether the vocabulary logits have a bias: <c>final_logits_bias</c> of Marian and BART. Default true for these two, else false. Set
    /// it to false for a checkpoint that was published without the bias, which is then zero.
    /// </summary>
    public bool OutputBias { get; set; }

    /// <summary>
    /// Default <see cref="PositionEncoding.Relative"/> for T5, <see cref="PositionEncoding.SinusoidalHalves"/> for Marian,
    /// <see cref="PositionEncoding.Learned"/> for BART, else <see cref="PositionEncoding.SinusoidalInterleaved"/>. Each side has its own
    /// table of learned positions.
    /// </summary>
    public PositionEncoding Positions { get; set; }

    /// <summary>
    /// Position of the first token of each side: its row of the learned or sinusoidal table, where rows before it stand for padding.
    /// Default 0; 2 for BART with learned positions.
    /// </summary>
    public int PositionOffset { get; set; }

    /// <summary>Buckets of the relative position bias (<c>relative_attention_num_buckets</c>). Default 32.</summary>
    public int RelativeBucketCount { get; set; } = 32;

    /// <summary>Distance from which all positions share a bucket (<c>relative_attention_max_distance</c>). Default 128.</summary>
    public int RelativeMaxDistance { get; set; } = 128;

    /// <summary>
    /// Whether the output matrix is the token embedding, of the target where there are two (<c>tie_word_embeddings</c>). With
    /// <see cref="PositionEncoding.Relative"/>, hidden states are then scaled by ModelDim^-½ first. Default true.
    /// </summary>
    public bool TiedOutput { get; set; } = true;

    /// <summary>
    /// How matrices are kept in memory. Default <see cref="WeightFormat.Float32"/>, whatever a config file says: this model is bound by
    /// arithmetic, not by memory.
    /// </summary>
    /// <remarks>
    /// A checkpoint of another precision loads if the format can hold each of its weights exactly; <see cref="WeightFormat.Float32"/> can
    /// hold every checkpoint's.
    /// </remarks>
    public WeightFormat Weights { get; set; }

    /// <summary>Tensor names of the checkpoint. Default <see cref="CheckpointLayout.T5"/>.</summary>
    public CheckpointLayout Layout { get; set; } = CheckpointLayout.T5;
}
