using System;
using System.Collections.Generic;
using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Graph;

/// <summary>Every name that a model looks for in a checkpoint, by layout, head and side.</summary>
public sealed class CheckpointNamesTests
{
    [Fact]
    public void Bert() => Check(Specs.Encoder, "", """
        TokenEmbeddingWeight = embeddings.word_embeddings.weight
        PositionEmbeddingWeight = embeddings.position_embeddings.weight
        TokenTypeEmbeddingWeight = embeddings.token_type_embeddings.weight
        EmbeddingNormWeight = embeddings.LayerNorm.weight
        EmbeddingNormBias = embeddings.LayerNorm.bias
        QueryWeight = encoder.layer.{i}.attention.self.query.weight
        KeyWeight = encoder.layer.{i}.attention.self.key.weight
        ValueWeight = encoder.layer.{i}.attention.self.value.weight
        QueryBias = encoder.layer.{i}.attention.self.query.bias
        KeyBias = encoder.layer.{i}.attention.self.key.bias
        ValueBias = encoder.layer.{i}.attention.self.value.bias
        AttentionOutputWeight = encoder.layer.{i}.attention.output.dense.weight
        AttentionOutputBias = encoder.layer.{i}.attention.output.dense.bias
        AttentionNormWeight = encoder.layer.{i}.attention.output.LayerNorm.weight
        AttentionNormBias = encoder.layer.{i}.attention.output.LayerNorm.bias
        FeedForwardUpWeight = encoder.layer.{i}.intermediate.dense.weight
        FeedForwardUpBias = encoder.layer.{i}.intermediate.dense.bias
        FeedForwardDownWeight = encoder.layer.{i}.output.dense.weight
        FeedForwardDownBias = encoder.layer.{i}.output.dense.bias
        FeedForwardNormWeight = encoder.layer.{i}.output.LayerNorm.weight
        FeedForwardNormBias = encoder.layer.{i}.output.LayerNorm.bias
        """);

    [Fact]
    public void Roberta_is_named_like_Bert() =>
        Assert.Equal(Print(Specs.Encoder, ""), Print(Specs.Encoder with { Layout = CheckpointLayout.Roberta }, ""));

    [Fact]
    public void DistilBert() => Check(Specs.Encoder with { Layout = CheckpointLayout.DistilBert, TokenTypeCount = 0 }, "", """
        TokenEmbeddingWeight = embeddings.word_embeddings.weight
        PositionEmbeddingWeight = embeddings.position_embeddings.weight
        EmbeddingNormWeight = embeddings.LayerNorm.weight
        EmbeddingNormBias = embeddings.LayerNorm.bias
        QueryWeight = transformer.layer.{i}.attention.q_lin.weight
        KeyWeight = transformer.layer.{i}.attention.k_lin.weight
        ValueWeight = transformer.layer.{i}.attention.v_lin.weight
        QueryBias = transformer.layer.{i}.attention.q_lin.bias
        KeyBias = transformer.layer.{i}.attention.k_lin.bias
        ValueBias = transformer.layer.{i}.attention.v_lin.bias
        AttentionOutputWeight = transformer.layer.{i}.attention.out_lin.weight
        AttentionOutputBias = transformer.layer.{i}.attention.out_lin.bias
        AttentionNormWeight = transformer.layer.{i}.sa_layer_norm.weight
        AttentionNormBias = transformer.layer.{i}.sa_layer_norm.bias
        FeedForwardUpWeight = transformer.layer.{i}.ffn.lin1.weight
        FeedForwardUpBias = transformer.layer.{i}.ffn.lin1.bias
        FeedForwardDownWeight = transformer.layer.{i}.ffn.lin2.weight
        FeedForwardDownBias = transformer.layer.{i}.ffn.lin2.bias
        FeedForwardNormWeight = transformer.layer.{i}.output_layer_norm.weight
        FeedForwardNormBias = transformer.layer.{i}.output_layer_norm.bias
        """);

