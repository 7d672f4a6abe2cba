using System;

namespace Transformers.Generated.Generator.Graph;

/// <summary>Checks that the edges of a graph fit. A failure is a bug of ours, not of the user: specs are checked before.</summary>
internal static class GraphVerifier
{
    public static void Verify(LayerGraph graph)
    {
        foreach (Section section in graph.Sections)
        {
            foreach (Node node in section.Nodes)
            {
                Verify(section, node);
            }
        }
    }

    private static void Verify(Section section, Node node)
    {
        string? problem = node switch
        {
            EmbedNode embed =>
                Table(embed.Tokens, embed.Output) ?? Table(embed.Positions, embed.Output) ?? Table(embed.TokenTypes, embed.Output),
            NormNode norm => Same(norm.Input, norm.Output) ?? Vector(norm.Weight, norm.Output) ?? Vector(norm.Bias, norm.Output),
            ProjectionNode projection => Matrix(projection),
            AttentionNode attention => Attention(attention),
            CacheNode cache => KeysAndValues(cache.Shape, cache.Keys, cache.Values),
            CachedAttentionNode attention => Queries(attention.Shape, attention.Queries, attention.Output),
            GatherNode gather => gather.Input.Columns == gather.Output.Columns ? null : "columns differ",
            MeanNode mean => mean.Input.Columns == mean.Output.Columns ? null : "columns differ",
            _ => "unknown node",
        };
        if (problem is not null)
        {
            throw new InvalidOperationException($"{section.Title}: {node.GetType().Name} -> {node.Output}: {problem}");
        }
    }

    private static string? Same(Value left, Value right) =>
        left.Rows == right.Rows && left.Columns == right.Columns ? null : $"{left} is not {right}";

    private static string? Table(Parameter? table, Value output) =>
        table is null || table.Columns == output.Columns ? null : $"{table.Name} has {table.Columns} columns";

    private static string? Vector(Parameter? vector, Value output) => Vector(vector, output.Columns);

    private static string? Vector(Parameter? vector, int length) =>
        vector is null || vector.Rows == length ? null : $"{vector.Name} has length {vector.Rows}";

    private static string? Matrix(ProjectionNode node)
    {
        int outputs = node.IsGated ? 2 * node.Output.Columns : node.Output.Columns;
        bool fits = node.Weight.Columns == node.Input.Columns && node.Weight.Rows == outputs && node.Input.Rows == node.Output.Rows;
        if (node.IsGated && (node.Activation is null || node.Accumulates || node.Bias is { Alternates: false }))
        {
            return "a gate needs an activation, a bias by turns like its weight, and a result of its own";
        }

        return fits
            ? Vector(node.Bias, outputs)
            : $"{node.Weight.Name} [{node.Weight.Rows}, {node.Weight.Columns}] does not map {node.Input}";
    }

    private static string? Attention(AttentionNode node) =>
        Queries(node.Shape, node.Queries, node.Output) ?? KeysAndValues(node.Shape, node.Keys, node.Values);

    private static string? Queries(AttentionShape shape, ColumnSlice queries, Value output)
    {
        if (shape.HeadCount % shape.KeyValueHeadCount != 0)
        {
            return $"{shape.KeyValueHeadCount} key heads do not divide {shape.HeadCount} heads";
        }

        return Slice(queries, shape.HeadCount * shape.HeadDim)
            ?? (output.Columns == shape.HeadCount * shape.HeadDim && output.Rows == queries.Value.Rows
                ? null
                : "output does not match the queries");
    }

    private static string? KeysAndValues(AttentionShape shape, ColumnSlice keys, ColumnSlice values) =>
        Slice(keys, shape.KeyValueHeadCount * shape.HeadDim) ?? Slice(values, shape.KeyValueHeadCount * shape.HeadDim);

    private static string? Slice(ColumnSlice slice, int width) =>
        slice.Width == width && slice.First >= 0 && slice.First + width <= slice.Value.Columns
            ? null
            : $"slice of {slice.Value} is not {width} wide";
}
