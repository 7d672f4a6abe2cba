using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Declaration;

/// <summary>Config files as published lead to the right spec, and properties that are set override them.</summary>
public sealed class ConfigSpecTests
{
    private static ModelSpec Read(string attribute, string config, string more = "") =>
        GeneratorRun.Spec(Sources.Model($"[{attribute}(Config = \"config.json\"{more})]"), Configs.File(config));

    [Theory]
    [InlineData("bert-base", CheckpointLayout.Bert, 768, 30522, 512, 12, 12, 3072, 1e-12f, 2, 0, EncoderHead.MaskedLanguageModel)]
    [InlineData("minilm", CheckpointLayout.Bert, 384, 30522, 512, 6, 12, 1536, 1e-12f, 2, 0, EncoderHead.None)]
    [InlineData("roberta-base", CheckpointLayout.Roberta, 768, 50265, 512, 12, 12, 3072, 1e-5f, 1, 2, EncoderHead.MaskedLanguageModel)]
    [InlineData(
        "distilbert-sst2", CheckpointLayout.DistilBert, 768, 30522, 512, 6, 12, 3072, 1e-12f, 0, 0, EncoderHead.SequenceClassification)]
    [InlineData("tiny-bert-mlm", CheckpointLayout.Bert, 32, 100, 24, 3, 4, 64, 1e-12f, 2, 0, EncoderHead.None)]
    [InlineData("tiny-roberta-mlm", CheckpointLayout.Roberta, 32, 100, 24, 3, 4, 64, 1e-5f, 1, 2, EncoderHead.None)]
    [InlineData("tiny-distilbert-mlm", CheckpointLayout.DistilBert, 32, 100, 24, 3, 4, 64, 1e-12f, 0, 0, EncoderHead.None)]
    public void Encoders(
        string config, CheckpointLayout layout, int modelDim, int vocabularySize, int contextLength, int layerCount, int headCount,
        int feedForwardDim, float epsilon, int tokenTypeCount, int offset, EncoderHead head)
    {
        ModelSpec spec = Read("Encoder", config);

        Assert.Equal((layout, head), (spec.Checkpoint.Layout, spec.EncoderHead));
        Assert.Equal((modelDim, vocabularySize, contextLength), (spec.ModelDim, spec.VocabularySize, spec.ContextLength));
        Assert.Equal(
            new EmbeddingSpec(PositionEncoding.Learned, offset, contextLength + offset, tokenTypeCount, HasNorm: true, 1), spec.Embedding);
        StackSpec stack = spec.Encoder!;
        Assert.Equal((layerCount, headCount, feedForwardDim), (stack.LayerCount, stack.HeadCount, stack.FeedForwardDim));
        Assert.Equal(new NormSpec(NormKind.LayerNorm, NormPlacement.Post, epsilon), stack.Norm);
        Assert.Equal(Activation.Gelu, stack.Activation);
    }

    [Theory]
    [InlineData("gpt2", 768, 50257, 1024, 12, 12)]
    [InlineData("tiny-gpt2", 32, 100, 32, 3, 4)]
    public void Decoders(string config, int modelDim, int vocabularySize, int contextLength, int layerCount, int headCount)
    {
        ModelSpec spec = Read("Decoder", config);

        StackSpec stack = spec.Decoder!;
        Assert.Equal((modelDim, vocabularySize, contextLength), (spec.ModelDim, spec.VocabularySize, spec.ContextLength));
        Assert.Equal((layerCount, headCount, 4 * modelDim), (stack.LayerCount, stack.HeadCount, stack.FeedForwardDim));
        Assert.Equal((Activation.GeluTanh, 1e-5f), (stack.Activation, stack.Norm.Epsilon));
        Assert.Equal((true, vocabularySize), (spec.Head!.IsTied, spec.Head.OutputDim));
    }

    [Theory]
    [InlineData("t5-small", 512, 32128, 8, 64, 6, 2048)]
    [InlineData("tiny-t5", 32, 100, 4, 8, 3, 64)]
    public void Encoder_decoders(
        string config, int modelDim, int vocabularySize, int headCount, int headDim, int layerCount, int feedForwardDim)
    {
        ModelSpec spec = Read("EncoderDecoder", config);

        StackSpec encoder = spec.Encoder!;
        Assert.Equal((modelDim, vocabularySize, 512), (spec.ModelDim, spec.VocabularySize, spec.ContextLength));
        Assert.Equal((headCount, headDim, feedForwardDim), (encoder.HeadCount, encoder.HeadDim, encoder.FeedForwardDim));
        Assert.Equal((layerCount, layerCount), (encoder.LayerCount, spec.Decoder!.LayerCount));
        Assert.Equal(new RelativeBiasSpec(32, 128, Bidirectional: true), encoder.RelativeBias);
        Assert.Equal((1e-6f, Activation.Relu), (encoder.Norm.Epsilon, encoder.Activation));
    }

