using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>How one <c>model_type</c> of a Hugging Face <c>config.json</c> names its dimensions.</summary>
/// <param name="ModelType">Value of <c>model_type</c>.</param>
/// <param name="Family">Which attribute reads it.</param>
/// <param name="Layout">How its checkpoints name tensors.</param>
internal sealed record HuggingFaceKeys(string ModelType, ModelFamily Family, CheckpointLayout Layout)
{
    public const string Architectures = "architectures";
    public const string DataType = "dtype";
    public const string DecoderFeedForwardDim = "decoder_ffn_dim";
    public const string DecoderHeadCount = "decoder_attention_heads";
    public const string EmbeddingNorm = "normalize_embedding";
    public const string EmbeddingScale = "scale_embedding";
    public const string FeedForwardProjection = "feed_forward_proj";
    public const string FinalNorm = "add_final_layer_norm";
    public const string HasCrossAttention = "add_cross_attention";
    public const string IsDecoder = "is_decoder";
    public const string LabelCount = "num_labels";
    public const string LabelNames = "id2label";
    public const string LayerTypes = "layer_types";
    public const string ModelTypeKey = "model_type";
    public const string PadTokenId = "pad_token_id";
    public const string PositionType = "position_embedding_type";
    public const string PartialRotary = "partial_rotary_factor";
    public const string PreNorm = "normalize_before";
    public const string PrunedHeads = "pruned_heads";
    public const string RelativeBucketCount = "relative_attention_num_buckets";
    public const string RelativeMaxDistance = "relative_attention_max_distance";
    public const string RotaryParameters = "rope_parameters";
    public const string RotaryScaling = "rope_scaling";
    public const string RotaryTheta = "rope_theta";
    public const string ScaleByLayer = "scale_attn_by_inverse_layer_idx";
    public const string ScaleScores = "scale_attn_weights";
    public const string SharedEmbedding = "share_encoder_decoder_embeddings";
    public const string StaticPositions = "static_position_embeddings";
    public const string TargetVocabularySize = "decoder_vocab_size";
    public const string TiedOutput = "tie_word_embeddings";
    public const string TorchDataType = "torch_dtype";
    public const string VocabularySize = "vocab_size";

    public string ModelDim { get; init; } = "hidden_size";

    public string HeadCount { get; init; } = "num_attention_heads";

    /// <summary>Here and below, null where the model type has no such key.</summary>
    public string? KeyValueHeadCount { get; init; }

    public string? HeadDim { get; init; }

    /// <summary>Width of a head where the file does not tell, or null for an even share of the width.</summary>
    public int? DefaultHeadDim { get; init; }

    public string LayerCount { get; init; } = "num_hidden_layers";

    /// <summary>Layers of the decoder, where there are two stacks.</summary>
    public string? DecoderLayerCount { get; init; }

    public string FeedForwardDim { get; init; } = "intermediate_size";

    public string PositionCount { get; init; } = "max_position_embeddings";

    public string Activation { get; init; } = "hidden_act";

    /// <summary>Whether <c>gelu</c> means the tanh form, as with the first GPT.</summary>
    public bool GeluIsTanh { get; init; }

    /// <summary>Key of biases of all four projections of attention.</summary>
    public string? AttentionBias { get; init; }

    /// <summary>Key of biases of the feed-forward.</summary>
    public string? FeedForwardBias { get; init; }

    /// <summary>Whether query, key and value have biases whatever the file says.</summary>
    public bool HasQueryKeyValueBias { get; init; }

    /// <summary>Whether query and key heads are normalised.</summary>
    public bool HasQueryKeyNorm { get; init; }

    public string? Window { get; init; }

    /// <summary>Key that must be true for the window to count.</summary>
    public string? WindowSwitch { get; init; }

    /// <summary>Key of the first layer with a window, and its default.</summary>
    public (string Key, int Default)? WindowFirstLayer { get; init; }

    /// <summary>Null where the model type has no such key and always uses its default.</summary>
    public string? NormEpsilon { get; init; } = "layer_norm_eps";

    /// <summary>Null where the model type has no token types.</summary>
    public string? TokenTypeCount { get; init; } = "type_vocab_size";

    /// <summary>Every model type that is read.</summary>
    public static readonly IReadOnlyList<HuggingFaceKeys> Models =
    [
        new("bert", ModelFamily.Encoder, CheckpointLayout.Bert),
        new("roberta", ModelFamily.Encoder, CheckpointLayout.Roberta),
        new("xlm-roberta", ModelFamily.Encoder, CheckpointLayout.Roberta),
        new("camembert", ModelFamily.Encoder, CheckpointLayout.Roberta),
        new("distilbert", ModelFamily.Encoder, CheckpointLayout.DistilBert)
        {
            ModelDim = "dim", HeadCount = "n_heads", LayerCount = "n_layers", FeedForwardDim = "hidden_dim", Activation = "activation",
            NormEpsilon = null, TokenTypeCount = null,
        },
        new("openai-gpt", ModelFamily.Decoder, CheckpointLayout.Gpt)
        {
            ModelDim = "n_embd", HeadCount = "n_head", LayerCount = "n_layer", FeedForwardDim = "n_inner", PositionCount = "n_positions",
            Activation = "afn", GeluIsTanh = true, NormEpsilon = "layer_norm_epsilon", TokenTypeCount = null,
        },
        new("gpt2", ModelFamily.Decoder, CheckpointLayout.Gpt2)
        {
            ModelDim = "n_embd", HeadCount = "n_head", LayerCount = "n_layer", FeedForwardDim = "n_inner", PositionCount = "n_positions",
            Activation = "activation_function", NormEpsilon = "layer_norm_epsilon", TokenTypeCount = null,
        },
        Llama("llama") with { AttentionBias = "attention_bias", FeedForwardBias = "mlp_bias" },
        Llama("mistral") with { Window = "sliding_window" },
        WithQwenWindow(Llama("qwen2")) with { HasQueryKeyValueBias = true },
        WithQwenWindow(Llama("qwen3")) with { AttentionBias = "attention_bias", HasQueryKeyNorm = true, DefaultHeadDim = 128 },
        new("t5", ModelFamily.EncoderDecoder, CheckpointLayout.T5)
        {
            ModelDim = "d_model", HeadCount = "num_heads", HeadDim = "d_kv", LayerCount = "num_layers",
            DecoderLayerCount = "num_decoder_layers", FeedForwardDim = "d_ff", PositionCount = "n_positions", Activation = FeedForwardProjection, NormEpsilon = "layer_norm_epsilon",
        },
        Bart("marian", CheckpointLayout.Marian),
        Bart("bart", CheckpointLayout.Bart),
    ];

