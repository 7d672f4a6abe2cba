using System;
using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Graph;

/// <summary>From spec to sections, nodes and shapes, family by family.</summary>
public sealed class GraphBuilderTests
{
    private const string Mean = """
        mean over tokens × 1, Mean, Any
          mean hidden -> mean [B, 8]
        """;

    private const string PostNormEncoder = """
        encoder embeddings × 1, Once, Encoder
          embed TokenEmbedding[11, 8] + PositionEmbedding[6, 8] + TokenTypeEmbedding[2, 8] -> hidden [T, 8]
          LayerNorm hidden, EmbeddingNormWeight[8], EmbeddingNormBias[8] -> hidden [T, 8]
        encoder layer × 2, Layers, Encoder
          (LayerQueryKeyValueWeight[24, 8] hidden + LayerQueryKeyValueBias[24]) -> queryKeyValue [T, 24]
          attention queryKeyValue[0..8] queryKeyValue[8..16] queryKeyValue[16..24] -> context [T, 8]
          (LayerAttentionOutputWeight[8, 8] context + LayerAttentionOutputBias[8]) +> hidden [T, 8]
          LayerNorm hidden, LayerAttentionNormWeight[8], LayerAttentionNormBias[8] -> hidden [T, 8]
          Gelu(LayerFeedForwardUpWeight[16, 8] hidden + LayerFeedForwardUpBias[16]) -> inner [T, 16]
          (LayerFeedForwardDownWeight[8, 16] inner + LayerFeedForwardDownBias[8]) +> hidden [T, 8]
          LayerNorm hidden, LayerFeedForwardNormWeight[8], LayerFeedForwardNormBias[8] -> hidden [T, 8]

        """ + Mean;

    [Fact]
    public void Post_norm_encoder() => Check(Specs.Encoder, PostNormEncoder);

    [Fact]
    public void Pre_norm_encoder_with_heads_of_another_width() => Check(
        Specs.Encoder with
        {
            NormPlacement = NormPlacement.Pre, FinalNorm = true, EmbeddingNorm = false, TokenTypeCount = 0, HeadDim = 5,
            Positions = PositionEncoding.SinusoidalHalves, Activation = Activation.Relu,
        },
        """
        encoder embeddings × 1, Once, Encoder
          embed TokenEmbedding[11, 8] + SinusoidalPositions[6, 8] -> hidden [T, 8]
        encoder layer × 2, Layers, Encoder
          LayerNorm hidden, LayerAttentionNormWeight[8], LayerAttentionNormBias[8] -> normalized [T, 8]
          (LayerQueryKeyValueWeight[30, 8] normalized + LayerQueryKeyValueBias[30]) -> queryKeyValue [T, 30]
          attention queryKeyValue[0..10] queryKeyValue[10..20] queryKeyValue[20..30] -> context [T, 10]
          (LayerAttentionOutputWeight[8, 10] context + LayerAttentionOutputBias[8]) +> hidden [T, 8]
          LayerNorm hidden, LayerFeedForwardNormWeight[8], LayerFeedForwardNormBias[8] -> normalized [T, 8]
          Relu(LayerFeedForwardUpWeight[16, 8] normalized + LayerFeedForwardUpBias[16]) -> inner [T, 16]
          (LayerFeedForwardDownWeight[8, 16] inner + LayerFeedForwardDownBias[8]) +> hidden [T, 8]
        encoder final norm × 1, Once, Encoder
          LayerNorm hidden, FinalNormWeight[8], FinalNormBias[8] -> hidden [T, 8]

        """ + Mean);

    [Theory]
    [InlineData(EncoderHead.Pooler, null, """
          Tanh(HeadDenseWeight[8, 8] chosen + HeadDenseBias[8]) -> headDense [R, 8]
        """)]
    [InlineData(EncoderHead.SequenceClassification, 3, """
          Tanh(HeadDenseWeight[8, 8] chosen + HeadDenseBias[8]) -> headDense [R, 8]
          (HeadOutputWeight[3, 8] headDense + HeadOutputBias[3]) -> logits [R, 3]
        """)]
    [InlineData(EncoderHead.TokenClassification, 3, """
          (HeadOutputWeight[3, 8] chosen + HeadOutputBias[3]) -> logits [R, 3]
        """)]
    [InlineData(EncoderHead.MaskedLanguageModel, null, """
          Gelu(HeadDenseWeight[8, 8] chosen + HeadDenseBias[8]) -> headDense [R, 8]
          LayerNorm headDense, HeadNormWeight[8], HeadNormBias[8] -> headDense [R, 8]
          (TokenEmbedding[11, 8] headDense + HeadOutputBias[11]) -> logits [R, 11]
        """)]
    public void Head_after_the_encoder(EncoderHead head, int? labelCount, string nodes) => Check(
        Specs.Encoder with { Head = head, LabelCount = labelCount },
        $"{PostNormEncoder}\nhead × 1, Head, Any\n  gather hidden -> chosen [R, 8]\n{nodes}");