    [Fact]
    public void TorchTransformer() => Check(
        Specs.Encoder with { Layout = CheckpointLayout.TorchTransformer, TokenTypeCount = 0, EmbeddingNorm = false, FinalNorm = true }, "", """
        TokenEmbeddingWeight = embedding.weight
        PositionEmbeddingWeight = position_embedding.weight
        QueryKeyValueWeight = layers.{i}.self_attn.in_proj_weight
        QueryKeyValueBias = layers.{i}.self_attn.in_proj_bias
        AttentionOutputWeight = layers.{i}.self_attn.out_proj.weight
        AttentionOutputBias = layers.{i}.self_attn.out_proj.bias
        AttentionNormWeight = layers.{i}.norm1.weight
        AttentionNormBias = layers.{i}.norm1.bias
        FeedForwardUpWeight = layers.{i}.linear1.weight
        FeedForwardUpBias = layers.{i}.linear1.bias
        FeedForwardDownWeight = layers.{i}.linear2.weight
        FeedForwardDownBias = layers.{i}.linear2.bias
        FeedForwardNormWeight = layers.{i}.norm2.weight
        FeedForwardNormBias = layers.{i}.norm2.bias
        FinalNormWeight = norm.weight
        FinalNormBias = norm.bias
        """);

    [Fact]
    public void Gpt2() => Check(Specs.Decoder with { TiedOutput = false }, "", """
        TokenEmbeddingWeight = wte.weight
        PositionEmbeddingWeight = wpe.weight
        AttentionNormWeight = h.{i}.ln_1.weight
        AttentionNormBias = h.{i}.ln_1.bias
        QueryKeyValueWeight = h.{i}.attn.c_attn.weight
        QueryKeyValueBias = h.{i}.attn.c_attn.bias
        AttentionOutputWeight = h.{i}.attn.c_proj.weight
        AttentionOutputBias = h.{i}.attn.c_proj.bias
        FeedForwardNormWeight = h.{i}.ln_2.weight
        FeedForwardNormBias = h.{i}.ln_2.bias
        FeedForwardUpWeight = h.{i}.mlp.c_fc.weight
        FeedForwardUpBias = h.{i}.mlp.c_fc.bias
        FeedForwardDownWeight = h.{i}.mlp.c_proj.weight
        FeedForwardDownBias = h.{i}.mlp.c_proj.bias
        FinalNormWeight = ln_f.weight
        FinalNormBias = ln_f.bias
        HeadOutputWeight = lm_head.weight
        """);

    [Fact]
    public void Gpt_is_GPT2_with_other_names_for_its_tables() => Assert.Equal(
        Print(Specs.Decoder with { FinalNorm = false }, "").Replace("wte", "tokens_embed").Replace("wpe", "positions_embed"),
        Print(Specs.Decoder with { Layout = CheckpointLayout.Gpt, FinalNorm = false }, ""));

    [Fact]
    public void Llama() => Check(Specs.Llama with { TiedOutput = false }, "", """
        TokenEmbeddingWeight = embed_tokens.weight
        AttentionNormWeight = layers.{i}.input_layernorm.weight
        QueryWeight = layers.{i}.self_attn.q_proj.weight
        KeyWeight = layers.{i}.self_attn.k_proj.weight
        ValueWeight = layers.{i}.self_attn.v_proj.weight
        AttentionOutputWeight = layers.{i}.self_attn.o_proj.weight
        FeedForwardNormWeight = layers.{i}.post_attention_layernorm.weight
        FeedForwardGateWeight = layers.{i}.mlp.gate_proj.weight
        FeedForwardUpWeight = layers.{i}.mlp.up_proj.weight
        FeedForwardDownWeight = layers.{i}.mlp.down_proj.weight
        FinalNormWeight = norm.weight
        HeadOutputWeight = lm_head.weight
        """);

    [Theory]
    [InlineData(TensorRole.QueryNorm, "layers.{i}.self_attn.q_norm.weight")]
    [InlineData(TensorRole.KeyNorm, "layers.{i}.self_attn.k_norm.weight")]
    public void Norms_of_heads_in_Llama_s_layout(TensorRole role, string expected) =>
        Assert.Equal(expected, CheckpointNames.Find(Specs.Llama.Build(), ModelSide.Decoder, role, isBias: false));

