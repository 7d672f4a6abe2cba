using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Declaration;

/// <summary>Config files of the GPT and Llama lines: what each model type has without saying so, and what keys change.</summary>
public sealed class LlamaConfigTests
{
    private static ModelSpec Read(string modelType, string members = "\"use_cache\": true", string more = "") => GeneratorRun.Spec(
        Sources.Model($"[Decoder(Config = \"config.json\"{more})]"), ("config.json", Configs.Llama(modelType, members)));

    [Theory]
    [InlineData("llama", false, false, 8)]
    [InlineData("mistral", false, false, 8)]
    [InlineData("qwen2", true, false, 8)]
    [InlineData("qwen3", false, true, 128)]
    public void Each_model_type_has_its_ways(string modelType, bool hasBias, bool hasNorm, int headDim)
    {
        ModelSpec spec = Read(modelType);

        StackSpec stack = spec.Decoder!;
        Assert.Equal((32, 100, 64), (spec.ModelDim, spec.VocabularySize, spec.ContextLength));
        Assert.Equal((CheckpointLayout.Llama, false), (spec.Checkpoint.Layout, spec.Head!.IsTied));
        Assert.Equal(PositionEncoding.None, spec.Embedding.Positions);
        Assert.Equal((4, 4, 4, headDim, 72), (stack.LayerCount, stack.HeadCount, stack.KeyValueHeadCount, stack.HeadDim, stack.FeedForwardDim));
        Assert.Equal(new NormSpec(NormKind.RmsNorm, NormPlacement.Pre, 1e-5f), stack.Norm);
        Assert.Equal((Activation.Silu, true, true), (stack.Activation, stack.IsGated, stack.HasFinalNorm));
        Assert.Equal((hasBias, false, false), (stack.HasQueryKeyValueBias, stack.HasAttentionOutputBias, stack.HasFeedForwardBias));
        Assert.Equal(hasNorm, stack.HasQueryKeyNorm);
        Assert.Equal(Plain(headDim), stack.Rotary);
        Assert.Null(stack.Window);
    }

    [Fact]
    public void Keys_of_llama_are_read()
    {
        ModelSpec spec = Read("llama", """
            "num_key_value_heads": 2, "head_dim": 16, "attention_bias": true, "mlp_bias": true, "tie_word_embeddings": true,
            "rope_theta": 500000.0, "rope_scaling": null
            """);

        StackSpec stack = spec.Decoder!;
        Assert.Equal((2, 16), (stack.KeyValueHeadCount, stack.HeadDim));
        Assert.Equal((true, true, true), (stack.HasQueryKeyValueBias, stack.HasAttentionOutputBias, stack.HasFeedForwardBias));
        Assert.True(spec.Head!.IsTied);
        Assert.Equal(Plain(16) with { Theta = 500000 }, stack.Rotary);
    }

    [Theory]
    [InlineData("\"torch_dtype\": \"bfloat16\"", "", WeightFormat.BFloat16)]
    [InlineData("\"dtype\": \"float16\"", "", WeightFormat.Float16)]
    [InlineData("\"dtype\": \"float16\", \"torch_dtype\": \"float32\"", "", WeightFormat.Float16)]
    [InlineData("\"torch_dtype\": null", "", WeightFormat.Float32)]
    [InlineData("\"torch_dtype\": \"float64\"", "", WeightFormat.Float32)]
    [InlineData("\"torch_dtype\": \"bfloat16\"", ", Weights = WeightFormat.Float32", WeightFormat.Float32)]
    [InlineData("\"torch_dtype\": \"float8_e4m3fn\"", ", Weights = WeightFormat.BFloat16", WeightFormat.BFloat16)]
    public void Weights_are_as_the_file_says_unless_set(string members, string more, WeightFormat expected) =>
        Assert.Equal(expected, Read("llama", members, more).Weights);

    [Fact]
    public void Encoders_are_float32_unless_set()
    {
        (string, string) config = Configs.File("minilm", "\"use_cache\"", "\"torch_dtype\": \"float16\", \"use_cache\"");

        Assert.Equal(WeightFormat.Float32, GeneratorRun.Spec(Sources.Model("[Encoder(Config = \"config.json\")]"), config).Weights);
        Assert.Equal(WeightFormat.BFloat16, GeneratorRun.Spec(Sources.Model("[Encoder(Config = \"config.json\", Weights = WeightFormat.BFloat16)]"), config).Weights);
    }

    [Theory]
    [InlineData("\"rope_theta\": 7.0, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}")]
    [InlineData("\"rope_theta\": 7.0, \"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 2.0, \"beta_fast\": 3}")]
    [InlineData("\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 2.0, \"rope_theta\": 7}")]
    public void Old_and_new_spellings_of_rotary_positions_mean_the_same(string members) => Assert.Equal(
        Plain(8) with { Theta = 7, Scaling = RotaryScaling.Linear, Factor = 2 }, Read("qwen2", members).Decoder!.Rotary);

