using System;
using System.Collections.Generic;
using System.Linq;
using TestSupport;
using Transformers.Generated.Reference;
using Xunit;

namespace Runtime.Tests.Reference;

/// <summary>The oracle of decoders against Hugging Face, and the options that no golden has against their definitions.</summary>
public sealed class ReferenceDecoderTests
{
    public static TheoryData<string, string, string> Goldens => new()
    {
        { "goldens2", "openai-gpt", "openai-gpt" },
        { "hf-golden", "mistral-full", "mistral-full" },
        { "hf-golden", "qwen2-tied", "qwen2-tied" },
        { "goldens2", "llama", "llama" },
        { "goldens2", "llama-mha", "llama-mha" },
        { "goldens2", "llama-mqa", "llama-mqa" },
        { "goldens2", "llama-bias", "llama-bias" },
        { "goldens2", "rope-default", "rope-qwen2" },
        { "goldens2", "rope-default-theta1e6", "rope-qwen2" },
        { "goldens2", "rope-linear", "rope-qwen2" },
        { "goldens2", "rope-dynamic", "rope-qwen2" },
        { "goldens2", "rope-yarn", "rope-qwen2" },
        { "goldens2", "rope-yarn-attn", "rope-qwen2" },
        { "goldens2", "rope-yarn-1024", "rope-qwen2" },
        { "goldens2", "rope-llama3", "rope-qwen2" },
    };

    [SharedDataTheory]
    [MemberData(nameof(Goldens))]
    public void EveryLayerMatchesHuggingFace(string folder, string config, string weights)
    {
        DecoderGolden golden = new(folder, config, weights);
        Check(golden, golden.Expected, "in.input_ids", "out.hidden", "out.logits");
        if (golden.Expected.Contains("out.short.logits"))
        {
            Check(golden, golden.Expected, "in.short.input_ids", hidden: null, "out.short.logits");
        }
    }

    [SharedDataFact]
    public void EveryLayerMatchesHuggingFaceGpt2()
    {
        DecoderGolden golden = new("hf-golden", "gpt2");
        SafetensorsData expected = SafetensorsData.Read(TestData.Path("goldens2", "gpt2-hidden.golden.safetensors"));
        Check(golden, expected, "in.input_ids", "out.hidden", "out.logits");
    }

    [SharedDataTheory]
    [InlineData("llama")]
    [InlineData("llama-mqa")]
    public void GreedyStepsAreThoseOfHuggingFace(string name)
    {
        DecoderGolden golden = new("goldens2", name);
        ReferenceDecoder decoder = new(golden.Shape, golden.Tensors);
        int[] expected = golden.Expected.Ints("out.generated");
        List<int> ids = [.. golden.Expected.Ints("in.prompt")];
        while (ids.Count < expected.Length)
        {
            double[] logits = decoder.Logits(decoder.Forward([.. ids])[^1][^golden.Shape.ModelDim..]);
            ids.Add(Array.IndexOf(logits, logits.Max()));
        }

        Assert.Equal(expected, ids);
    }

    /// <summary>Columns (2i, 2i + 1) in one checkpoint are columns (i, i + d/2) in another whose rows are reordered.</summary>
    [Fact]
    public void InterleavedPairsAreHalvesInAnotherOrder()
    {
        ReferenceDecoderShape shape = Tiny with { Rotary = new ReferenceRotary(6, 100) };
        Dictionary<string, float[]> tensors = RandomTensors(shape);
        Dictionary<string, float[]> interleaved = new(tensors);
        foreach (string name in tensors.Keys.Where(name => name.Contains("q_proj", StringComparison.Ordinal) || name.Contains("k_proj", StringComparison.Ordinal)))
        {
            float[][] rows = [.. tensors[name].Chunk(shape.ModelDim)];
            IEnumerable<int> order = Enumerable.Range(0, rows.Length).Select(row => (row / 6 * 6) + (row % 2 * 3) + (row % 6 / 2));
            interleaved[name] = [.. order.SelectMany(row => rows[row])];
        }

        double[] expected = new ReferenceDecoder(shape, tensors).Forward([3, 1, 4, 1])[^1];
        double[] actual = new ReferenceDecoder(shape with { Rotary = shape.Rotary with { IsInterleaved = true } }, interleaved).Forward([3, 1, 4, 1])[^1];
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.NotEqual(expected, new ReferenceDecoder(shape, interleaved).Forward([3, 1, 4, 1])[^1]);
    }

    /// <summary>A query and a key score by their distance alone, so a sequence computes the same wherever it begins.</summary>
    [Fact]
    public void RotatedScoresDependOnTheDistanceAlone()
    {
        ReferenceRotary rotary = new(8, 50);
        double[] query = [.. Enumerable.Range(0, 8).Select(i => Math.Sin(i + 1.0))];
        double[] key = [.. Enumerable.Range(0, 8).Select(i => Math.Cos(2.0 * i))];
        double Score(int q, int k) => rotary.Rotate(query, [q], 0).Zip(rotary.Rotate(key, [k], 0), (a, b) => a * b).Sum();
        Assert.Equal(Score(3, 1), Score(103, 101), 1e-12);
        Assert.NotEqual(Score(3, 1), Score(3, 2), 1e-3);
    }

