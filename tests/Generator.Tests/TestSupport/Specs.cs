using Transformers.Generated;
using Transformers.Generated.Generator.Declaration;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Generator.Tests.TestSupport;

/// <summary>Specs made without a compiler: tiny ones of each family, and the shapes of published models.</summary>
internal static class Specs
{
    /// <summary>The class that the models are made for.</summary>
    public static readonly TargetType Target = new("Space", EquatableArray<string>.Empty, "Tiny", "public", "Space.Tiny");

    /// <summary>A BERT of two layers.</summary>
    public static ModelRequest Encoder => new(ModelFamily.Encoder, CheckpointLayout.Bert)
    {
        ModelDim = 8,
        HeadCount = 2,
        LayerCount = 2,
        FeedForwardDim = 16,
        VocabularySize = 11,
        ContextLength = 6,
        TokenTypeCount = 2,
        Activation = Activation.Gelu,
        NormPlacement = NormPlacement.Post,
        NormEpsilon = 1e-12f,
        EmbeddingNorm = true,
        Positions = PositionEncoding.Learned,
    };

    /// <summary>A GPT-2 of two layers.</summary>
    public static ModelRequest Decoder => new(ModelFamily.Decoder, CheckpointLayout.Gpt2)
    {
        ModelDim = 8,
        HeadCount = 2,
        LayerCount = 2,
        FeedForwardDim = 32,
        VocabularySize = 11,
        ContextLength = 6,
        Activation = Activation.GeluTanh,
        NormPlacement = NormPlacement.Pre,
        NormEpsilon = 1e-5f,
        FinalNorm = true,
        Positions = PositionEncoding.Learned,
    };

    /// <summary>A Llama of two layers, whose two heads share one key head, with a feed-forward that ends inside a panel.</summary>
    public static ModelRequest Llama => new(ModelFamily.Decoder, CheckpointLayout.Llama)
    {
        ModelDim = 8,
        HeadCount = 2,
        KeyValueHeadCount = 1,
        LayerCount = 2,
        FeedForwardDim = 20,
        VocabularySize = 11,
        ContextLength = 6,
        Activation = Activation.Silu,
        Gated = true,
        NormKind = NormKind.RmsNorm,
        NormPlacement = NormPlacement.Pre,
        NormEpsilon = 1e-6f,
        FinalNorm = true,
        Positions = PositionEncoding.Rotary,
        RotaryTheta = 10000,
        QueryKeyValueBias = false,
        AttentionOutputBias = false,
        FeedForwardBias = false,
    };

    /// <summary>A T5 of two layers on each side.</summary>
    public static ModelRequest EncoderDecoder => new(ModelFamily.EncoderDecoder, CheckpointLayout.T5)
    {
        ModelDim = 8,
        HeadCount = 2,
        EncoderLayerCount = 2,
        DecoderLayerCount = 2,
        FeedForwardDim = 16,
        VocabularySize = 11,
        ContextLength = 6,
        Activation = Activation.Relu,
        NormKind = NormKind.RmsNorm,
        NormPlacement = NormPlacement.Pre,
        NormEpsilon = 1e-6f,
        FinalNorm = true,
        QueryKeyValueBias = false,
        AttentionOutputBias = false,
        FeedForwardBias = false,
        Positions = PositionEncoding.Relative,
        ScaleScores = false,
        RelativeBucketCount = 8,
        RelativeMaxDistance = 20,
    };

    /// <summary>A BART of two layers on each side.</summary>
    public static ModelRequest Bart => EncoderDecoder with
    {
        Layout = CheckpointLayout.Bart,
        Activation = Activation.Gelu,
        NormKind = NormKind.LayerNorm,
        NormPlacement = NormPlacement.Post,
        NormEpsilon = 1e-5f,
        EmbeddingNorm = true,
        FinalNorm = false,
        QueryKeyValueBias = true,
        AttentionOutputBias = true,
        FeedForwardBias = true,
        OutputBias = true,
        Positions = PositionEncoding.Learned,
        PositionOffset = 2,
        ScaleScores = true,
        RelativeBucketCount = null,
        RelativeMaxDistance = null,
    };

    public static ModelRequest BertBase => Bert(768, 12, 12, 3072);

    public static ModelRequest BertLarge => Bert(1024, 16, 24, 4096);

    public static ModelRequest MiniLm => Bert(384, 12, 6, 1536);

    /// <summary>A published encoder whose dimensions are multiples of nothing that a register tile likes.</summary>
    public static ModelRequest Odd => Bert(312, 12, 4, 1200);

    public static ModelRequest Gpt2Small => Decoder with
    {
        ModelDim = 768, HeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 50257, ContextLength = 1024,
    };

    public static ModelRequest TinyLlama => Llama with { ModelDim = 2048, HeadCount = 32, KeyValueHeadCount = 4, FeedForwardDim = 5632 };

    public static ModelRequest T5Base => EncoderDecoder with
    {
        ModelDim = 768, HeadCount = 12, EncoderLayerCount = 12, DecoderLayerCount = 12, FeedForwardDim = 3072, VocabularySize = 32128,
        ContextLength = 512, RelativeBucketCount = 32, RelativeMaxDistance = 128,
    };

    /// <summary>The models that budgets are stated for.</summary>
    public static ModelRequest Named(string name) => name switch
    {
        "BERT-base" => BertBase,
        "BERT-large" => BertLarge,
        "MiniLM-L6" => MiniLm,
        "312/12/4/1200" => Odd,
        "GPT-2 small" => Gpt2Small,
        "GPT-2 small, float16" => Gpt2Small with { Weights = WeightFormat.Float16 },
        "TinyLlama, bfloat16" => TinyLlama with { Weights = WeightFormat.BFloat16 },
        _ => T5Base,
    };

    /// <summary>The spec of a request.</summary>
    public static ModelSpec Build(this ModelRequest request) => SpecBuilder.Build(Target, request);

    private static ModelRequest Bert(int modelDim, int headCount, int layerCount, int feedForwardDim) => Encoder with
    {
        ModelDim = modelDim, HeadCount = headCount, LayerCount = layerCount, FeedForwardDim = feedForwardDim, VocabularySize = 30522, ContextLength = 512,
    };
}