    [Fact]
    public void A_gated_T5_has_two_first_projections() => Check(Specs.EncoderDecoder with { Gated = true }, "FeedForward", """
        FeedForwardNormWeight = encoder.block.{i}.layer.1.layer_norm.weight
        FeedForwardGateWeight = encoder.block.{i}.layer.1.DenseReluDense.wi_0.weight
        FeedForwardUpWeight = encoder.block.{i}.layer.1.DenseReluDense.wi_1.weight
        FeedForwardDownWeight = encoder.block.{i}.layer.1.DenseReluDense.wo.weight
        FeedForwardNormWeight = decoder.block.{i}.layer.2.layer_norm.weight
        FeedForwardGateWeight = decoder.block.{i}.layer.2.DenseReluDense.wi_0.weight
        FeedForwardUpWeight = decoder.block.{i}.layer.2.DenseReluDense.wi_1.weight
        FeedForwardDownWeight = decoder.block.{i}.layer.2.DenseReluDense.wo.weight
        """);

    [Fact]
    public void T5() => Check(Specs.EncoderDecoder with { TiedOutput = false }, "", """
        TokenEmbeddingWeight = shared.weight|encoder.embed_tokens.weight|decoder.embed_tokens.weight
        AttentionNormWeight = encoder.block.{i}.layer.0.layer_norm.weight
        QueryWeight = encoder.block.{i}.layer.0.SelfAttention.q.weight
        KeyWeight = encoder.block.{i}.layer.0.SelfAttention.k.weight
        ValueWeight = encoder.block.{i}.layer.0.SelfAttention.v.weight
        RelativeBiasWeight = encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight
        AttentionOutputWeight = encoder.block.{i}.layer.0.SelfAttention.o.weight
        FeedForwardNormWeight = encoder.block.{i}.layer.1.layer_norm.weight
        FeedForwardUpWeight = encoder.block.{i}.layer.1.DenseReluDense.wi.weight
        FeedForwardDownWeight = encoder.block.{i}.layer.1.DenseReluDense.wo.weight
        FinalNormWeight = encoder.final_layer_norm.weight
        CrossKeyWeight = decoder.block.{i}.layer.1.EncDecAttention.k.weight
        CrossValueWeight = decoder.block.{i}.layer.1.EncDecAttention.v.weight
        AttentionNormWeight = decoder.block.{i}.layer.0.layer_norm.weight
        QueryWeight = decoder.block.{i}.layer.0.SelfAttention.q.weight
        KeyWeight = decoder.block.{i}.layer.0.SelfAttention.k.weight
        ValueWeight = decoder.block.{i}.layer.0.SelfAttention.v.weight
        RelativeBiasWeight = decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight
        AttentionOutputWeight = decoder.block.{i}.layer.0.SelfAttention.o.weight
        CrossNormWeight = decoder.block.{i}.layer.1.layer_norm.weight
        CrossQueryWeight = decoder.block.{i}.layer.1.EncDecAttention.q.weight
        CrossOutputWeight = decoder.block.{i}.layer.1.EncDecAttention.o.weight
        FeedForwardNormWeight = decoder.block.{i}.layer.2.layer_norm.weight
        FeedForwardUpWeight = decoder.block.{i}.layer.2.DenseReluDense.wi.weight
        FeedForwardDownWeight = decoder.block.{i}.layer.2.DenseReluDense.wo.weight
        FinalNormWeight = decoder.final_layer_norm.weight
        HeadOutputWeight = lm_head.weight
        """);

    [Fact]
    public void Bart_has_positions_for_each_side() => Check(Specs.Bart, "PositionEmbedding", """
        PositionEmbeddingWeight = encoder.embed_positions.weight
        PositionEmbeddingWeight = decoder.embed_positions.weight
        """);