    [Fact]
    public void Each_kind_of_scaling_has_its_numbers()
    {
        Assert.Equal(Plain(8), Scaled("\"rope_type\": \"default\", \"factor\": 3"));
        Assert.Equal(
            Plain(8) with { Scaling = RotaryScaling.Dynamic, Factor = 2, OriginalContextLength = 64 },
            Scaled("\"rope_type\": \"dynamic\", \"factor\": 2.0"));
        Assert.Equal(
            Plain(8) with { Scaling = RotaryScaling.Yarn, Factor = 4, OriginalContextLength = 16, BetaFast = 32, BetaSlow = 1 },
            Scaled("\"rope_type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 16, \"attention_factor\": null"));
        Assert.Equal(
            Plain(8) with
            {
                Scaling = RotaryScaling.Yarn, Factor = 4, OriginalContextLength = 64, BetaFast = 16, BetaSlow = 2, AttentionFactor = 1.25f,
                Mscale = 0.5f, MscaleAllDim = 0.25f,
            },
            Scaled("""
                "rope_type": "yarn", "factor": 4.0, "beta_fast": 16, "beta_slow": 2, "attention_factor": 1.25, "mscale": 0.5, "mscale_all_dim": 0.25
                """));
        Assert.Equal(
            Plain(8) with
            {
                Scaling = RotaryScaling.Llama3, Factor = 8, OriginalContextLength = 32, LowFrequencyFactor = 1, HighFrequencyFactor = 4,
            },
            Scaled("\"rope_type\": \"llama3\", \"factor\": 8.0, \"original_max_position_embeddings\": 32"));

        static RotarySpec? Scaled(string members) => Read("llama", $"\"rope_scaling\": {{{members}}}").Decoder!.Rotary;
    }

    /// <summary>A shorter context must not change the angles.</summary>
    [Fact]
    public void The_original_context_is_the_file_s_whatever_context_is_asked_for()
    {
        const string Dynamic = "\"rope_scaling\": {\"rope_type\": \"dynamic\", \"factor\": 2.0}";

        ModelSpec spec = Read("llama", Dynamic, ", ContextLength = 1000");

        Assert.Equal((1000, 64), (spec.ContextLength, spec.Decoder!.Rotary!.OriginalContextLength));
    }

    [Theory]
    [InlineData("mistral", "\"sliding_window\": 8", 8, 0, 1)]
    [InlineData("mistral", "\"sliding_window\": null", 0, 0, 0)]
    [InlineData("mistral", "\"sliding_window\": 64", 0, 0, 0)]
    [InlineData("llama", "\"sliding_window\": 8", 0, 0, 0)]
    [InlineData("qwen2", "\"sliding_window\": 8, \"max_window_layers\": 1", 0, 0, 0)]
    [InlineData("qwen2", "\"sliding_window\": 8, \"max_window_layers\": 1, \"use_sliding_window\": false", 0, 0, 0)]
    [InlineData("qwen2", "\"sliding_window\": 8, \"max_window_layers\": 1, \"use_sliding_window\": true", 8, 1, 1)]
    [InlineData("qwen2", "\"sliding_window\": 8, \"use_sliding_window\": true", 0, 0, 0)]
    [InlineData(
        "qwen3",
        "\"sliding_window\": 8, \"use_sliding_window\": true, \"layer_types\": [\"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\"]",
        8, 1, 2)]
    [InlineData(
        "qwen3",
        "\"sliding_window\": 8, \"use_sliding_window\": true, \"layer_types\": [\"full_attention\", \"full_attention\", \"sliding_attention\", \"full_attention\"]",
        8, 2, 4)]
    [InlineData(
        "qwen3",
        "\"sliding_window\": 8, \"use_sliding_window\": true, \"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\"]",
        0, 0, 0)]
    public void Windows(string modelType, string members, int size, int firstLayer, int every) =>
        Assert.Equal(size == 0 ? null : new WindowSpec(size, firstLayer, every), Read(modelType, members).Decoder!.Window);

