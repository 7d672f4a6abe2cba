using System;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Declaration;

/// <summary>[Encoder] without a config file: what each property means, and each layout's defaults and heads.</summary>
public sealed class EncoderSpecTests
{
    private const string TorchNames = "[TensorName(TensorRole.TokenEmbedding, \"embed\")]";

    [Fact]
    public void A_bert_with_defaults_is_this_spec()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.Encoder());

        TargetType target = new("Space", EquatableArray<string>.Empty, "Tiny", "public", "Space.Tiny");
        NormSpec norm = new(NormKind.LayerNorm, NormPlacement.Post, 1e-12f);
        StackSpec stack = new(
            LayerCount: 2, HeadCount: 2, KeyValueHeadCount: 2, HeadDim: 4, FeedForwardDim: 16, Activation.Gelu, norm, HasFinalNorm: false,
            IsGated: false, HasQueryKeyValueBias: true, HasAttentionOutputBias: true, HasFeedForwardBias: true, ScoreScale: 0.5f,
            IsCausal: false, RelativeBias: null, Rotary: null, HasQueryKeyNorm: false, Window: null, HasCrossAttention: false);
        Assert.Equal(
            new ModelSpec(
                target, ModelFamily.Encoder, EncoderHead.None, ModelDim: 8, VocabularySize: 11, ContextLength: 6,
                new EmbeddingSpec(PositionEncoding.Learned, PositionOffset: 0, PositionCount: 6, TokenTypeCount: 2, HasNorm: true, Scale: 1),
                stack, Decoder: null, Head: null, new CheckpointSpec(CheckpointLayout.Bert, EquatableArray<TensorNameSpec>.Empty)),
            spec);
    }

    [Theory]
    [InlineData("", 2, 1e-12f, 0, true, PositionEncoding.Learned)]
    [InlineData("Roberta", 1, 1e-5f, 2, true, PositionEncoding.Learned)]
    [InlineData("DistilBert", 0, 1e-12f, 0, true, PositionEncoding.Learned)]
    [InlineData("TorchTransformer", 0, 1e-5f, 0, false, PositionEncoding.SinusoidalInterleaved)]
    public void Each_layout_has_its_defaults(
        string layout, int tokenTypes, float epsilon, int offset, bool embeddingNorm, PositionEncoding positions)
    {
        string more = layout.Length == 0 ? "" : $", Layout = CheckpointLayout.{layout}";

        ModelSpec spec = GeneratorRun.Spec(Sources.Encoder(more, layout == "TorchTransformer" ? TorchNames : ""));

        Assert.Equal(new EmbeddingSpec(positions, offset, 6 + offset, tokenTypes, embeddingNorm, 1), spec.Embedding);
        Assert.Equal(epsilon, spec.Encoder!.Norm.Epsilon);
    }

    [Fact]
    public void Every_property_reaches_the_spec()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.Model("""
            [Encoder(ModelDim = 10, HeadCount = 3, HeadDim = 16, LayerCount = 4, FeedForwardDim = 20, VocabularySize = 30, ContextLength = 7,
                TokenTypeCount = 5, Activation = Activation.Silu, NormPlacement = NormPlacement.Pre, NormEpsilon = 0.25f, EmbeddingNorm = false,
                EmbeddingScale = 3.5f, PositionOffset = 9, Head = EncoderHead.MaskedLanguageModel, TiedOutput = false)]
            [TensorName(TensorRole.FinalNorm, "norm")]
            """));

        StackSpec stack = spec.Encoder!;
        Assert.Equal((10, 30, 7), (spec.ModelDim, spec.VocabularySize, spec.ContextLength));
        Assert.Equal((4, 3, 16, 20), (stack.LayerCount, stack.HeadCount, stack.HeadDim, stack.FeedForwardDim));
        Assert.Equal((Activation.Silu, true, 0.25f), (stack.Activation, stack.HasFinalNorm, stack.ScoreScale));
        Assert.Equal(new NormSpec(NormKind.LayerNorm, NormPlacement.Pre, 0.25f), stack.Norm);
        Assert.Equal(new EmbeddingSpec(PositionEncoding.Learned, 9, 16, 5, HasNorm: false, 3.5f), spec.Embedding);
        Assert.Equal(new HeadSpec(Activation.Silu, HasNorm: true, 30, OutputHasBias: true, IsTied: false, 1), spec.Head);
        Assert.Equal([new TensorNameSpec(TensorRole.FinalNorm, ModelSide.Any, "norm")], spec.Checkpoint.Names);
    }

    [Theory]
    [InlineData("FinalNorm = true", true)]
    [InlineData("NormPlacement = NormPlacement.Pre", true)]
    [InlineData("NormPlacement = NormPlacement.Pre, FinalNorm = false", false)]
    [InlineData("NormPlacement = NormPlacement.Post", false)]
    public void A_final_norm_follows_layers_that_normalise_first(string more, bool expected)
    {
        string source = Sources.Encoder($", Layout = CheckpointLayout.TorchTransformer, {more}", TorchNames);

        Assert.Equal(expected, GeneratorRun.Spec(source).Encoder!.HasFinalNorm);
    }

    [Theory]
    [InlineData("PositionEncoding.None")]
    [InlineData("PositionEncoding.SinusoidalInterleaved")]
    [InlineData("PositionEncoding.SinusoidalHalves")]
    public void The_offset_of_a_layout_belongs_to_learned_positions(string positions)
    {
        ModelSpec roberta = GeneratorRun.Spec(Sources.Encoder($", Layout = CheckpointLayout.Roberta, Positions = {positions}"));
        ModelSpec bart = GeneratorRun.Spec(Sources.EncoderDecoder($", Layout = CheckpointLayout.Bart, Positions = {positions}"));

        Assert.Equal((0, 6), (roberta.Embedding.PositionOffset, roberta.Embedding.PositionCount));
        Assert.Equal((0, 512), (bart.Embedding.PositionOffset, bart.Embedding.PositionCount));
    }

    [Theory]
    [InlineData(PositionEncoding.Learned, 0)]
    [InlineData(PositionEncoding.Learned, 3)]
    [InlineData(PositionEncoding.SinusoidalInterleaved, 0)]
    [InlineData(PositionEncoding.SinusoidalInterleaved, 1)]
    [InlineData(PositionEncoding.SinusoidalHalves, 1)]
    [InlineData(PositionEncoding.SinusoidalHalves, 2)]
    public void A_table_of_positions_has_rows_before_that_of_the_first_token(PositionEncoding positions, int offset)
    {
        string more = $", Positions = PositionEncoding.{positions}, PositionOffset = {offset}";
        EmbeddingSpec expected = new(positions, offset, 6 + offset, 0, HasNorm: false, 1);

        Assert.Equal(expected with { TokenTypeCount = 2, HasNorm = true }, GeneratorRun.Spec(Sources.Encoder(more)).Embedding);
        Assert.Equal(expected, GeneratorRun.Spec(Sources.Decoder(more)).Embedding);
        string bart = ", ContextLength = 6, Layout = CheckpointLayout.Bart";
        Assert.Equal(expected with { HasNorm = true }, GeneratorRun.Spec(Sources.EncoderDecoder(more + bart)).Embedding);
    }

    [Theory]
    [InlineData("Bert", "Pooler", Activation.Tanh, false, 0, false)]
    [InlineData("Roberta", "Pooler", Activation.Tanh, false, 0, false)]
    [InlineData("Bert", "SequenceClassification", Activation.Tanh, false, 3, true)]
    [InlineData("Roberta", "SequenceClassification", Activation.Tanh, false, 3, true)]
    [InlineData("DistilBert", "SequenceClassification", Activation.Relu, false, 3, true)]
    [InlineData("Bert", "TokenClassification", null, false, 3, true)]
    [InlineData("Roberta", "TokenClassification", null, false, 3, true)]
    [InlineData("DistilBert", "TokenClassification", null, false, 3, true)]
    [InlineData("Bert", "MaskedLanguageModel", Activation.Silu, true, 11, true)]
    [InlineData("Roberta", "MaskedLanguageModel", Activation.Gelu, true, 11, true)]
    [InlineData("DistilBert", "MaskedLanguageModel", Activation.Silu, true, 11, true)]
    public void Each_layout_has_its_heads(
        string layout, string head, Activation? dense, bool hasNorm, int outputDim, bool hasBias)
    {
        string labels = head.EndsWith("Classification", StringComparison.Ordinal) ? ", LabelCount = 3" : "";
        string more = $", Activation = Activation.Silu, Layout = CheckpointLayout.{layout}, Head = EncoderHead.{head}{labels}";

        ModelSpec spec = GeneratorRun.Spec(Sources.Encoder(more));

        Assert.Equal(head, spec.EncoderHead.ToString());
        Assert.Equal(new HeadSpec(dense, hasNorm, outputDim, hasBias, IsTied: head == "MaskedLanguageModel", 1), spec.Head);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("[TensorName(TensorRole.HeadDense, \"dense\")]", Activation.Tanh)]
    public void A_classifier_of_a_layout_without_heads_has_a_dense_layer_if_it_is_named(string denseName, Activation? dense)
    {
        string more = ", Layout = CheckpointLayout.TorchTransformer, Head = EncoderHead.SequenceClassification, LabelCount = 3";

        ModelSpec spec = GeneratorRun.Spec(Sources.Encoder(more, $"{TorchNames}[TensorName(TensorRole.HeadOutput, \"out\")]{denseName}"));

        Assert.Equal(new HeadSpec(dense, HasNorm: false, 3, OutputHasBias: true, IsTied: false, 1), spec.Head);
    }

    [Fact]
    public void A_custom_layout_with_all_names_is_valid()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.Encoder(
            ", Layout = CheckpointLayout.Custom, Head = EncoderHead.MaskedLanguageModel",
            """
            [TensorName(TensorRole.TokenEmbedding, "tokens.{p}")]
            [TensorName(TensorRole.PositionEmbedding, "positions")]
            [TensorName(TensorRole.EmbeddingNorm, "norm")]
            [TensorName(TensorRole.QueryKeyValue, "{i}.qkv")]
            [TensorName(TensorRole.AttentionOutput, "{i}.o")]
            [TensorName(TensorRole.AttentionNorm, "{i}.norm1")]
            [TensorName(TensorRole.FeedForwardUp, "{i}.up")]
            [TensorName(TensorRole.FeedForwardDown, "{i}.down")]
            [TensorName(TensorRole.FeedForwardNorm, "{i}.norm2")]
            [TensorName(TensorRole.HeadDense, "head.dense")]
            [TensorName(TensorRole.HeadNorm, "head.norm")]
            [TensorName(TensorRole.HeadOutput, "head.out")]
            """));

        Assert.Equal(12, spec.Checkpoint.Names.Count);
    }

    [Fact]
    public void Names_of_a_model_with_one_stack_have_no_side()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.Encoder("", "[TensorName(TensorRole.Query, \"q.{i}\", Side = ModelSide.Decoder)]"));

        Assert.Equal([new TensorNameSpec(TensorRole.Query, ModelSide.Any, "q.{i}")], spec.Checkpoint.Names);
    }

    [Fact]
    public void An_odd_width_has_interleaved_sinusoids()
    {
        string source = Sources.Model("""
            [Encoder(ModelDim = 9, HeadCount = 3, LayerCount = 1, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6,
                Positions = PositionEncoding.SinusoidalInterleaved)]
            """);

        Assert.Equal(PositionEncoding.SinusoidalInterleaved, GeneratorRun.Spec(source).Embedding.Positions);
    }
}