    [Fact]
    public void Bart_has_one_token_embedding_or_two()
    {
        Check(Specs.Bart, "TokenEmbedding", "TokenEmbeddingWeight = shared.weight|encoder.embed_tokens.weight|decoder.embed_tokens.weight");
        Check(Specs.Bart with { SourceVocabularySize = 7 }, "TokenEmbedding", """
            TokenEmbeddingWeight = encoder.embed_tokens.weight
            TokenEmbeddingWeight = decoder.embed_tokens.weight
            """);
    }

    [Fact]
    public void Barts_logits_have_a_bias_beside_the_tied_matrix() =>
        Check(Specs.Bart, "HeadOutput", "HeadOutputBias = final_logits_bias|lm_head.bias");

    [Fact]
    public void Bart_cross_attends() => Check(Specs.Bart, "Cross", """
        CrossKeyWeight = decoder.layers.{i}.encoder_attn.k_proj.weight
        CrossValueWeight = decoder.layers.{i}.encoder_attn.v_proj.weight
        CrossKeyBias = decoder.layers.{i}.encoder_attn.k_proj.bias
        CrossValueBias = decoder.layers.{i}.encoder_attn.v_proj.bias
        CrossQueryWeight = decoder.layers.{i}.encoder_attn.q_proj.weight
        CrossQueryBias = decoder.layers.{i}.encoder_attn.q_proj.bias
        CrossOutputWeight = decoder.layers.{i}.encoder_attn.out_proj.weight
        CrossOutputBias = decoder.layers.{i}.encoder_attn.out_proj.bias
        CrossNormWeight = decoder.layers.{i}.encoder_attn_layer_norm.weight
        CrossNormBias = decoder.layers.{i}.encoder_attn_layer_norm.bias
        """);

    [Fact]
    public void Torch_stores_query_key_and_value_of_cross_attention_together() =>
        Check(Specs.Bart with { Layout = CheckpointLayout.TorchTransformer }, "Cross", """
            CrossQueryKeyValueWeight = decoder.layers.{i}.multihead_attn.in_proj_weight
            CrossQueryKeyValueBias = decoder.layers.{i}.multihead_attn.in_proj_bias
            CrossQueryKeyValueWeight = decoder.layers.{i}.multihead_attn.in_proj_weight
            CrossQueryKeyValueBias = decoder.layers.{i}.multihead_attn.in_proj_bias
            CrossOutputWeight = decoder.layers.{i}.multihead_attn.out_proj.weight
            CrossOutputBias = decoder.layers.{i}.multihead_attn.out_proj.bias
            CrossNormWeight = decoder.layers.{i}.norm2.weight
            CrossNormBias = decoder.layers.{i}.norm2.bias
            """);