    [Fact]
    public void TheWindowHidesFarKeysInItsLayersOnly()
    {
        ReferenceDecoderShape shape = Tiny with { LayerCount = 2, Window = 2, WindowFirstLayer = 1, WindowEvery = 2 };
        Assert.Equal([0, 2, 0, 2, 0], Enumerable.Range(0, 5).Select(shape.WindowOf));
        Assert.Equal([0, 0, 2, 2], Enumerable.Range(0, 4).Select((shape with { WindowFirstLayer = 2, WindowEvery = 1 }).WindowOf));

        // One windowed layer: a token's row depends on itself and the token before it.
        ReferenceDecoderShape one = Tiny with { LayerCount = 1, Window = 2 };
        ReferenceDecoder decoder = new(one, RandomTensors(one));
        double[] here = decoder.Forward([4, 2, 3])[^1][^one.ModelDim..];
        Assert.Equal(here, decoder.Forward([0, 2, 3])[^1][^one.ModelDim..]);
        Assert.NotEqual(here, decoder.Forward([4, 0, 3])[^1][^one.ModelDim..]);
    }

    /// <summary>Norms of heads make the lengths of queries and keys irrelevant.</summary>
    [Fact]
    public void NormsOfHeadsUndoTheScaleOfProjections()
    {
        ReferenceDecoderShape shape = Tiny with { Epsilon = 1e-30, Rotary = new ReferenceRotary(6, 100) };
        Dictionary<string, float[]> tensors = RandomTensors(shape);
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            tensors[$"layers.{layer}.self_attn.q_norm.weight"] = [1, 2, 1, 3, 1, 2];
            tensors[$"layers.{layer}.self_attn.k_norm.weight"] = [2, 1, 1, 1, 4, 1];
        }

        Dictionary<string, float[]> scaled = new(tensors);
        foreach (string name in tensors.Keys.Where(name => name.Contains("k_proj", StringComparison.Ordinal)))
        {
            scaled[name] = Array.ConvertAll(tensors[name], value => 8 * value);
        }

        double[] expected = new ReferenceDecoder(shape, tensors).Forward([3, 1, 4])[^1];
        Assert.All(expected.Zip(new ReferenceDecoder(shape, scaled).Forward([3, 1, 4])[^1]), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    private static ReferenceDecoderShape Tiny => new(ModelDim: 12, HeadCount: 2, LayerCount: 2) { KeyValueHeadCount = 1, Epsilon = 1e-6 };

    private static void Check(DecoderGolden golden, SafetensorsData expected, string input, string? hidden, string logits)
    {
        ReferenceDecoder decoder = new(golden.Shape, golden.Tensors);
        int[][] sequences = [.. expected.Ints(input).Chunk(expected.Shape(input)[1])];
        double[][][] states = [.. sequences.Select(ids => decoder.Forward(ids))];
        for (int layer = 0; hidden is not null && layer <= golden.Shape.LayerCount; layer++)
        {
            AssertClose(states.SelectMany(each => each[layer]), expected, $"{hidden}.{layer}");
        }

        AssertClose(states.SelectMany(each => decoder.Logits(each[^1])), expected, logits);
    }

    // The golden is float32: its error grows with the hidden states, which reach 24.
    private static void AssertClose(IEnumerable<double> actual, SafetensorsData golden, string name)
    {
        float[] expected = golden.Values(name);
        string? mismatch = Tolerance.Mismatch([.. actual], expected, 1e-5 * Math.Max(1, expected.Max(Math.Abs)));
        Assert.True(mismatch is null, $"{name}: {mismatch}");
    }

    private static Dictionary<string, float[]> RandomTensors(ReferenceDecoderShape shape)
    {
        Random random = new(7);
        Dictionary<string, float[]> tensors = [];
        int dim = shape.ModelDim;
        int keyValueDim = (shape.KeyValueHeadCount ?? shape.HeadCount) * dim / shape.HeadCount;
        void Add(string name, int count) => tensors[name + ".weight"] = Array.ConvertAll(new float[count], _ => random.NextSingle() - 0.5f);

        Add("embed_tokens", 5 * dim);
        Add("norm", dim);
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            Add($"layers.{layer}.input_layernorm", dim);
            Add($"layers.{layer}.post_attention_layernorm", dim);
            Add($"layers.{layer}.self_attn.q_proj", dim * dim);
            Add($"layers.{layer}.self_attn.k_proj", keyValueDim * dim);
            Add($"layers.{layer}.self_attn.v_proj", keyValueDim * dim);
            Add($"layers.{layer}.self_attn.o_proj", dim * dim);
            Add($"layers.{layer}.mlp.gate_proj", 10 * dim);
            Add($"layers.{layer}.mlp.up_proj", 10 * dim);
            Add($"layers.{layer}.mlp.down_proj", 10 * dim);
        }

        return tensors;
    }
}
