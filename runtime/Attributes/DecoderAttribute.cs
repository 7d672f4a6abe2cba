using System;

namespace Transformers.Generated;

/// <summary>
/// Completes a partial class with a causal decoder of the declared shape: GPT, GPT-2, GPT-3, Llama, Mistral, SmolLM, Qwen2, Qwen3.
/// </summary>
/// <remarks>
/// <see cref="Config"/> alone declares a published model. Without it, <see cref="Layout"/> decides the defaults: those of Llama for
/// <see cref="CheckpointLayout.Llama"/>, those of GPT-2 for all others.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DecoderAttribute : Attribute
{
    /// <summary>
    /// Path of a Hugging Face <c>config.json</c>, relative to the project, which lists it as an <c>AdditionalFiles</c> item.
    /// </summary>
    public string? Config { get; set; }

    /// <summary>Width of the residual stream (<c>n_embd</c>, <c>hidden_size</c>). Required.</summary>
    public int ModelDim { get; set; }

    /// <summary>Number of attention heads (<c>n_head</c>, <c>num_attention_heads</c>). Required.</summary>
    public int HeadCount { get; set; }

    /// <summary>
    /// Number of key and value heads (<c>num_key_value_heads</c>), a divisor of <see cref="HeadCount"/>, which share them in groups
    /// (Ainslie et al., "GQA", 2023). Default: <see cref="HeadCount"/>.
    /// </summary>
    public int KeyValueHeadCount { get; set; }

    /// <summary>Width of one head (<c>head_dim</c>). Default: <see cref="ModelDim"/> / <see cref="HeadCount"/>.</summary>
    public int HeadDim { get; set; }

    /// <summary>Number of layers (<c>n_layer</c>, <c>num_hidden_layers</c>). Required.</summary>
    public int LayerCount { get; set; }

    /// <summary>
    /// Width of the feed-forward's inner activation (<c>n_inner</c>, <c>intermediate_size</c>). Default 4 · <see cref="ModelDim"/>;
    /// required for <see cref="CheckpointLayout.Llama"/>.
    /// </summary>
    public int FeedForwardDim { get; set; }

    /// <summary>Number of tokens in the vocabulary (<c>vocab_size</c>). Required.</summary>
    public int VocabularySize { get; set; }

    /// <summary>
    /// Longest sequence the model accepts (<c>n_positions</c>, <c>max_position_embeddings</c>, with learned positions less
    /// <see cref="PositionOffset"/>); may be set to less than the file's. Required.
    /// </summary>
    public int ContextLength { get; set; }

    /// <summary>
    /// Feed-forward activation, or that of its gate (<c>hidden_act</c>). Default <see cref="Generated.Activation.GeluTanh"/>, for Llama
    /// <see cref="Generated.Activation.Silu"/>.
    /// </summary>
    public Activation Activation { get; set; } = Activation.GeluTanh;

    /// <summary>
    /// Whether the feed-forward is down(activation(gate x) · up x) and not down(activation(up x)) (Shazeer, "GLU Variants Improve
    /// Transformer", 2020). Default false, for Llama true.
    /// </summary>
    public bool Gated { get; set; }

    /// <summary>Default <see cref="NormKind.LayerNorm"/>, for Llama <see cref="NormKind.RmsNorm"/>.</summary>
    public NormKind NormKind { get; set; }

    /// <summary>Default <see cref="NormPlacement.Pre"/>; <see cref="NormPlacement.Post"/> for <see cref="CheckpointLayout.Gpt"/>.</summary>
    public NormPlacement NormPlacement { get; set; } = NormPlacement.Pre;

    /// <summary>ε of every norm (<c>layer_norm_epsilon</c>, <c>rms_norm_eps</c>). Default 1e-5, for Llama 1e-6.</summary>
    public float NormEpsilon { get; set; } = 1e-5f;

    /// <summary>Whether query, key and value projections have biases. Default true, for Llama false; Qwen2 has them.</summary>
    public bool QueryKeyValueBias { get; set; } = true;

    /// <summary>Whether the output projection of attention has a bias. Default true, for Llama false.</summary>
    public bool AttentionOutputBias { get; set; } = true;

    /// <summary>Whether the projections of the feed-forward have biases. Default true, for Llama false.</summary>
    public bool FeedForwardBias { get; set; } = true;

    /// <summary>Whether each head's query and key are RMS-normalised before they are rotated, as in Qwen3. Default false.</summary>
    public bool QueryKeyNorm { get; set; }

    /// <summary>Default <see cref="PositionEncoding.Learned"/>, for Llama <see cref="PositionEncoding.Rotary"/>.</summary>
    public PositionEncoding Positions { get; set; } = PositionEncoding.Learned;

    /// <summary>
    /// Position of the first token: its row of the learned or sinusoidal table, where rows before it stand for padding. Default 0.
    /// </summary>
    public int PositionOffset { get; set; }

    /// <summary>θ of <see cref="PositionEncoding.Rotary"/> (<c>rope_theta</c>). Default 10000.</summary>
    public float RotaryTheta { get; set; } = 10000f;

    /// <summary>Which columns are rotated together. Default <see cref="RotaryLayout.HalfSplit"/>.</summary>
    public RotaryLayout RotaryLayout { get; set; }

    /// <summary>
    /// How rotary positions are stretched beyond the context of the training (<c>rope_type</c>); <see cref="RotaryFactor"/> and the
    /// properties after it are its numbers. Default <see cref="RotaryScaling.None"/>.
    /// </summary>
    public RotaryScaling RotaryScaling { get; set; }

    /// <summary>By how much the context grows (<c>factor</c>). Required with every scaling.</summary>
    public float RotaryFactor { get; set; }

    /// <summary>
    /// Context of the training, in tokens (<c>original_max_position_embeddings</c>). Default: the file's <c>max_position_embeddings</c>;
    /// else required with every scaling but <see cref="RotaryScaling.Linear"/>.
    /// </summary>
    public int RotaryOriginalContextLength { get; set; }

    /// <summary>
    /// Factor of sines and cosines with <see cref="RotaryScaling.Yarn"/> (<c>attention_factor</c>). Default 0.1 · ln(factor) + 1.
    /// </summary>
    public float RotaryAttentionFactor { get; set; }

    /// <summary>Turns within the original context above which Yarn leaves a pair as it is (<c>beta_fast</c>). Default 32.</summary>
    public float RotaryBetaFast { get; set; } = 32f;

    /// <summary>Turns within the original context below which Yarn divides by the factor (<c>beta_slow</c>). Default 1.</summary>
    public float RotaryBetaSlow { get; set; } = 1f;

    /// <summary>The same for <see cref="RotaryScaling.Llama3"/> (<c>low_freq_factor</c>). Default 1.</summary>
    public float RotaryLowFrequencyFactor { get; set; } = 1f;

    /// <summary>Turns above which Llama3 leaves a pair as it is (<c>high_freq_factor</c>). Default 4.</summary>
    public float RotaryHighFrequencyFactor { get; set; } = 4f;

    /// <summary>
    /// Keys that a query sees, its own included, in layers with a limited view (<c>sliding_window</c>; the bands of GPT-3). Default: no
    /// such layer.
    /// </summary>
    public int Window { get; set; }

    /// <summary>The first layer with a <see cref="Window"/> (<c>max_window_layers</c>). Default 0; 1 for GPT-3.</summary>
    public int WindowFirstLayer { get; set; }

    /// <summary>
    /// Distance of the layers with a <see cref="Window"/> from there on: 1 for all, 2 for every other one as in GPT-3. Default 1.
    /// </summary>
    public int WindowEvery { get; set; } = 1;

    /// <summary>Whether the output matrix is the token embedding (<c>tie_word_embeddings</c>). Default true, for Llama false.</summary>
    public bool TiedOutput { get; set; } = true;

    /// <summary>
    /// How matrices are kept in memory. Default: as the config file's <c>dtype</c> or <c>torch_dtype</c> says, else
    /// <see cref="WeightFormat.Float32"/>.
    /// </summary>
    /// <remarks>
    /// A checkpoint of another precision loads if the format can hold each of its weights exactly; <see cref="WeightFormat.Float32"/> can
    /// hold every checkpoint's.
    /// </remarks>
    public WeightFormat Weights { get; set; }

    /// <summary>Tensor names of the checkpoint. Default <see cref="CheckpointLayout.Gpt2"/>.</summary>
    public CheckpointLayout Layout { get; set; } = CheckpointLayout.Gpt2;
}