    [Theory]
    [InlineData(CheckpointLayout.Bert, EncoderHead.None, "")]
    [InlineData(CheckpointLayout.Bert, EncoderHead.Pooler, "HeadDense = pooler.dense")]
    [InlineData(CheckpointLayout.Bert, EncoderHead.SequenceClassification, "HeadDense = pooler.dense; HeadOutput = classifier")]
    [InlineData(CheckpointLayout.Bert, EncoderHead.TokenClassification, "HeadOutput = classifier")]
    [InlineData(CheckpointLayout.Bert, EncoderHead.MaskedLanguageModel,
        "HeadDense = cls.predictions.transform.dense; HeadNorm = cls.predictions.transform.LayerNorm; HeadOutput = cls.predictions.decoder|cls.predictions")]
    [InlineData(CheckpointLayout.Roberta, EncoderHead.None, "")]
    [InlineData(CheckpointLayout.Roberta, EncoderHead.Pooler, "HeadDense = pooler.dense")]
    [InlineData(
        CheckpointLayout.Roberta, EncoderHead.SequenceClassification, "HeadDense = classifier.dense; HeadOutput = classifier.out_proj")]
    [InlineData(CheckpointLayout.Roberta, EncoderHead.TokenClassification, "HeadOutput = classifier")]
    [InlineData(CheckpointLayout.Roberta, EncoderHead.MaskedLanguageModel,
        "HeadDense = lm_head.dense; HeadNorm = lm_head.layer_norm; HeadOutput = lm_head.decoder|lm_head")]
    [InlineData(CheckpointLayout.DistilBert, EncoderHead.None, "")]
    [InlineData(CheckpointLayout.DistilBert, EncoderHead.SequenceClassification, "HeadDense = pre_classifier; HeadOutput = classifier")]
    [InlineData(CheckpointLayout.DistilBert, EncoderHead.TokenClassification, "HeadOutput = classifier")]
    [InlineData(CheckpointLayout.DistilBert, EncoderHead.MaskedLanguageModel,
        "HeadDense = vocab_transform; HeadNorm = vocab_layer_norm; HeadOutput = vocab_projector")]
    [InlineData(CheckpointLayout.TorchTransformer, EncoderHead.SequenceClassification, "HeadOutput = classifier")]
    [InlineData(CheckpointLayout.TorchTransformer, EncoderHead.TokenClassification, "HeadOutput = classifier")]
    public void Heads(CheckpointLayout layout, EncoderHead head, string modules)
    {
        IEnumerable<string> expected = modules.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(module => module.Split(" = "))
            .SelectMany(module => new[] { "weight", "bias" }.Select(part =>
                $"{module[0]}{(part == "bias" ? "Bias" : "Weight")} = {string.Join("|", module[1].Split('|').Select(name => $"{name}.{part}"))}"));
        ModelRequest request = Specs.Encoder with
        {
            Layout = layout, Head = head, TokenTypeCount = 0, LabelCount = head is EncoderHead.Pooler or EncoderHead.MaskedLanguageModel ? null : 3,
            TiedOutput = false,
        };

        Check(request, "Head", string.Join("\n", expected));
    }

    [Theory]
    [InlineData("enc.{i}.fc1", false, "enc.{i}.fc1.weight")]
    [InlineData("enc.{i}.fc1", true, "enc.{i}.fc1.bias")]
    [InlineData("enc.{i}.{p}_fc1", true, "enc.{i}.bias_fc1")]
    [InlineData("a.{i}|b.{p}.{i}", false, "a.{i}.weight|b.weight.{i}")]
    public void A_name_of_the_user_comes_first(string pattern, bool isBias, string expected) =>
        Assert.Equal(expected, CheckpointNames.Find(Named(Specs.Encoder, (TensorRole.FeedForwardUp, ModelSide.Any, pattern)), ModelSide.Encoder, TensorRole.FeedForwardUp, isBias));

    [Fact]
    public void A_name_for_one_side_leaves_the_other_alone()
    {
        ModelSpec spec = Named(
            Specs.EncoderDecoder, (TensorRole.Query, ModelSide.Decoder, "dec.{i}.q"), (TensorRole.FinalNorm, ModelSide.Any, "any.norm"), (TensorRole.FinalNorm, ModelSide.Encoder, "enc.norm"));

        Assert.Equal("dec.{i}.q.weight", CheckpointNames.Find(spec, ModelSide.Decoder, TensorRole.Query, isBias: false));
        Assert.Equal("encoder.block.{i}.layer.0.SelfAttention.q.weight", CheckpointNames.Find(spec, ModelSide.Encoder, TensorRole.Query, isBias: false));
        Assert.Equal("enc.norm.weight", CheckpointNames.Find(spec, ModelSide.Encoder, TensorRole.FinalNorm, isBias: false));
        Assert.Equal("any.norm.weight", CheckpointNames.Find(spec, ModelSide.Decoder, TensorRole.FinalNorm, isBias: false));
    }

    [Fact]
    public void A_custom_layout_knows_only_what_it_is_told()
    {
        ModelSpec spec = Named(Specs.Encoder with { Layout = CheckpointLayout.Custom }, (TensorRole.Key, ModelSide.Any, "k.{i}"));

        Assert.Equal("k.{i}.weight", CheckpointNames.Find(spec, ModelSide.Encoder, TensorRole.Key, isBias: false));
        Assert.Null(CheckpointNames.Find(spec, ModelSide.Encoder, TensorRole.Value, isBias: false));
        Assert.Equal([""], CheckpointNames.Prefixes(spec));
        Assert.Empty(CheckpointNames.Ignored(CheckpointLayout.Custom));
    }

