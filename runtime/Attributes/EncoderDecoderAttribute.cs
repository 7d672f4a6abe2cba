using System;

namespace Transformers.Generated;

/// <summary>
/// Completes a partial class with an encoder-decoder of the declared shape (T5 layout). Preview: the full target is recomputed at each
/// call.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EncoderDecoderAttribute : Attribute
{
    /// <summary>
    /// Path of a Hugging Face <c>config.json</c>, relative to the project, which lists it as an <c>AdditionalFiles</c> item.
    /// </summary>
    public string? Config { get; set; }

    /// <summary>Width of the residual stream (<c>d_model</c>). Required.</summary>
    public int ModelDim { get; set; }

    /// <summary>Number of attention heads on both sides (<c>num_heads</c>). Required.</summary>
    public int HeadCount { get; set; }

    /// <summary>Width of one head (<c>d_kv</c>). Default: <see cref="ModelDim"/> / <see cref="HeadCount"/>.</summary>
    public int HeadDim { get; set; }

    /// <summary>Number of encoder layers (<c>num_layers</c>). Required.</summary>
    public int EncoderLayerCount { get; set; }

    /// <summary>Number of decoder layers (<c>num_decoder_layers</c>). Default <see cref="EncoderLayerCount"/>.</summary>
    public int DecoderLayerCount { get; set; }

    /// <summary>Width of the feed-forward's inner activation (<c>d_ff</c>). Required.</summary>
    public int FeedForwardDim { get; set; }

    /// <summary>Number of tokens in the shared vocabulary (<c>vocab_size</c>). Required.</summary>
    public int VocabularySize { get; set; }

    /// <summary>Longest source or target the model accepts, in tokens (<c>n_positions</c>). Default 512.</summary>
    public int ContextLength { get; set; } = 512;

    /// <summary>
    /// Feed-forward activation, or that of its gate (<c>feed_forward_proj</c>). Default <see cref="Generated.Activation.Relu"/>.
    /// </summary>
    public Activation Activation { get; set; } = Activation.Relu;

    /// <summary>
    /// Whether the feed-forward is down(activation(gate x) · up x), as in T5 1.1, and not down(activation(up x)). Default: as
    /// <c>feed_forward_proj</c> says, else false.
    /// </summary>
    public bool Gated { get; set; }

    /// <summary>ε of every norm. Default 1e-6.</summary>
    public float NormEpsilon { get; set; } = 1e-6f;

    /// <summary>Buckets of the relative position bias (<c>relative_attention_num_buckets</c>). Default 32.</summary>
    public int RelativeBucketCount { get; set; } = 32;

    /// <summary>Distance from which all positions share a bucket (<c>relative_attention_max_distance</c>). Default 128.</summary>
    public int RelativeMaxDistance { get; set; } = 128;

    /// <summary>
    /// Whether the output matrix is the token embedding; hidden states are then scaled by ModelDim^-½ first. Default true.
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
