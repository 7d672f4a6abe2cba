using System;
using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Graph;

/// <summary>The verifier accepts what the builder makes, and finds each kind of mistake.</summary>
public sealed class GraphVerifierTests
{
    private static readonly LayerGraph s_encoder = GraphBuilder.Build((Specs.Encoder with { Head = EncoderHead.Pooler }).Build());

    private static readonly LayerGraph s_both = GraphBuilder.Build(Specs.EncoderDecoder.Build());

    [Fact]
    public void Every_family_is_accepted()
    {
        GraphVerifier.Verify(s_both);
        foreach (ModelRequest request in RandomRequests.Take(200, seed: 1))
        {
            GraphVerifier.Verify(GraphBuilder.Build(request.Build()));
        }
    }

    [Fact]
    public void A_table_of_another_width()
    {
        Refuses<EmbedNode>(s_encoder, "TokenEmbedding has 7 columns", node => node with { Tokens = node.Tokens with { Columns = 7 } });
        Refuses<EmbedNode>(s_encoder, "PositionEmbedding has 7 columns", node => node with { Positions = node.Positions! with { Columns = 7 } });
        Refuses<EmbedNode>(s_encoder, "TokenTypeEmbedding has 7 columns", node => node with { TokenTypes = node.TokenTypes! with { Columns = 7 } });
    }

    [Fact]
    public void A_norm_of_another_shape()
    {
        Refuses<NormNode>(s_encoder, "is not", node => node with { Input = node.Input with { Columns = 9 } });
        Refuses<NormNode>(s_encoder, "is not", node => node with { Input = node.Input with { Rows = RowSpace.Target } });
        Refuses<NormNode>(s_encoder, "EmbeddingNormWeight has length 9", node => node with { Weight = node.Weight with { Rows = 9 } });
        Refuses<NormNode>(s_encoder, "EmbeddingNormBias has length 9", node => node with { Bias = node.Bias! with { Rows = 9 } });
    }

    [Fact]
    public void A_matrix_of_another_shape()
    {
        Refuses<ProjectionNode>(s_encoder, "does not map hidden [T, 8]", node => node with { Weight = node.Weight with { Columns = 9 } });
        Refuses<ProjectionNode>(s_encoder, "[25, 8] does not map", node => node with { Weight = node.Weight with { Rows = 25 } });
        Refuses<ProjectionNode>(s_encoder, "does not map", node => node with { Output = node.Output with { Rows = RowSpace.Sequences } });
        Refuses<ProjectionNode>(s_encoder, "LayerQueryKeyValueBias has length 25", node => node with { Bias = node.Bias! with { Rows = 25 } });
    }

    [Fact]
    public void A_gate_that_is_none()
    {
        LayerGraph graph = GraphBuilder.Build((Specs.Llama with { FeedForwardBias = true }).Build());
        Section layer = graph.Sections.First(section => section.Kind == SectionKind.Layers);
        LayerGraph gate = graph with
        {
            Sections = new EquatableArray<Section>(
                [layer with { Nodes = new EquatableArray<Node>(layer.Nodes.Where(node => node is ProjectionNode { IsGated: true })) }]),
        };
        const string Fault = "a gate needs an activation, a bias by turns like its weight, and a result of its own";

        GraphVerifier.Verify(gate);
        Refuses<ProjectionNode>(gate, Fault, node => node with { Activation = null });
        Refuses<ProjectionNode>(gate, Fault, node => node with { Accumulates = true });
        Refuses<ProjectionNode>(gate, Fault, node => node with { Bias = node.Bias! with { Alternates = false } });
        Refuses<ProjectionNode>(gate, "[20, 8] does not map", node => node with { Weight = node.Weight with { Rows = 20 } });
        Refuses<ProjectionNode>(gate, "LayerFeedForwardGateUpBias has length 20", node => node with { Bias = node.Bias! with { Rows = 20 } });
    }

    [Fact]
    public void Attention_over_columns_that_are_not_there()
    {
        Refuses<AttentionNode>(s_encoder, "3 key heads do not divide 2 heads", node => node with { Shape = node.Shape with { KeyValueHeadCount = 3 } });
        Refuses<AttentionNode>(s_encoder, "is not 8 wide", node => node with { Queries = node.Queries with { Width = 9 } });
        Refuses<AttentionNode>(s_encoder, "is not 8 wide", node => node with { Queries = node.Queries with { First = -1 } });
        Refuses<AttentionNode>(s_encoder, "is not 8 wide", node => node with { Keys = node.Keys with { First = 17 } });
        Refuses<AttentionNode>(s_encoder, "is not 8 wide", node => node with { Values = node.Values with { Width = 7 } });
        Refuses<AttentionNode>(s_encoder, "is not 4 wide", node => node with { Shape = node.Shape with { KeyValueHeadCount = 1 } });
        Refuses<CachedAttentionNode>(s_both, "output does not match the queries", node => node with { Output = node.Output with { Rows = RowSpace.Sequences } });
        Refuses<AttentionNode>(s_encoder, "output does not match the queries", node => node with { Output = node.Output with { Columns = 9 } });
    }

    [Fact]
    public void A_copy_of_another_width()
    {
        Refuses<GatherNode>(s_encoder, "columns differ", node => node with { Input = node.Input with { Columns = 9 } });
        Refuses<MeanNode>(s_encoder, "columns differ", node => node with { Input = node.Input with { Columns = 9 } });
    }

    [Fact]
    public void A_node_that_nobody_knows() => Refuses<MeanNode>(s_encoder, "unknown node", node => new StrangeNode(node.Output));

    /// <summary>The first node of a kind is replaced; the message names the section, the node and the fault.</summary>
    private static void Refuses<TNode>(LayerGraph graph, string fault, Func<TNode, Node> damage)
        where TNode : Node
    {
        Section section = graph.Sections.First(section => section.Nodes.Any(node => node is TNode));
        int index = section.Nodes.TakeWhile(node => node is not TNode).Count();
        Section damaged = section with
        {
            Nodes = new EquatableArray<Node>(section.Nodes.Select((node, i) => i == index ? damage((TNode)node) : node)),
        };
        LayerGraph bad =
            graph with { Sections = new EquatableArray<Section>(graph.Sections.Select(each => each == section ? damaged : each)) };

        string message = Assert.Throws<InvalidOperationException>(() => GraphVerifier.Verify(bad)).Message;
        Assert.StartsWith($"{section.Title}: ", message);
        Assert.Contains(fault, message);
    }

    private sealed record StrangeNode(Value Output) : Node(Output);
}
