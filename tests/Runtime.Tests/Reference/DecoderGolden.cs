using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Reference;

namespace Runtime.Tests.Reference;

/// <summary>A decoder of the test data: its shape from config.json, its weights under the oracle's names, and what it computed.</summary>
internal sealed class DecoderGolden
{
    private readonly JsonElement _config;

    /// <param name="folder">Folder of the test data.</param>
    /// <param name="config">Base name of config and golden file.</param>
    /// <param name="weights">Base name of the weights.</param>
    public DecoderGolden(string folder, string config, string? weights = null)
    {
        _config = JsonDocument.Parse(File.ReadAllText(TestData.Path(folder, config + ".config.json"))).RootElement;
        Expected = SafetensorsData.Read(TestData.Path(folder, config + ".golden.safetensors"));
        SafetensorsData data = SafetensorsData.Read(TestData.Path(folder, (weights ?? config) + ".safetensors"));
        bool isGpt = _config.TryGetProperty("n_embd", out _);
        Shape = isGpt ? ReadGpt() : ReadLlama();
        Tensors = isGpt
            ? data.Names.SelectMany(name => GptNames(data, name)).ToDictionary(pair => pair.Name, pair => pair.Values)
            : data.Names.ToDictionary(name => name.Replace("model.", "", StringComparison.Ordinal), data.Values);
    }

    public ReferenceDecoderShape Shape { get; }

    public Dictionary<string, float[]> Tensors { get; }

    public SafetensorsData Expected { get; }

    /// <summary>The sequences of an input of the golden file.</summary>
    public int[][] Sequences(string name) => [.. Expected.Ints(name).Chunk(Expected.Shape(name)[1])];

    private ReferenceDecoderShape ReadGpt()
    {
        bool isFirst = Text(_config, "model_type") == "openai-gpt";
        return new ReferenceDecoderShape(Int("n_embd"), Int("n_head"), Int("n_layer"))
        {
            Activation = ReferenceActivation.GeluTanh,
            HasRmsNorm = false,
            NormPlacement = isFirst ? ReferenceNormPlacement.Post : ReferenceNormPlacement.Pre,
            Epsilon = _config.GetProperty("layer_norm_epsilon").GetDouble(),
        };
    }

    private ReferenceDecoderShape ReadLlama() => new(Int("hidden_size"), Int("num_attention_heads"), Int("num_hidden_layers"))
    {
        KeyValueHeadCount = Int("num_key_value_heads"),
        Epsilon = _config.GetProperty("rms_norm_eps").GetDouble(),
        Rotary = ReadRotary(Int("hidden_size") / Int("num_attention_heads")),
    };

    private ReferenceRotary ReadRotary(int headDim)
    {
        ReferenceRotary rotary = new(headDim, _config.GetProperty("rope_theta").GetDouble());
        if (!_config.TryGetProperty("rope_scaling", out JsonElement scaling) || scaling.ValueKind == JsonValueKind.Null)
        {
            return rotary;
        }

        return rotary with
        {
            Scaling = Enum.Parse<RotaryScaling>(Text(scaling, "rope_type"), ignoreCase: true),
            Factor = Number(scaling, "factor") ?? 1,
            OriginalLength = (int)(Number(scaling, "original_max_position_embeddings") ?? Int("max_position_embeddings")),
            AttentionFactor = Number(scaling, "attention_factor"),
            LowFrequencyFactor = Number(scaling, "low_freq_factor") ?? 1,
            HighFrequencyFactor = Number(scaling, "high_freq_factor") ?? 4,
        };
    }

    /// <summary>GPT's names in the oracle's words; Conv1D is turned to [out, in], query, key and value come apart, buffers are left out.</summary>
    private static IEnumerable<(string Name, float[] Values)> GptNames(SafetensorsData data, string name)
    {
        string[] words = name.Replace("transformer.", "", StringComparison.Ordinal).Split('.');
        int[] shape = data.Shape(name);
        float[] values = data.Values(name);
        bool isConv = words[0] == "h" && shape.Length == 2;
        float[] rows = isConv ? Transpose(values, shape[0], shape[1]) : values;
        if (words is ["h", string layer, "attn", "c_attn", string part])
        {
            int third = rows.Length / 3;
            return "qkv".Select((letter, i) => ($"layers.{layer}.self_attn.{letter}_proj.{part}", rows[(i * third)..((i + 1) * third)]));
        }

        string? renamed = words switch
        {
            ["wte" or "tokens_embed", _] => "embed_tokens.weight",
            ["wpe" or "positions_embed", _] => "embed_positions.weight",
            ["ln_f", string kind] => $"norm.{kind}",
            ["h", string i, "ln_1", string kind] => $"layers.{i}.input_layernorm.{kind}",
            ["h", string i, "ln_2", string kind] => $"layers.{i}.post_attention_layernorm.{kind}",
            ["h", string i, "attn", "c_proj", string kind] => $"layers.{i}.self_attn.o_proj.{kind}",
            ["h", string i, "mlp", "c_fc", string kind] => $"layers.{i}.mlp.up_proj.{kind}",
            ["h", string i, "mlp", "c_proj", string kind] => $"layers.{i}.mlp.down_proj.{kind}",
            _ => null,
        };
        return renamed is null ? [] : [(renamed, rows)];
    }

    private static float[] Transpose(float[] x, int rows, int columns) =>
        [.. Enumerable.Range(0, x.Length).Select(i => x[(i % rows * columns) + (i / rows)])];

    private int Int(string key) => _config.GetProperty(key).GetInt32();

    private static string Text(JsonElement element, string key) => element.GetProperty(key).GetString()!;

    private static double? Number(JsonElement element, string key) => element.TryGetProperty(key, out JsonElement value) ? value.GetDouble() : null;
}