    [Fact]
    public void Properties_override_the_file()
    {
        ModelSpec spec = Read("Encoder", "bert-base", """
            , ModelDim = 24, HeadCount = 3, LayerCount = 1, FeedForwardDim = 5, VocabularySize = 7, TokenTypeCount = 0,
            Activation = Activation.Relu, NormEpsilon = 0.5f, Head = EncoderHead.MaskedLanguageModel, TiedOutput = false
            """);

        StackSpec stack = spec.Encoder!;
        Assert.Equal((24, 7, 0), (spec.ModelDim, spec.VocabularySize, spec.Embedding.TokenTypeCount));
        Assert.Equal((3, 1, 5), (stack.HeadCount, stack.LayerCount, stack.FeedForwardDim));
        Assert.Equal((Activation.Relu, 0.5f), (stack.Activation, stack.Norm.Epsilon));
        Assert.False(spec.Head!.IsTied);
    }

    [Fact]
    public void A_shorter_context_leaves_the_position_table_as_the_checkpoint_has_it()
    {
        ModelSpec spec = Read("Encoder", "roberta-base", ", ContextLength = 128");

        Assert.Equal((128, 514, 2), (spec.ContextLength, spec.Embedding.PositionCount, spec.Embedding.PositionOffset));
    }

    [Theory]
    [InlineData("", 1024)]
    [InlineData(", PositionOffset = 2", 1022)]
    [InlineData(", PositionOffset = 2, ContextLength = 100", 100)]
    public void A_decoder_s_position_table_may_have_rows_before_the_first_token(string more, int contextLength)
    {
        ModelSpec spec = Read("Decoder", "gpt2", more);

        Assert.Equal((contextLength, 1024), (spec.ContextLength, spec.Embedding.PositionCount));
    }

    [Fact]
    public void Another_layout_changes_names_and_not_keys()
    {
        ModelSpec spec = Read("Encoder", "roberta-base", ", Layout = CheckpointLayout.Bert");

        Assert.Equal((CheckpointLayout.Bert, 514, 0), (spec.Checkpoint.Layout, spec.ContextLength, spec.Embedding.PositionOffset));
    }

    [Theory]
    [InlineData("\"pad_token_id\": 1,", "\"pad_token_id\": 3,", 4, 510)]
    [InlineData("\"pad_token_id\": 1,", "", 2, 512)]
    [InlineData("\"pad_token_id\": 1,", "\"pad_token_id\": null,", 2, 512)]
    public void Positions_of_roberta_begin_after_the_padding(string oldText, string newText, int offset, int contextLength)
    {
        ModelSpec spec =
            GeneratorRun.Spec(Sources.Model("[Encoder(Config = \"config.json\")]"), Configs.File("roberta-base", oldText, newText));

        Assert.Equal((offset, contextLength, 514), (spec.Embedding.PositionOffset, spec.ContextLength, spec.Embedding.PositionCount));
    }

    [Theory]
    [InlineData("gelu", Activation.Gelu)]
    [InlineData("gelu_new", Activation.GeluTanh)]
    [InlineData("gelu_fast", Activation.GeluTanh)]
    [InlineData("gelu_pytorch_tanh", Activation.GeluTanh)]
    [InlineData("relu", Activation.Relu)]
    [InlineData("silu", Activation.Silu)]
    [InlineData("swish", Activation.Silu)]
    [InlineData("tanh", Activation.Tanh)]
    public void Activations(string name, Activation activation)
    {
        ModelSpec spec = GeneratorRun.Spec(
            Sources.Model("[Encoder(Config = \"config.json\")]"), Configs.File("bert-base", "\"gelu\"", $"\"{name}\""));

        Assert.Equal(activation, spec.Encoder!.Activation);
    }

    [Theory]
    [InlineData("[\"BertForSequenceClassification\"]", EncoderHead.SequenceClassification, 2)]
    [InlineData("[\"BertForTokenClassification\"]", EncoderHead.TokenClassification, 2)]
    [InlineData("[\"BertForMaskedLM\", \"Other\"]", EncoderHead.MaskedLanguageModel, 30522)]
    [InlineData("[\"BertModel\"]", EncoderHead.None, null)]
    [InlineData("[\"XLMRobertaModel\"]", EncoderHead.None, null)]
    [InlineData("[]", EncoderHead.None, null)]
    [InlineData("null", EncoderHead.None, null)]
    public void The_head_is_the_architecture_s(string architectures, EncoderHead head, int? outputDim)
    {
        ModelSpec spec = GeneratorRun.Spec(
            Sources.Model("[Encoder(Config = \"config.json\")]"),
            Configs.File("bert-base", "[\n    \"BertForMaskedLM\"\n  ]", architectures));

        Assert.Equal((head, outputDim), (spec.EncoderHead, spec.Head?.OutputDim));
    }