    [Fact]
    public void An_output_of_its_own_is_no_table()
    {
        LayerGraph tied = GraphBuilder.Build((Specs.Encoder with { Head = EncoderHead.MaskedLanguageModel }).Build());
        LayerGraph untied = GraphBuilder.Build((Specs.Encoder with { Head = EncoderHead.MaskedLanguageModel, TiedOutput = false }).Build());

        Assert.Equal((ParameterLayout.Panels, "TokenEmbedding"), Output(tied));
        Assert.Equal((ParameterLayout.Panels, "HeadOutputWeight"), Output(untied));
        Assert.Equal(ParameterLayout.Panels, Tokens(tied));
        Assert.Equal(ParameterLayout.Rows, Tokens(untied));

        static (ParameterLayout, string) Output(LayerGraph graph)
        {
            Parameter weight = graph.Sections[^1].Nodes.OfType<ProjectionNode>().Last().Weight;
            return (weight.Layout, weight.Name);
        }

        static ParameterLayout Tokens(LayerGraph graph) => graph.Sections[0].Nodes.OfType<EmbedNode>().Single().Tokens.Layout;
    }

    [Fact]
    public void Decoder() => Check(
        Specs.Decoder,
        """
        decoder embeddings × 1, Once, Decoder
          embed TokenEmbedding[11, 8] + PositionEmbedding[6, 8] -> hidden [T', 8]
        decoder layer × 2, Layers, Decoder
          LayerNorm hidden, LayerAttentionNormWeight[8], LayerAttentionNormBias[8] -> normalized [T', 8]
          (LayerQueryKeyValueWeight[24, 8] normalized + LayerQueryKeyValueBias[24]) -> queryKeyValue [T', 24]
          cache queryKeyValue[8..16] queryKeyValue[16..24]
          attention Causal queryKeyValue[0..8] -> context [T', 8]
          (LayerAttentionOutputWeight[8, 8] context + LayerAttentionOutputBias[8]) +> hidden [T', 8]
          LayerNorm hidden, LayerFeedForwardNormWeight[8], LayerFeedForwardNormBias[8] -> normalized [T', 8]
          GeluTanh(LayerFeedForwardUpWeight[32, 8] normalized + LayerFeedForwardUpBias[32]) -> inner [T', 32]
          (LayerFeedForwardDownWeight[8, 32] inner + LayerFeedForwardDownBias[8]) +> hidden [T', 8]
        decoder final norm × 1, Once, Decoder
          LayerNorm hidden, FinalNormWeight[8], FinalNormBias[8] -> hidden [T', 8]
        head × 1, Head, Any
          gather hidden -> chosen [R, 8]
          (TokenEmbedding[11, 8] chosen) -> logits [R, 11]
        """);

