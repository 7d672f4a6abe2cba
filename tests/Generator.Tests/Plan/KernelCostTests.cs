using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Plan;
using Xunit;

namespace Generator.Tests.Plan;

/// <summary>Costs of real kernels, against numbers worked out by hand.</summary>
public sealed class KernelCostTests
{
    [Fact]
    public void Projections_multiply_and_add_every_weight()
    {
        // 768 → 3072 with GELU: 2 · 768 · 3072; reads 768 floats, writes 3072; 3072 · 768 weights and 3072 biases.
        Kernel up = Kernel(Specs.BertBase, "Gemm3072x768Gelu");
        Assert.Equal([new KernelCost("token", 4_718_592, 3072, 12_288) { Function = "gelu", Evaluations = 3072 }], up.Costs);
        Assert.Equal(9_449_472, up.WeightBytes);

        // Into the residual sum: y is read as well.
        Kernel down = Kernel(Specs.BertBase, "Gemm768x3072Add");
        Assert.Equal([new KernelCost("token", 4_718_592, 15_360, 3072)], down.Costs);
        Assert.Equal(9_440_256, down.WeightBytes);

        // A gate: two matrices 64 → 172, and 172 products.
        Kernel gated = Kernel(Specs.Llama with { ModelDim = 64, FeedForwardDim = 172 }, "Gemm172x64NoBiasGatedSilu");
        Assert.Equal([new KernelCost("token", 44_204, 256, 688) { Function = "silu", Evaluations = 172 }], gated.Costs);
        Assert.Equal(88_064, gated.WeightBytes);

        // 16 bits each: 768 · 3072 weights and 3072 biases of 32.
        ModelRequest halves = Specs.BertBase with { Weights = WeightFormat.BFloat16 };
        Assert.Equal(4_730_880, Kernel(halves, "Gemm3072x768Gelu").WeightBytes);
        Assert.Equal([new KernelCost("token", 1536, 7680, 3072)], Kernel(halves, "Embed").Costs);

        // T5 has no biases. The tied output reads the token table.
        Assert.Equal(2_359_296, Kernel(Specs.T5Base, "Gemm768x768NoBiasAdd").WeightBytes);
        Kernel output = Kernel(Specs.T5Base, "Gemm32128x768NoBiasOutput");
        Assert.Equal([new KernelCost("token", 49_348_608, 3072, 128_512)], output.Costs);
        Assert.Equal(98_697_216, output.WeightBytes);
    }

    [Fact]
    public void Attention_grows_with_pairs_of_query_and_key()
    {
        // Heads of 64: 2 · 64 for the score, 2 · 64 for the value. A token: 768 divisions of sums; query, key, value in, result out.
        KernelCost pair = new("query, key and head", 256, 0, 0) { Function = "exp", Evaluations = 1 };
        Kernel own = Kernel(Specs.BertBase, "Attention12x64");
        Assert.Equal([pair, new KernelCost("token", 768, 9216, 3072)], own.Costs);
        Assert.Equal(0, own.WeightBytes);

        // From the other side: queries and keys are counted apart.
        Kernel cross = Kernel(Specs.T5Base, "CrossAttention12x64");
        Assert.Equal([pair, new KernelCost("query", 768, 3072, 3072), new KernelCost("key", 0, 6144, 0)], cross.Costs);

        // A bias by distance is one more addition, and where scores are scaled, a multiplication before it.
        Kernel biased = Kernel(Specs.T5Base, "OwnAttention12x64");
        Assert.Equal(257, biased.Costs[0].Flops);
        Assert.Equal(4L * 12 * ((AttentionBase)biased).BiasStride, biased.WeightBytes);
        Assert.Equal(258, Kernel(Specs.T5Base with { ScaleScores = true }, "OwnAttention12x64").Costs[0].Flops);
    }

    [Fact]
    public void Grouped_keys_and_values_are_read_once()
    {
        AttentionKernel kernel = (AttentionKernel)Kernel(Specs.BertBase, "Attention12x64");
        AttentionKernel grouped = kernel with { Shape = kernel.Shape with { KeyValueHeadCount = 3 } };

        // 768 query floats, 3 · 64 of keys, 3 · 64 of values: 1152 floats.
        Assert.Equal(4608, grouped.Costs[1].BytesRead);
    }

    [Fact]
    public void Norms_are_counted_by_element()
    {
        // LayerNorm of 768: mean 1, variance 3, centre 1, scale and weight 2, bias 1: 8 each.
        Kernel layer = Kernel(Specs.BertBase, "LayerNorm768");
        Assert.Equal([new KernelCost("token", 6144, 3072, 3072)], layer.Costs);
        Assert.Equal(6144, layer.WeightBytes);

        // RmsNorm of 768: squares 2, scale and weight 2: 4 each, no bias.
        Kernel rms = Kernel(Specs.T5Base, "RmsNorm768");
        Assert.Equal([new KernelCost("token", 3072, 3072, 3072)], rms.Costs);
        Assert.Equal(3072, rms.WeightBytes);
    }

    [Fact]
    public void Embeddings_read_a_row_of_each_table()
    {
        // Token, position and type: two additions; three rows of 3072 bytes.
        Assert.Equal([new KernelCost("token", 1536, 9216, 3072)], Kernel(Specs.BertBase, "Embed").Costs);

        // T5: the token's row, as it is.
        Assert.Equal([new KernelCost("token", 0, 3072, 3072)], Kernel(Specs.T5Base, "Embed").Costs);

        // A scale is one multiplication.
        Assert.Equal(2304, Kernel(Specs.BertBase with { EmbeddingScale = 2 }, "Embed").Costs[0].Flops);
    }

    [Fact]
    public void Gather_copies_and_mean_adds()
    {
        Kernel gather = Kernel(Specs.BertBase with { Head = EncoderHead.Pooler }, "Gather768");
        Assert.Equal([new KernelCost("row", 0, 3072, 3072)], gather.Costs);
        Assert.Equal(768, ((GatherKernel)gather with { Scale = 0.5f }).Costs[0].Flops);

        // Every token is added; every sequence is divided by its length.
        Assert.Equal(
            [new KernelCost("token", 768, 3072, 0), new KernelCost("sequence", 768, 0, 3072)], Kernel(Specs.BertBase, "Mean768").Costs);
    }

    private static Kernel Kernel(ModelRequest request, string name) =>
        Planner.Plan(request.Build()).Kernels.Single(kernel => kernel.Name == name);
}
