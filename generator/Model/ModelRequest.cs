using System.Linq;
using Transformers.Generated.Generator.Infrastructure;

namespace Transformers.Generated.Generator.Model;

/// <summary>What attribute and config file say together, not yet checked.</summary>
/// <remarks>
/// Property names are those of the attributes; null means not given. The rules read this and not <see cref="ModelSpec"/>, because a spec of
/// impossible dimensions cannot be built.
/// </remarks>
internal sealed record ModelRequest(ModelFamily Family, CheckpointLayout Layout)
{
    public int? ModelDim { get; init; }

    public int? HeadCount { get; init; }

    /// <summary>Null for HeadCount.</summary>
    public int? KeyValueHeadCount { get; init; }

    public int? HeadDim { get; init; }

    /// <summary>Layers of the only stack.</summary>
    public int? LayerCount { get; init; }

    /// <summary>Layers of an encoder-decoder's encoder.</summary>
    public int? EncoderLayerCount { get; init; }

    /// <summary>Layers of an encoder-decoder's decoder.</summary>
    public int? DecoderLayerCount { get; init; }

    public int? FeedForwardDim { get; init; }

    public int? VocabularySize { get; init; }

    /// <summary>Tokens of a source vocabulary with an embedding of its own; null where both sides share one.</summary>
    public int? SourceVocabularySize { get; init; }

    public int? ContextLength { get; init; }

    public int? TokenTypeCount { get; init; }

    public Activation Activation { get; init; }

    /// <summary>Whether the feed-forward multiplies by a gate.</summary>
    public bool Gated { get; init; }

    public NormKind NormKind { get; init; }

    public NormPlacement NormPlacement { get; init; }

    public float NormEpsilon { get; init; }

    public bool EmbeddingNorm { get; init; }

    public bool FinalNorm { get; init; }

    public float EmbeddingScale { get; init; } = 1;

    public bool QueryKeyValueBias { get; init; } = true;

    public bool AttentionOutputBias { get; init; } = true;

    public bool FeedForwardBias { get; init; } = true;

    /// <summary>Whether the vocabulary logits of a decoder have a bias.</summary>
    public bool OutputBias { get; init; }

    public bool QueryKeyNorm { get; init; }

    public PositionEncoding Positions { get; init; }

    /// <summary>Here and below, null for the default, or for a number that the kind of scaling has no use for.</summary>
    public float? RotaryTheta { get; init; }

    public RotaryLayout? RotaryLayout { get; init; }

    public RotaryScaling? RotaryScaling { get; init; }

    public float? RotaryFactor { get; init; }

    public int? RotaryOriginalContextLength { get; init; }

    public float? RotaryAttentionFactor { get; init; }

    public float? RotaryBetaFast { get; init; }

    public float? RotaryBetaSlow { get; init; }

    public float? RotaryMscale { get; init; }

    public float? RotaryMscaleAllDim { get; init; }

    public float? RotaryLowFrequencyFactor { get; init; }

    public float? RotaryHighFrequencyFactor { get; init; }

    /// <summary>Keys that a query of a windowed layer sees; null for no such layer.</summary>
    public int? Window { get; init; }

    /// <summary>Null for 0.</summary>
    public int? WindowFirstLayer { get; init; }

    /// <summary>Null for 1.</summary>
    public int? WindowEvery { get; init; }

    /// <summary>Null for the layout's default.</summary>
    public int? PositionOffset { get; init; }

    /// <summary>Rows of the checkpoint's position table, where a config file says so; else ContextLength + PositionOffset.</summary>
    public int? PositionCount { get; init; }

    public EncoderHead Head { get; init; }

    /// <summary>Whether the head has a dense layer before its output; where no layout says so, naming one asks for it.</summary>
    public bool HasHeadDense => Head switch
    {
        EncoderHead.Pooler or EncoderHead.MaskedLanguageModel => true,
        EncoderHead.SequenceClassification =>
            Layout is CheckpointLayout.Bert or CheckpointLayout.Roberta or CheckpointLayout.DistilBert
            || Names.Any(name => name.Role == TensorRole.HeadDense),
        _ => false,
    };

    /// <summary>Null where no head asks for it and the user gave none.</summary>
    public int? LabelCount { get; init; }

    /// <summary>Null for the default, which is true.</summary>
    public bool? TiedOutput { get; init; }

    /// <summary>Whether attention scores are divided by √HeadDim.</summary>
    public bool ScaleScores { get; init; } = true;

    /// <summary>Here and below, null for the default, or without relative positions.</summary>
    public int? RelativeBucketCount { get; init; }

    public int? RelativeMaxDistance { get; init; }

    public WeightFormat Weights { get; init; }

    /// <summary>Names given by the user, in their order in the source.</summary>
    public EquatableArray<TensorNameSpec> Names { get; init; }

    /// <summary>Properties that were given but could not be read; that is reported already, so they are not missing.</summary>
    public EquatableArray<string> Unreadable { get; init; }
}