    [Theory]
    [InlineData("\"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"},", 3)]
    [InlineData("\"num_labels\": 5,", 5)]
    [InlineData("\"num_labels\": 5, \"id2label\": {\"0\": \"a\"},", 1)]
    public void Labels_are_counted(string labels, int count)
    {
        ModelSpec spec = GeneratorRun.Spec(
            Sources.Model("[Encoder(Config = \"config.json\", Head = EncoderHead.TokenClassification)]"),
            Configs.File("bert-base", "\"use_cache\": true,", labels));

        Assert.Equal(count, spec.Head!.OutputDim);
    }

    [Fact]
    public void A_set_label_count_overrides_the_file() =>
        Assert.Equal(9, Read("Encoder", "distilbert-sst2", ", LabelCount = 9").Head!.OutputDim);

    [Fact]
    public void Labels_and_tying_of_the_file_are_ignored_by_heads_without_them() =>
        Assert.Null(Read("Encoder", "tiny-bert-cls").Head);

    [Theory]
    [InlineData("Encoder", "bert-base")]
    [InlineData("Decoder", "gpt2")]
    [InlineData("EncoderDecoder", "t5-small")]
    public void An_untied_output_is_read(string attribute, string config)
    {
        ModelSpec spec = GeneratorRun.Spec(
            Sources.Model($"[{attribute}(Config = \"config.json\")]"),
            Configs.File(config, "\"vocab_size\"", "\"tie_word_embeddings\": false, \"vocab_size\""));

        Assert.False(spec.Head!.IsTied);
        Assert.Equal(1, spec.Head.InputScale);
    }

    [Theory]
    [InlineData("\"n_ctx\"", "\"n_inner\": 999, \"n_ctx\"", 999, 0.125f)]
    [InlineData("\"n_ctx\"", "\"scale_attn_weights\": false, \"n_ctx\"", 3072, 1f)]
    public void Options_of_gpt2(string oldText, string newText, int feedForwardDim, float scale)
    {
        StackSpec stack = GeneratorRun.Spec(
            Sources.Model("[Decoder(Config = \"config.json\")]"), Configs.File("gpt2", oldText, newText)).Decoder!;

        Assert.Equal((feedForwardDim, scale), (stack.FeedForwardDim, stack.ScoreScale));
    }

    [Fact]
    public void T5_s_encoder_and_decoder_may_differ()
    {
        ModelSpec spec = GeneratorRun.Spec(
            Sources.Model("[EncoderDecoder(Config = \"config.json\")]"),
            Configs.File("t5-small", "\"num_layers\": 6", "\"num_layers\": 6, \"num_decoder_layers\": 2, \"feed_forward_proj\": \"relu\""));

        Assert.Equal((6, 2), (spec.Encoder!.LayerCount, spec.Decoder!.LayerCount));
    }

    [Theory]
    [InlineData("xlm-roberta")]
    [InlineData("camembert")]
    public void Relatives_of_roberta_have_its_shape(string modelType) => Assert.Equal(
        CheckpointLayout.Roberta,
        GeneratorRun.Spec(
            Sources.Model("[Encoder(Config = \"config.json\")]"),
            Configs.File("roberta-base", "\"model_type\": \"roberta\"", $"\"model_type\": \"{modelType}\"")).Checkpoint.Layout);

    [Theory]
    [InlineData("relu", Activation.Relu, false)]
    [InlineData("gelu_new", Activation.GeluTanh, false)]
    [InlineData("gated-gelu", Activation.GeluTanh, true)]
    [InlineData("gated-silu", Activation.Silu, true)]
    public void The_feed_forward_of_t5_may_have_a_gate(string projection, Activation activation, bool isGated)
    {
        ModelSpec spec = GeneratorRun.Spec(
            Sources.Model("[EncoderDecoder(Config = \"config.json\")]"),
            Configs.File("t5-small", "\"d_kv\"", $"\"feed_forward_proj\": \"{projection}\", \"d_kv\""));

        Assert.All([spec.Encoder!, spec.Decoder!], stack => Assert.Equal((activation, isGated), (stack.Activation, stack.IsGated)));
    }

    [Fact]
    public void Unknown_keys_of_any_kind_break_nothing()
    {
        const string Unknown = "\"x\": [1, {\"y\": [null, true, 1e999, -0.5E-3, \"\\ud83d\\ude00\"]}], \"limit\": Infinity, \"vocab_size\"";

        Assert.Equal(768, GeneratorRun.Spec(
            Sources.Model("[Encoder(Config = \"config.json\")]"), Configs.File("bert-base", "\"vocab_size\"", Unknown)).ModelDim);
    }
}
