using System;

namespace Transformers.Generated;

/// <summary>
/// Completes a partial class with a transformer encoder of the declared shape: BERT, RoBERTa, DistilBERT, or the original Transformer's.
/// </summary>
/// <remarks>
/// Dimensions that are constants of the checkpoint are declared here, one by one or through <see cref="Config"/>; batch size and sequence
/// length stay free. Properties that are set override what the file says. Whatever is neither set nor in the file has the default given at
/// the property, or is an error that names it.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EncoderAttribute : Attribute
{
    /// <summary>
    /// Path of a Hugging Face <c>config.json</c>, relative to the project, which lists it as an <c>AdditionalFiles</c> item.
    /// </summary>
    public string? Config { get; set; }

    /// <summary>Width of the residual stream (<c>hidden_size</c>, d_model). Required.</summary>
    public int ModelDim { get; set; }

    /// <summary>Number of attention heads (<c>num_attention_heads</c>). Required.</summary>
    public int HeadCount { get; set; }

    /// <summary>Width of one head. Default: <see cref="ModelDim"/> / <see cref="HeadCount"/>, which must divide.</summary>
    public int HeadDim { get; set; }

    /// <summary>Number of layers (<c>num_hidden_layers</c>). Required.</summary>
    public int LayerCount { get; set; }

    /// <summary>Width of the feed-forward's inner activation (<c>intermediate_size</c>). Required.</summary>
    public int FeedForwardDim { get; set; }

    /// <summary>Number of tokens in the vocabulary (<c>vocab_size</c>). Required.</summary>
    public int VocabularySize { get; set; }

    /// <summary>
    /// Longest sequence the model accepts, in tokens. With learned positions: <c>max_position_embeddings</c> less
    /// <see cref="PositionOffset"/>. Required.
    /// </summary>
    /// <remarks>May be set to less than the file's: the checkpoint's position table is then used in part.</remarks>
    public int ContextLength { get; set; }

    /// <summary>
    /// Number of token types, or segments (<c>type_vocab_size</c>). 0 leaves them out. Default 2 for <see cref="CheckpointLayout.Bert"/>, 1
    /// for <see cref="CheckpointLayout.Roberta"/>, else 0.
    /// </summary>
    public int TokenTypeCount { get; set; }

    /// <summary>Feed-forward activation (<c>hidden_act</c>). Default <see cref="Generated.Activation.Gelu"/>.</summary>
    public Activation Activation { get; set; } = Activation.Gelu;

    /// <summary>Default <see cref="NormPlacement.Post"/>.</summary>
    public NormPlacement NormPlacement { get; set; } = NormPlacement.Post;

    /// <summary>ε of every layer norm (<c>layer_norm_eps</c>). Default 1e-12 for BERT and DistilBERT, 1e-5 otherwise.</summary>
    public float NormEpsilon { get; set; }

    /// <summary>Whether the embedding sum is normalised. Default true, false for <see cref="CheckpointLayout.TorchTransformer"/>.</summary>
    public bool EmbeddingNorm { get; set; }

    /// <summary>Whether a norm follows the last layer. Default: true where norms are placed before their sublayers.</summary>
    public bool FinalNorm { get; set; }

    /// <summary>Factor of the token embeddings; the original Transformer uses √ModelDim. Default 1.</summary>
    public float EmbeddingScale { get; set; } = 1f;

    /// <summary>
    /// Default <see cref="PositionEncoding.Learned"/>; <see cref="PositionEncoding.SinusoidalInterleaved"/> for
    /// <see cref="CheckpointLayout.TorchTransformer"/>.
    /// </summary>
    public PositionEncoding Positions { get; set; } = PositionEncoding.Learned;

    /// <summary>
    /// Position of the first token: its row of the learned or sinusoidal table, where rows before it stand for padding. Default 0; for
    /// <see cref="CheckpointLayout.Roberta"/> with learned positions <c>pad_token_id</c> + 1, or 2 without a file.
    /// </summary>
    public int PositionOffset { get; set; }

    /// <summary>What is computed from the last hidden states. Default <see cref="EncoderHead.None"/>.</summary>
    /// <remarks>
    /// Where it is not set, the first of a file's <c>architectures</c> decides: <c>...ForSequenceClassification</c>,
    /// <c>...ForTokenClassification</c> and <c>...ForMaskedLM</c> have those heads, <c>...Model</c> has none; its pooler must be asked for.
    /// </remarks>
    public EncoderHead Head { get; set; }

    /// <summary>Number of labels of a classification head (entries of <c>id2label</c>, or <c>num_labels</c>).</summary>
    public int LabelCount { get; set; }

    /// <summary>
    /// Whether a masked language model's output matrix is the token embedding (<c>tie_word_embeddings</c>). Default true.
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

    /// <summary>Tensor names of the checkpoint. Default <see cref="CheckpointLayout.Bert"/>.</summary>
    public CheckpointLayout Layout { get; set; }
}
