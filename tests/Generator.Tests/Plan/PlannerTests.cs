using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Plan;
using Xunit;

namespace Generator.Tests.Plan;

/// <summary>Kernels: one for each shape, however many layers use it.</summary>
public sealed class PlannerTests
{
    [Theory]
    [InlineData("BERT-base")]
    [InlineData("GPT-2 small")]
    [InlineData("T5-base")]
    public void Layers_share_their_kernels(string name)
    {
        ModelRequest request = Specs.Named(name);
        ModelRequest shallow = request.Family == ModelFamily.EncoderDecoder
            ? request with { EncoderLayerCount = 1, DecoderLayerCount = 1 }
            : request with { LayerCount = 1 };

        Assert.Equal(Planner.Plan(shallow.Build()).Kernels, Planner.Plan(request.Build()).Kernels);
    }

    [Fact]
    public void BERT_base_has_eight_kernels() => Assert.Equal(
        ["Embed", "LayerNorm768", "Gemm2304x768", "Attention12x64", "Gemm768x768Add", "Gemm3072x768Gelu", "Gemm768x3072Add", "Mean768"],
        Planner.Plan(Specs.BertBase.Build()).Kernels.Select(kernel => kernel.Name));

    [Fact]
    public void The_sides_of_T5_share_what_has_the_same_shape()
    {
        Kernel[] kernels = [.. Planner.Plan(Specs.T5Base.Build()).Kernels];

        // Attention differs: all tokens, those before, the source's. Every projection and norm of the encoder serves the decoder too.
        Assert.Equal(["CausalAttention12x64", "CrossAttention12x64", "OwnAttention12x64"], kernels.OfType<AttentionBase>().Select(kernel => kernel.Name).Order());
        Assert.Single(kernels.OfType<ProjectionKernel>(), kernel => (kernel.Outputs, kernel.Inputs) == (3072, 768));
        Assert.Single(kernels.OfType<EmbedKernel>());
    }

    [Fact]
    public void Names_are_distinct_identifiers()
    {
        foreach (ModelRequest request in RandomRequests.Take(100, seed: 5))
        {
            string[] names = [.. Planner.Plan(request.Build()).Kernels.Select(kernel => kernel.Name)];
            Assert.Equal(names.Length, names.Distinct().Count());
            Assert.All(names, name => Assert.Matches("^[A-Z][A-Za-z0-9]*$", name));
        }
    }

    [Fact]
    public void Every_instruction_set_has_a_plan() =>
        Assert.Equal(
            IsaProfile.All, Planner.Plan((Specs.Encoder with { Activation = Activation.Silu }).Build()).IsaPlans.Select(plan => plan.Isa));
}