    [Fact]
    public void Encoder_decoder() => Check(
        Specs.EncoderDecoder with { DecoderLayerCount = 3 },
        """
        encoder embeddings × 1, Once, Encoder
          embed TokenEmbedding[11, 8] -> hidden [T, 8]
        encoder layer × 2, Layers, Encoder
          RmsNorm hidden, EncoderLayerAttentionNormWeight[8] -> normalized [T, 8]
          (EncoderLayerQueryKeyValueWeight[24, 8] normalized) -> queryKeyValue [T, 24]
          cache queryKeyValue[8..16] queryKeyValue[16..24]
          attention Own queryKeyValue[0..8], EncoderRelativeBias[8, 2], EncoderRelativeBiasByDistance[2, 28] -> context [T, 8]
          (EncoderLayerAttentionOutputWeight[8, 8] context) +> hidden [T, 8]
          RmsNorm hidden, EncoderLayerFeedForwardNormWeight[8] -> normalized [T, 8]
          Relu(EncoderLayerFeedForwardUpWeight[16, 8] normalized) -> inner [T, 16]
          (EncoderLayerFeedForwardDownWeight[8, 16] inner) +> hidden [T, 8]
        encoder final norm × 1, Once, Encoder
          RmsNorm hidden, EncoderFinalNormWeight[8] -> hidden [T, 8]
        decoder layer's view of the source × 3, CrossLayers, Decoder
          (DecoderLayerCrossKeyValueWeight[16, 8] hidden) -> crossKeyValue [T, 16]
          cache crossKeyValue[0..8] crossKeyValue[8..16]
        decoder embeddings × 1, Once, Decoder
          embed TokenEmbedding[11, 8] -> targetHidden [T', 8]
        decoder layer × 3, Layers, Decoder
          RmsNorm targetHidden, DecoderLayerAttentionNormWeight[8] -> targetNormalized [T', 8]
          (DecoderLayerQueryKeyValueWeight[24, 8] targetNormalized) -> targetQueryKeyValue [T', 24]
          cache targetQueryKeyValue[8..16] targetQueryKeyValue[16..24]
          attention Causal targetQueryKeyValue[0..8], DecoderRelativeBias[8, 2], DecoderRelativeBiasByDistance[2, 28] -> targetContext [T', 8]
          (DecoderLayerAttentionOutputWeight[8, 8] targetContext) +> targetHidden [T', 8]
          RmsNorm targetHidden, DecoderLayerCrossNormWeight[8] -> targetNormalized [T', 8]
          (DecoderLayerCrossQueryWeight[8, 8] targetNormalized) -> targetCrossQuery [T', 8]
          attention Cross targetCrossQuery[0..8] -> targetCrossContext [T', 8]
          (DecoderLayerCrossOutputWeight[8, 8] targetCrossContext) +> targetHidden [T', 8]
          RmsNorm targetHidden, DecoderLayerFeedForwardNormWeight[8] -> targetNormalized [T', 8]
          Relu(DecoderLayerFeedForwardUpWeight[16, 8] targetNormalized) -> targetInner [T', 16]
          (DecoderLayerFeedForwardDownWeight[8, 16] targetInner) +> targetHidden [T', 8]
        decoder final norm × 1, Once, Decoder
          RmsNorm targetHidden, DecoderFinalNormWeight[8] -> targetHidden [T', 8]
        head × 1, Head, Any
          gather targetHidden -> chosen [R, 8]
          (TokenEmbedding[11, 8] chosen) -> logits [R, 11]
        """);

    /// <summary>Norms of embeddings and after each addition, none at the end; positions and, here, a vocabulary for each side.</summary>
    [Fact]
    public void Post_norm_encoder_decoder() => Check(
        Specs.Bart with { EncoderLayerCount = 1, SourceVocabularySize = 7 },
        """
        encoder embeddings × 1, Once, Encoder
          embed SourceTokenEmbedding[7, 8] + EncoderPositionEmbedding[8, 8] -> hidden [T, 8]
          LayerNorm hidden, EncoderEmbeddingNormWeight[8], EncoderEmbeddingNormBias[8] -> hidden [T, 8]
        encoder layer × 1, Layers, Encoder
          (EncoderLayerQueryKeyValueWeight[24, 8] hidden + EncoderLayerQueryKeyValueBias[24]) -> queryKeyValue [T, 24]
          cache queryKeyValue[8..16] queryKeyValue[16..24]
          attention Own queryKeyValue[0..8] -> context [T, 8]
          (EncoderLayerAttentionOutputWeight[8, 8] context + EncoderLayerAttentionOutputBias[8]) +> hidden [T, 8]
          LayerNorm hidden, EncoderLayerAttentionNormWeight[8], EncoderLayerAttentionNormBias[8] -> hidden [T, 8]
          Gelu(EncoderLayerFeedForwardUpWeight[16, 8] hidden + EncoderLayerFeedForwardUpBias[16]) -> inner [T, 16]
          (EncoderLayerFeedForwardDownWeight[8, 16] inner + EncoderLayerFeedForwardDownBias[8]) +> hidden [T, 8]
          LayerNorm hidden, EncoderLayerFeedForwardNormWeight[8], EncoderLayerFeedForwardNormBias[8] -> hidden [T, 8]
        decoder layer's view of the source × 2, CrossLayers, Decoder
          (DecoderLayerCrossKeyValueWeight[16, 8] hidden + DecoderLayerCrossKeyValueBias[16]) -> crossKeyValue [T, 16]
          cache crossKeyValue[0..8] crossKeyValue[8..16]
        decoder embeddings × 1, Once, Decoder
          embed TokenEmbedding[11, 8] + DecoderPositionEmbedding[8, 8] -> targetHidden [T', 8]
          LayerNorm targetHidden, DecoderEmbeddingNormWeight[8], DecoderEmbeddingNormBias[8] -> targetHidden [T', 8]
        decoder layer × 2, Layers, Decoder
          (DecoderLayerQueryKeyValueWeight[24, 8] targetHidden + DecoderLayerQueryKeyValueBias[24]) -> targetQueryKeyValue [T', 24]
          cache targetQueryKeyValue[8..16] targetQueryKeyValue[16..24]
          attention Causal targetQueryKeyValue[0..8] -> targetContext [T', 8]
          (DecoderLayerAttentionOutputWeight[8, 8] targetContext + DecoderLayerAttentionOutputBias[8]) +> targetHidden [T', 8]
          LayerNorm targetHidden, DecoderLayerAttentionNormWeight[8], DecoderLayerAttentionNormBias[8] -> targetHidden [T', 8]
          (DecoderLayerCrossQueryWeight[8, 8] targetHidden + DecoderLayerCrossQueryBias[8]) -> targetCrossQuery [T', 8]
          attention Cross targetCrossQuery[0..8] -> targetCrossContext [T', 8]
          (DecoderLayerCrossOutputWeight[8, 8] targetCrossContext + DecoderLayerCrossOutputBias[8]) +> targetHidden [T', 8]
          LayerNorm targetHidden, DecoderLayerCrossNormWeight[8], DecoderLayerCrossNormBias[8] -> targetHidden [T', 8]
          Gelu(DecoderLayerFeedForwardUpWeight[16, 8] targetHidden + DecoderLayerFeedForwardUpBias[16]) -> targetInner [T', 16]
          (DecoderLayerFeedForwardDownWeight[8, 16] targetInner + DecoderLayerFeedForwardDownBias[8]) +> targetHidden [T', 8]
          LayerNorm targetHidden, DecoderLayerFeedForwardNormWeight[8], DecoderLayerFeedForwardNormBias[8] -> targetHidden [T', 8]
        head × 1, Head, Any
          gather targetHidden -> chosen [R, 8]
          (TokenEmbedding[11, 8] chosen + HeadOutputBias[11]) -> logits [R, 11]
        """);

