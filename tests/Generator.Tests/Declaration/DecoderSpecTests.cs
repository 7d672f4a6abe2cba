using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Declaration;

/// <summary>[Decoder] and [EncoderDecoder] without a config file.</summary>
public sealed class DecoderSpecTests
{
    [Fact]
    public void A_decoder_with_defaults_is_gpt2()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.Decoder());

        NormSpec norm = new(NormKind.LayerNorm, NormPlacement.Pre, 1e-5f);
        Assert.Equal(
            new ModelSpec(
                new TargetType("Space", EquatableArray<string>.Empty, "Tiny", "public", "Space.Tiny"),
                ModelFamily.Decoder, EncoderHead.None, ModelDim: 8, VocabularySize: 11, ContextLength: 6,
                new EmbeddingSpec(PositionEncoding.Learned, 0, 6, 0, HasNorm: false, 1),
                Encoder: null,
                new StackSpec(
                    2, 2, 2, HeadDim: 4, FeedForwardDim: 32, Activation.GeluTanh, norm, HasFinalNorm: true,
                    IsGated: false, HasQueryKeyValueBias: true, HasAttentionOutputBias: true, HasFeedForwardBias: true, ScoreScale: 0.5f,
                    IsCausal: true, RelativeBias: null, Rotary: null, HasQueryKeyNorm: false, Window: null, HasCrossAttention: false),
                new HeadSpec(null, HasNorm: false, 11, OutputHasBias: false, IsTied: true, 1),
                new CheckpointSpec(CheckpointLayout.Gpt2, EquatableArray<TensorNameSpec>.Empty)),
            spec);
    }

    [Fact]
    public void Every_property_of_a_decoder_reaches_the_spec()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.Decoder(
            ", HeadDim = 16, FeedForwardDim = 5, Activation = Activation.Relu, NormPlacement = NormPlacement.Post, NormEpsilon = 0.5f, TiedOutput = false"));

        StackSpec stack = spec.Decoder!;
        Assert.Equal((16, 5, Activation.Relu, false, 0.25f), (stack.HeadDim, stack.FeedForwardDim, stack.Activation, stack.HasFinalNorm, stack.ScoreScale));
        Assert.Equal(new NormSpec(NormKind.LayerNorm, NormPlacement.Post, 0.5f), stack.Norm);
        Assert.False(spec.Head!.IsTied);
    }

    [Fact]
    public void An_encoder_decoder_with_defaults_is_t5()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.EncoderDecoder(", DecoderLayerCount = 3"));

        NormSpec norm = new(NormKind.RmsNorm, NormPlacement.Pre, 1e-6f);
        StackSpec encoder = new(
            2, 2, 2, HeadDim: 4, FeedForwardDim: 16, Activation.Relu, norm, HasFinalNorm: true,
            IsGated: false, HasQueryKeyValueBias: false, HasAttentionOutputBias: false, HasFeedForwardBias: false, ScoreScale: 1, IsCausal: false,
            new RelativeBiasSpec(32, 128, Bidirectional: true), Rotary: null, HasQueryKeyNorm: false, Window: null, HasCrossAttention: false);
        Assert.Equal(ModelFamily.EncoderDecoder, spec.Family);
        Assert.Equal(512, spec.ContextLength);
        Assert.Equal(new EmbeddingSpec(PositionEncoding.None, 0, 512, 0, HasNorm: false, 1), spec.Embedding);
        Assert.Equal(encoder, spec.Encoder);
        Assert.Equal(
            encoder with { LayerCount = 3, IsCausal = true, RelativeBias = new RelativeBiasSpec(32, 128, Bidirectional: false), HasCrossAttention = true },
            spec.Decoder);
        Assert.Equal(new HeadSpec(null, HasNorm: false, 11, OutputHasBias: false, IsTied: true, 0.35355338f), spec.Head);
        Assert.Equal(CheckpointLayout.T5, spec.Checkpoint.Layout);
    }

    [Fact]
    public void Every_property_of_an_encoder_decoder_reaches_the_spec()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.EncoderDecoder("""
            , HeadDim = 3, ContextLength = 9, Activation = Activation.Gelu, Gated = true, NormEpsilon = 0.5f, RelativeBucketCount = 8, RelativeMaxDistance = 20,
            TiedOutput = false
            """));

        Assert.Equal((9, 2, 2), (spec.ContextLength, spec.Encoder!.LayerCount, spec.Decoder!.LayerCount));
        Assert.Equal((3, Activation.Gelu, 0.5f), (spec.Decoder.HeadDim, spec.Decoder.Activation, spec.Decoder.Norm.Epsilon));
        Assert.Equal((true, true), (spec.Encoder.IsGated, spec.Decoder.IsGated));
        Assert.Equal(new RelativeBiasSpec(8, 20, Bidirectional: true), spec.Encoder.RelativeBias);
        Assert.Equal((false, 1f), (spec.Head!.IsTied, spec.Head.InputScale));
    }

    [Fact]
    public void The_source_may_have_a_vocabulary_of_its_own()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.EncoderDecoder(", SourceVocabularySize = 7, Layout = CheckpointLayout.Marian"));
        Assert.Equal((7, 11, 11), (spec.SourceVocabularySize, spec.VocabularySize, spec.Head!.OutputDim));
        Assert.Null(GeneratorRun.Spec(Sources.EncoderDecoder(", Layout = CheckpointLayout.Marian")).SourceVocabularySize);
    }

    [Theory]
    [InlineData(CheckpointLayout.Marian, Activation.Gelu, PositionEncoding.SinusoidalHalves, 0, false, false, true)]
    [InlineData(CheckpointLayout.Bart, Activation.Gelu, PositionEncoding.Learned, 2, true, false, true)]
    [InlineData(CheckpointLayout.TorchTransformer, Activation.Relu, PositionEncoding.SinusoidalInterleaved, 0, false, true, false)]
    public void The_layout_of_an_encoder_decoder_decides_its_defaults(
        CheckpointLayout layout, Activation activation, PositionEncoding positions, int offset, bool hasNorm, bool hasFinalNorm, bool hasBias)
    {
        ModelSpec spec = GeneratorRun.Spec(
            Sources.EncoderDecoder($", Layout = CheckpointLayout.{layout}", "[TensorName(TensorRole.TokenEmbedding, \"embedding\")]"));

        Assert.Equal(new EmbeddingSpec(positions, offset, 512 + offset, 0, hasNorm, 1), spec.Embedding);
        Assert.Equal(new HeadSpec(null, HasNorm: false, 11, hasBias, IsTied: true, 1), spec.Head);
        foreach (StackSpec stack in new[] { spec.Encoder!, spec.Decoder! })
        {
            Assert.Equal(new NormSpec(NormKind.LayerNorm, NormPlacement.Post, 1e-5f), stack.Norm);
            Assert.Equal((activation, hasFinalNorm, 0.5f), (stack.Activation, stack.HasFinalNorm, stack.ScoreScale));
            Assert.True(stack.HasQueryKeyValueBias && stack.HasAttentionOutputBias && stack.HasFeedForwardBias);
            Assert.Null(stack.RelativeBias);
        }
    }

    [Fact]
    public void Shared_tensors_of_an_encoder_decoder_have_no_side_and_others_keep_theirs()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.EncoderDecoder("", """
            [TensorName(TensorRole.TokenEmbedding, "shared", Side = ModelSide.Encoder)]
            [TensorName(TensorRole.Query, "enc.{i}.q", Side = ModelSide.Encoder)]
            [TensorName(TensorRole.Query, "dec.{i}.q", Side = ModelSide.Decoder)]
            [TensorName(TensorRole.CrossQuery, "dec.{i}.cross.q")]
            """));

        Assert.Equal(
            [
                new TensorNameSpec(TensorRole.TokenEmbedding, ModelSide.Any, "shared"),
                new TensorNameSpec(TensorRole.Query, ModelSide.Encoder, "enc.{i}.q"),
                new TensorNameSpec(TensorRole.Query, ModelSide.Decoder, "dec.{i}.q"),
                new TensorNameSpec(TensorRole.CrossQuery, ModelSide.Any, "dec.{i}.cross.q"),
            ],
            spec.Checkpoint.Names);
    }
}
