using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;

namespace Generator.Tests.Graph;

/// <summary>A graph as lines that tests can spell out: sections with their repetitions, nodes with shapes.</summary>
internal static class GraphText
{
    public static string Print(LayerGraph graph) => string.Join("\n", graph.Sections.SelectMany(Print));

    private static IEnumerable<string> Print(Section section) =>
        section.Nodes.Select(node => "  " + Print(node)).Prepend($"{section.Title} × {section.Repeat}, {section.Kind}, {section.Side}");

    private static string Print(Node node) => node switch
    {
        EmbedNode embed => $"embed {Shape(embed.Tokens)}{Optional(" + ", embed.Positions)}{Optional(" + ", embed.TokenTypes)} -> {node.Output}",
        NormNode norm => $"{norm.Kind} {norm.Input.Name}, {Shape(norm.Weight)}{Optional(", ", norm.Bias)} -> {node.Output}",
        ProjectionNode projection =>
            $"{(projection.IsGated ? "gated " : "")}{projection.Activation}({Shape(projection.Weight)} {projection.Input.Name}{Optional(" + ", projection.Bias)}) {(projection.Accumulates ? "+>" : "->")} {node.Output}",
        AttentionNode attention => $"attention {Print(attention.Queries)} {Print(attention.Keys)} {Print(attention.Values)}{Bias(attention.RelativeBias)} -> {node.Output}",
        CacheNode cache => $"cache {Print(cache.Keys)} {Print(cache.Values)}",
        CachedAttentionNode attention =>
            $"attention {attention.Keys} {Print(attention.Queries)}{Bias(attention.RelativeBias)} -> {node.Output}",
        GatherNode gather => $"gather {gather.Input.Name} -> {node.Output}",
        MeanNode mean => $"mean {mean.Input.Name} -> {node.Output}",
        _ => node.ToString(),
    };

    private static string Bias(RelativeBiasTables? bias) => $"{Optional(", ", bias?.ByBucket)}{Optional(", ", bias?.ByDistance)}";

    private static string Print(ColumnSlice slice) => $"{slice.Value.Name}[{slice.First}..{slice.First + slice.Width}]";

    private static string Shape(Parameter parameter) =>
        $"{parameter.Name}[{parameter.Rows}{(parameter.Layout == ParameterLayout.Vector ? "" : $", {parameter.Columns}")}]";

    private static string Optional(string before, Parameter? parameter) => parameter is null ? "" : before + Shape(parameter);
}
