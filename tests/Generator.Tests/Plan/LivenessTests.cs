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
    public void Steps_of_an_encoder_write_the_forms_that_are_read() => Assert.Equal(
        """
        Embed() -> hidden
        LayerNorm8Pack(hidden) -> hidden hiddenPacked
        Gemm24x8(hiddenPacked) -> queryKeyValue
        Attention2x4(queryKeyValue) -> contextPacked
        Gemm8x8Add(contextPacked) -> hidden
        LayerNorm8Pack(hidden) -> hidden hiddenPacked
        Gemm16x8GeluPack(hiddenPacked) -> innerPacked
        Gemm8x16Add(innerPacked) -> hidden
        LayerNorm8Pack(hidden) -> hidden hiddenPacked
        Mean8(hidden) -> mean
        """,
        Print(Planner.Plan(Specs.Encoder.Build())));

    [Fact]
    public void Steps_of_a_decoder_write_the_forms_that_are_read() => Assert.Equal(
        """
        Embed() -> hidden
        LayerNorm8PackOnly(hidden) -> normalizedPacked
        Gemm24x8(normalizedPacked) -> queryKeyValue
        Cache(queryKeyValue) ->
        CausalAttention2x4(queryKeyValue) -> contextPacked
        Gemm8x8Add(contextPacked) -> hidden
        LayerNorm8PackOnly(hidden) -> normalizedPacked
        Gemm32x8GeluTanhPack(normalizedPacked) -> innerPacked
        Gemm8x32Add(innerPacked) -> hidden
        LayerNorm8(hidden) -> hidden
        Gather8(hidden) -> chosenPacked
        Gemm11x8NoBias(chosenPacked) -> logits
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
        $"{step.Kernel.Name}({string.Join(" ", step.Reads.Select(buffer => buffer.Name))}) -> {string.Join(" ", step.Writes.Select(buffer => buffer.Name))}".TrimEnd()));
}
