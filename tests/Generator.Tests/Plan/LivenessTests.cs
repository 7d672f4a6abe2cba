using System.Collections.Generic;
using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Plan;
using Xunit;

namespace Generator.Tests.Plan;

/// <summary>What still matters after each step of a two-layer encoder, worked out by hand.</summary>
public sealed class LivenessTests
{
    [Fact]
    public void Steps_of_an_encoder() => Assert.Equal(
        """
        Embed() -> hidden
        LayerNorm8(hidden) -> hidden
        Gemm24x8(hidden) -> queryKeyValue
        Attention2x4(queryKeyValue) -> context
        Gemm8x8Add(context) -> hidden
        LayerNorm8(hidden) -> hidden
        Gemm16x8Gelu(hidden) -> inner
        Gemm8x16Add(inner) -> hidden
        LayerNorm8(hidden) -> hidden
        Mean8(hidden) -> mean
        """,
        Print(Planner.Plan(Specs.Encoder.Build())));

    [Fact]
    public void Steps_of_a_decoder() => Assert.Equal(
        """
        Embed() -> hidden
        LayerNorm8(hidden) -> normalized
        Gemm24x8(normalized) -> queryKeyValue
        Cache(queryKeyValue) ->
        CausalAttention2x4(queryKeyValue) -> context
        Gemm8x8Add(context) -> hidden
        LayerNorm8(hidden) -> normalized
        Gemm32x8GeluTanh(normalized) -> inner
        Gemm8x32Add(inner) -> hidden
        LayerNorm8(hidden) -> hidden
        Gather8(hidden) -> chosen
        Gemm11x8NoBiasOutput(chosen) -> logits
        """,
        Print(Planner.Plan(Specs.Decoder.Build())));

    [Fact]
    public void A_layer_may_follow_itself_and_results_are_alternatives()
    {
        LayerGraph graph = GraphBuilder.Build((Specs.Encoder with { Head = Transformers.Generated.EncoderHead.Pooler }).Build());
        List<FlowPoint> points = FlowPoint.Link(graph);
        FlowPoint[] layer = [.. points.Where(point => graph.Sections[1].Nodes.Contains(point.Node))];
        FlowPoint mean = points.Single(point => point.Node is MeanNode);
        FlowPoint gather = points.Single(point => point.Node is GatherNode);

        // The norm after the embedding equals no other node, but the two norms of a layer come from one section: compare by place.
        FlowPoint last = layer[^1];
        Assert.Equal([layer[0], mean, gather], last.Next);
        Assert.True(last.IsExit && mean.IsExit && mean.Next.Count == 0);
        Assert.False(gather.IsExit);
    }

    private static string Print(ForwardPlan plan) => string.Join("\n", plan.Sections.SelectMany(section => section.Steps).Select(step =>
        $"{step.Kernel.Name}({step.Input?.Name}) -> {step.Output?.Name}".TrimEnd()));
}