    [Fact]
    public void Properties_override_the_file()
    {
        ModelSpec spec = Read("qwen2", "\"sliding_window\": 8, \"use_sliding_window\": true, \"max_window_layers\": 1", """
            , KeyValueHeadCount = 1, HeadDim = 6, Gated = false, NormKind = NormKind.LayerNorm, QueryKeyValueBias = false,
            AttentionOutputBias = true, FeedForwardBias = true, QueryKeyNorm = true, RotaryTheta = 3, RotaryLayout = RotaryLayout.Interleaved,
            Window = 5, WindowFirstLayer = 2, WindowEvery = 3, TiedOutput = true
            """);

        StackSpec stack = spec.Decoder!;
        Assert.Equal((1, 6, false), (stack.KeyValueHeadCount, stack.HeadDim, stack.IsGated));
        Assert.Equal(NormKind.LayerNorm, stack.Norm.Kind);
        Assert.Equal((false, true, true), (stack.HasQueryKeyValueBias, stack.HasAttentionOutputBias, stack.HasFeedForwardBias));
        Assert.True(stack.HasQueryKeyNorm);
        Assert.Equal(Plain(6) with { Theta = 3, IsInterleaved = true }, stack.Rotary);
        Assert.Equal(new WindowSpec(5, 2, 3), stack.Window);
        Assert.True(spec.Head!.IsTied);
    }

    [Fact]
    public void The_first_gpt_normalises_behind_its_sublayers_and_means_tanh_by_gelu()
    {
        const string Config = """
            {
              "model_type": "openai-gpt", "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 512, "n_ctx": 512, "vocab_size": 40478,
              "afn": "gelu", "layer_norm_epsilon": 1e-5
            }
            """;

        ModelSpec spec = GeneratorRun.Spec(Sources.Model("[Decoder(Config = \"config.json\")]"), ("config.json", Config));

        StackSpec stack = spec.Decoder!;
        Assert.Equal((CheckpointLayout.Gpt, 768, 40478, 512), (spec.Checkpoint.Layout, spec.ModelDim, spec.VocabularySize, spec.ContextLength));
        Assert.Equal((12, 12, 3072), (stack.LayerCount, stack.HeadCount, stack.FeedForwardDim));
        Assert.Equal((new NormSpec(NormKind.LayerNorm, NormPlacement.Post, 1e-5f), false), (stack.Norm, stack.HasFinalNorm));
        Assert.Equal((Activation.GeluTanh, true), (stack.Activation, spec.Head!.IsTied));
    }

    /// <summary>"Language Models are Few-Shot Learners": even layers dense, odd ones banded.</summary>
    [Fact]
    public void Gpt3_has_a_band_in_every_other_layer()
    {
        StackSpec stack = GeneratorRun.Spec(Sources.Model("""
            [Decoder(ModelDim = 768, HeadCount = 12, LayerCount = 12, VocabularySize = 50257, ContextLength = 2048,
                Window = 256, WindowFirstLayer = 1, WindowEvery = 2)]
            """)).Decoder!;

        Assert.Equal(new WindowSpec(256, 1, 2), stack.Window);
    }

    [Fact]
    public void Without_a_file_the_layout_decides_the_line()
    {
        ModelSpec spec = GeneratorRun.Spec(Sources.Decoder(", FeedForwardDim = 5, Layout = CheckpointLayout.Llama"));

        StackSpec stack = spec.Decoder!;
        Assert.Equal((true, Activation.Silu, false), (stack.IsGated, stack.Activation, spec.Head!.IsTied));
        Assert.Equal(new NormSpec(NormKind.RmsNorm, NormPlacement.Pre, 1e-6f), stack.Norm);
        Assert.Equal(Plain(4), stack.Rotary);
    }

    [Fact]
    public void With_a_file_another_layout_changes_names_and_nothing_else()
    {
        const string Names = """
            [TensorName(TensorRole.TokenEmbedding, "e")][TensorName(TensorRole.Query, "{i}.q")][TensorName(TensorRole.Key, "{i}.k")]
            [TensorName(TensorRole.Value, "{i}.v")][TensorName(TensorRole.AttentionOutput, "{i}.o")][TensorName(TensorRole.AttentionNorm, "{i}.n")]
            [TensorName(TensorRole.FeedForwardGate, "{i}.g")][TensorName(TensorRole.FeedForwardUp, "{i}.u")]
            [TensorName(TensorRole.FeedForwardDown, "{i}.d")][TensorName(TensorRole.FeedForwardNorm, "{i}.m")]
            [TensorName(TensorRole.FinalNorm, "f")][TensorName(TensorRole.HeadOutput, "h")]
            """;

        ModelSpec spec = GeneratorRun.Spec(
            Sources.Model("[Decoder(Config = \"config.json\", Layout = CheckpointLayout.Custom)]" + Names), ("config.json", Configs.Llama("llama")));

        Assert.Equal(Read("llama").Decoder, spec.Decoder);
        Assert.Equal(CheckpointLayout.Custom, spec.Checkpoint.Layout);
    }

    private static RotarySpec Plain(int headDim) => new(
        headDim, Theta: 10000, IsInterleaved: false, RotaryScaling.None, Factor: 0, OriginalContextLength: 0, AttentionFactor: 0, BetaFast: 0,
        BetaSlow: 0, Mscale: 0, MscaleAllDim: 0, LowFrequencyFactor: 0, HighFrequencyFactor: 0);
}