    /// <summary>Every key that is read for any model type.</summary>
    public static readonly HashSet<string> All = new(
        Models.SelectMany(keys => new[]
        {
            keys.ModelDim, keys.HeadCount, keys.LayerCount, keys.DecoderLayerCount, keys.FeedForwardDim, keys.PositionCount,
            keys.Activation, keys.NormEpsilon, keys.TokenTypeCount, keys.KeyValueHeadCount, keys.HeadDim, keys.AttentionBias, keys.FeedForwardBias, keys.Window,
            keys.WindowSwitch, keys.WindowFirstLayer?.Key,
        })
        .OfType<string>()
        .Concat(
        [
            Architectures, DataType, DecoderFeedForwardDim, DecoderHeadCount, EmbeddingNorm, EmbeddingScale, FeedForwardProjection,
            FinalNorm, HasCrossAttention, IsDecoder, LabelCount, LabelNames, LayerTypes, ModelTypeKey, PadTokenId, PartialRotary,
            PositionType, PreNorm, PrunedHeads, RelativeBucketCount, RelativeMaxDistance, RotaryParameters, RotaryScaling, RotaryTheta, ScaleByLayer,
            ScaleScores, SharedEmbedding, StaticPositions, TargetVocabularySize, TiedOutput, TorchDataType, VocabularySize,
        ]),
        StringComparer.Ordinal);

    /// <summary>The keys of a model type, or null if it is not read.</summary>
    public static HuggingFaceKeys? Find(string modelType) => Models.FirstOrDefault(keys => keys.ModelType == modelType);

    /// <summary>Values of <c>hidden_act</c> and its like.</summary>
    public static readonly IReadOnlyDictionary<string, Activation> Activations = new Dictionary<string, Activation>(StringComparer.Ordinal)
    {
        ["gelu"] = Generated.Activation.Gelu,
        ["gelu_new"] = Generated.Activation.GeluTanh,
        ["gelu_fast"] = Generated.Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Generated.Activation.GeluTanh,
        ["relu"] = Generated.Activation.Relu,
        ["silu"] = Generated.Activation.Silu,
        ["swish"] = Generated.Activation.Silu,
        ["tanh"] = Generated.Activation.Tanh,
    };

    /// <summary>Values of <c>torch_dtype</c>; what is wider than float32 is rounded to it at load.</summary>
    public static readonly IReadOnlyDictionary<string, WeightFormat> WeightFormats =
        new Dictionary<string, WeightFormat>(StringComparer.Ordinal)
    {
        ["float32"] = WeightFormat.Float32,
        ["float64"] = WeightFormat.Float32,
        ["bfloat16"] = WeightFormat.BFloat16,
        ["float16"] = WeightFormat.Float16,
    };

    /// <summary>Values of <c>rope_type</c>.</summary>
    public static readonly IReadOnlyDictionary<string, Generated.RotaryScaling> RotaryScalings =
        new Dictionary<string, Generated.RotaryScaling>(StringComparer.Ordinal)
    {
        ["default"] = Generated.RotaryScaling.None,
        ["linear"] = Generated.RotaryScaling.Linear,
        ["dynamic"] = Generated.RotaryScaling.Dynamic,
        ["yarn"] = Generated.RotaryScaling.Yarn,
        ["llama3"] = Generated.RotaryScaling.Llama3,
    };

    private static HuggingFaceKeys Llama(string modelType) => new(modelType, ModelFamily.Decoder, CheckpointLayout.Llama)
    {
        KeyValueHeadCount = "num_key_value_heads", HeadDim = "head_dim", NormEpsilon = "rms_norm_eps", TokenTypeCount = null,
    };

    private static HuggingFaceKeys Bart(string modelType, CheckpointLayout layout) => new(modelType, ModelFamily.EncoderDecoder, layout)
    {
        ModelDim = "d_model", HeadCount = "encoder_attention_heads", LayerCount = "encoder_layers", DecoderLayerCount = "decoder_layers",
        FeedForwardDim = "encoder_ffn_dim", Activation = "activation_function", NormEpsilon = null, TokenTypeCount = null,
    };

    private static HuggingFaceKeys WithQwenWindow(HuggingFaceKeys keys) =>
        keys with { Window = "sliding_window", WindowSwitch = "use_sliding_window", WindowFirstLayer = ("max_window_layers", 28) };
}