    /// <summary>Without a norm behind the encoder the decoder's projections read its last layer's sum.</summary>
    [Fact]
    public void Pre_norm_encoder_without_a_last_norm()
    {
        ModelSpec spec = (Specs.EncoderDecoder with { FinalNorm = false }).Build();
        string[] lines = GraphText.Print(GraphBuilder.Build(spec)).Split('\n');
        int view = Array.FindIndex(lines, line => line.StartsWith("decoder layer's view", StringComparison.Ordinal));
        Assert.EndsWith("+> hidden [T, 8]", lines[view - 1], StringComparison.Ordinal); // the sum of the last layer, which is read as it is
        Assert.Equal("  (DecoderLayerCrossKeyValueWeight[16, 8] hidden) -> crossKeyValue [T, 16]", lines[view + 1]);
    }

    [Fact]
    public void Scales_and_offsets_are_those_of_the_spec()
    {
        LayerGraph roberta = GraphBuilder.Build((Specs.Encoder with { PositionOffset = 2, EmbeddingScale = 2.5f }).Build());
        EmbedNode embed = roberta.Sections[0].Nodes.OfType<EmbedNode>().Single();
        Assert.Equal((2, 2.5f, 8), (embed.PositionOffset, embed.Scale, embed.Positions!.Rows));

        ModelRequest halves = Specs.Bart with { Positions = PositionEncoding.SinusoidalHalves, PositionOffset = 1 };
        LayerGraph sines = GraphBuilder.Build(halves.Build());
        EmbedNode[] sides = [.. sines.Sections.SelectMany(section => section.Nodes).OfType<EmbedNode>()];
        Assert.Equal([(1, 7), (1, 7)], sides.Select(side => (side.PositionOffset, side.Positions!.Rows)));
        Assert.Equal(sides[0].Positions, sides[1].Positions);

        // √HeadDim divides the scores, except in T5; T5 divides the hidden states before a tied output by √ModelDim.
        Assert.Equal(0.5f, roberta.Sections[1].Nodes.OfType<AttentionNode>().Single().Shape.Scale);
        LayerGraph t5 = GraphBuilder.Build(Specs.EncoderDecoder.Build());
        Assert.All(t5.Sections.SelectMany(section => section.Nodes).OfType<CachedAttentionNode>(), node => Assert.Equal(1f, node.Shape.Scale));
        Assert.Equal(0.35355338f, t5.Sections[^1].Nodes.OfType<GatherNode>().Single().Scale);
    }

    private static void Check(ModelRequest request, string expected) =>
        Assert.Equal(expected, GraphText.Print(GraphBuilder.Build(request.Build())));
}