    [Theory]
    [InlineData(CheckpointLayout.Bert, "", false)]
    [InlineData(CheckpointLayout.Bert, "QueryKeyValue", true)]
    [InlineData(CheckpointLayout.TorchTransformer, "", true)]
    [InlineData(CheckpointLayout.TorchTransformer, "Query", false)]
    [InlineData(CheckpointLayout.TorchTransformer, "Key", true)]
    [InlineData(CheckpointLayout.Custom, "", false)]
    [InlineData(CheckpointLayout.Custom, "QueryKeyValue", true)]
    public void Query_key_and_value_are_one_tensor_where_the_checkpoint_has_them_so(CheckpointLayout layout, string named, bool expected)
    {
        TensorNameSpec[] names = named.Length == 0 ? [] : [new(Enum.Parse<TensorRole>(named), ModelSide.Any, "x.{i}")];
        Assert.Equal(expected, CheckpointNames.HasFusedQueryKeyValue(new CheckpointSpec(layout, new EquatableArray<TensorNameSpec>(names)), ModelSide.Encoder));
    }

    [Fact]
    public void Only_GPT_and_GPT2_store_inputs_first_and_only_in_its_layers()
    {
        TensorRole[] transposed =
        [
            TensorRole.Query, TensorRole.Key, TensorRole.Value, TensorRole.QueryKeyValue, TensorRole.AttentionOutput, TensorRole.FeedForwardUp, TensorRole.FeedForwardDown,
        ];
        foreach (CheckpointLayout layout in Enum.GetValues<CheckpointLayout>())
        {
            IEnumerable<TensorRole> found = Enum.GetValues<TensorRole>().Where(role => CheckpointNames.StoresInputsFirst(layout, role));
            Assert.Equal(layout is CheckpointLayout.Gpt or CheckpointLayout.Gpt2 ? transposed : [], found);
        }
    }

    private static ModelSpec Named(ModelRequest request, params (TensorRole Role, ModelSide Side, string Pattern)[] names) =>
        (request with { Names = new EquatableArray<TensorNameSpec>(names.Select(name => new TensorNameSpec(name.Role, name.Side, name.Pattern))) }).Build();

    private static void Check(ModelRequest request, string roles, string expected) => Assert.Equal(expected, Print(request, roles));

    /// <summary>The names of all parts whose role begins with a text, in order of use.</summary>
    private static string Print(ModelRequest request, string roles)
    {
        ModelSpec spec = request.Build();
        IEnumerable<string> names = GraphBuilder.Build(spec).Sections
            .SelectMany(section => section.Nodes)
            .SelectMany(Parameters)
            .Distinct()
            .SelectMany(parameter => parameter.Parts.Select(part => (Parameter: parameter, Part: part)))
            .Where(item => $"{item.Part.Role}".StartsWith(roles, StringComparison.Ordinal))
            .Select(item => $"{item.Part.Role}{(item.Parameter.IsBias ? "Bias" : "Weight")} = {CheckpointNames.Find(spec, item.Parameter.Side, item.Part.Role, item.Parameter.IsBias)}");
        return string.Join("\n", names);
    }

    private static IEnumerable<Parameter> Parameters(Node node)
    {
        Parameter?[] parameters = node switch
        {
            EmbedNode embed => [embed.Tokens, embed.Positions, embed.TokenTypes],
            NormNode norm => [norm.Weight, norm.Bias],
            ProjectionNode projection => [projection.Weight, projection.Bias],
            AttentionNode attention => [attention.RelativeBias?.ByBucket],
            CacheNode cache => [cache.Norm?.QueryWeight, cache.Norm?.KeyWeight],
            CachedAttentionNode attention => [attention.RelativeBias?.ByBucket],
            _ => [],
        };
        return parameters.OfType<Parameter>();
    }
}
