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
    public const string DecoderLayerCount = "num_decoder_layers";
    public const string FeedForwardProjection = "feed_forward_proj";
    public const string HeadDim = "d_kv";
    public const string HasCrossAttention = "add_cross_attention";
    public const string IsDecoder = "is_decoder";
    public const string LabelCount = "num_labels";
    public const string LabelNames = "id2label";
    public const string ModelTypeKey = "model_type";
    public const string PadTokenId = "pad_token_id";
    public const string PositionType = "position_embedding_type";
    public const string PrunedHeads = "pruned_heads";
    public const string RelativeBucketCount = "relative_attention_num_buckets";
    public const string RelativeMaxDistance = "relative_attention_max_distance";
    public const string ScaleByLayer = "scale_attn_by_inverse_layer_idx";
    public const string ScaleScores = "scale_attn_weights";
    public const string TiedOutput = "tie_word_embeddings";
    public const string VocabularySize = "vocab_size";

    public string ModelDim { get; init; } = "hidden_size";

    public string HeadCount { get; init; } = "num_attention_heads";

    public string LayerCount { get; init; } = "num_hidden_layers";

    public string FeedForwardDim { get; init; } = "intermediate_size";

    public string PositionCount { get; init; } = "max_position_embeddings";

    public string Activation { get; init; } = "hidden_act";

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
        new("gpt2", ModelFamily.Decoder, CheckpointLayout.Gpt2)
        {
            ModelDim = "n_embd", HeadCount = "n_head", LayerCount = "n_layer", FeedForwardDim = "n_inner", PositionCount = "n_positions",
            Activation = "activation_function", NormEpsilon = "layer_norm_epsilon",
        },
        new("t5", ModelFamily.EncoderDecoder, CheckpointLayout.T5)
        {
            ModelDim = "d_model", HeadCount = "num_heads", LayerCount = "num_layers", FeedForwardDim = "d_ff",
            PositionCount = "n_positions", Activation = FeedForwardProjection, NormEpsilon = "layer_norm_epsilon",
        },
    ];

    /// <summary>Every key that is read for any model type.</summary>
    public static readonly HashSet<string> All = new(
        Models.SelectMany(keys => new[]
        {
            keys.ModelDim, keys.HeadCount, keys.LayerCount, keys.FeedForwardDim, keys.PositionCount, keys.Activation, keys.NormEpsilon,
            keys.TokenTypeCount,
        })
        .OfType<string>()
        .Concat(
        [
            Architectures, DecoderLayerCount, FeedForwardProjection, HeadDim, HasCrossAttention, IsDecoder, LabelCount, LabelNames,
            ModelTypeKey, PadTokenId, PositionType, PrunedHeads, RelativeBucketCount, RelativeMaxDistance, ScaleByLayer, ScaleScores,
            TiedOutput, VocabularySize,
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
}
