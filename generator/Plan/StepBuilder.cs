using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>Chooses the kernel and the buffers of a node.</summary>
internal static class StepBuilder
{
    /// <param name="node">The node.</param>
    /// <param name="depths">How each K is cut.</param>
    /// <param name="isNeeded">Whether a buffer is read after the node.</param>
    public static Step Build(Node node, IReadOnlyDictionary<int, DepthBlocks> depths, Func<Buffer, bool> isNeeded) => node switch
    {
        EmbedNode embed => Embed(embed, isNeeded),
        NormNode norm => Norm(norm, isNeeded),
        ProjectionNode projection => Projection(projection, depths, isNeeded),
        AttentionNode attention => Attention(attention),
        CacheNode cache => Cache(cache),
        CachedAttentionNode attention => CachedAttention(attention),
        GatherNode gather => Step(
            new GatherKernel(
                $"{(gather.Output.Rows == RowSpace.Chosen ? "Gather" : "Pack")}{gather.Output.Columns}",
                gather.Output.Columns,
                gather.Scale,
                gather.Output.Rows),
            [Planner.RowMajor(gather.Input)], [Planner.Packed(gather.Output)], []),
        MeanNode mean => Step(
            new MeanKernel($"Mean{mean.Output.Columns}", mean.Output.Columns),
            [Planner.RowMajor(mean.Input)], [Planner.RowMajor(mean.Output)], []),
        _ => throw new InvalidOperationException($"no kernel for {node.GetType().Name}"),
    };

    private static Step Embed(EmbedNode node, Func<Buffer, bool> isNeeded)
    {
        bool writesPacked = isNeeded(Planner.Packed(node.Output));
        string source = node.Tokens.Side == ModelSide.Encoder ? "Source" : "";
        EmbedKernel kernel = new(
            $"Embed{source}{(writesPacked ? "Pack" : "")}",
            node.Output.Columns,
            node.Tokens.Layout == ParameterLayout.Panels,
            node.Positions is null ? null : node.PositionOffset,
            node.TokenTypes is not null,
            node.Scale,
            writesPacked)
        {
            Format = node.Tokens.Format,
        };
        Parameter[] parameters = new[] { node.Tokens, node.Positions, node.TokenTypes }.OfType<Parameter>().ToArray();
        return Step(kernel, [], Written(node.Output, writesRows: true, writesPacked), parameters);
    }

    private static Step Norm(NormNode node, Func<Buffer, bool> isNeeded)
    {
        bool writesRows = isNeeded(Planner.RowMajor(node.Output));
        bool writesPacked = isNeeded(Planner.Packed(node.Output));
        string suffix = writesPacked ? (writesRows ? "Pack" : "PackOnly") : "";
        NormKernel kernel = new(
            $"{node.Kind}{node.Output.Columns}{suffix}", node.Output.Columns, node.Kind, node.Epsilon, node.Bias is not null, node.Scale,
            writesRows, writesPacked);
        Parameter[] parameters = new[] { node.Weight, node.Bias }.OfType<Parameter>().ToArray();
        return Step(kernel, [Planner.RowMajor(node.Input)], Written(node.Output, writesRows, writesPacked), parameters);
    }

    private static Step Projection(ProjectionNode node, IReadOnlyDictionary<int, DepthBlocks> depths, Func<Buffer, bool> isNeeded)
    {
        bool writesPacked = isNeeded(Planner.Packed(node.Output));
        if (writesPacked && (node.Accumulates || isNeeded(Planner.RowMajor(node.Output))))
        {
            throw new InvalidOperationException($"{node.Output} is needed both row-major and packed straight after a projection");
        }

        if (node.IsGated && !writesPacked)
        {
            throw new InvalidOperationException($"{node.Output} comes from a gate and is not read by a projection alone");
        }

        ProjectionTarget target =
            node.Accumulates ? ProjectionTarget.AddToRows : writesPacked ? ProjectionTarget.Packed : ProjectionTarget.Rows;
        int outputs = node.Output.Columns;
        int inputs = node.Input.Columns;
        string suffix = (node.Bias is null ? "NoBias" : "") + (node.IsGated ? "Gated" : "") + node.Activation + target switch
        {
            ProjectionTarget.AddToRows => "Add",
            ProjectionTarget.Packed => "Pack",
            _ => "",
        };
        ProjectionKernel kernel = new(
            $"Gemm{outputs}x{inputs}{suffix}", outputs, inputs, node.Bias is not null, node.Activation, target, depths[inputs])
        {
            IsGated = node.IsGated,
            Format = node.Weight.Format,
        };
        Parameter[] parameters = new[] { node.Weight, node.Bias }.OfType<Parameter>().ToArray();
        return Step(kernel, [Planner.Packed(node.Input)], Written(node.Output, !writesPacked, writesPacked), parameters);
    }

    private static Step Attention(AttentionNode node)
    {
        AttentionShape shape = node.Shape;
        AttentionKernel kernel = new(
            $"Attention{shape.HeadCount}x{shape.HeadDim}", shape, node.Queries.Value.Columns,
            node.Queries.First, node.Keys.First, node.Values.First, node.RelativeBias?.ByDistance.Columns ?? 0);
        return Step(kernel, [Planner.RowMajor(node.Queries.Value)], [Planner.Packed(node.Output)], Bias(node.RelativeBias));
    }

    private static Step CachedAttention(CachedAttentionNode node)
    {
        AttentionShape shape = node.Shape;
        CachedAttentionKernel kernel = new(
            $"{node.Keys}Attention{shape.HeadCount}x{shape.HeadDim}", shape, node.Queries.Value.Columns,
            node.Queries.First, node.Keys, node.Window is not null, node.RelativeBias?.ByDistance.Columns ?? 0);
        return Step(kernel, [Planner.RowMajor(node.Queries.Value)], [Planner.Packed(node.Output)], Bias(node.RelativeBias));
    }

    private static Step Cache(CacheNode node)
    {
        CacheKernel kernel = new(
            node.Queries is null ? "CrossCache" : "Cache", node.Queries is null ? 0 : node.Shape.HeadCount,
            node.Output.Columns, node.Keys.First, node.Values.First, new CacheLayout(node.Shape.KeyValueHeadCount, node.Shape.HeadDim),
            node.Rotary?.Dim ?? 0, node.Rotary?.IsInterleaved ?? false, node.Norm?.Epsilon);
        Parameter[] norms = node.Norm is { } norm ? [norm.QueryWeight, norm.KeyWeight] : [];
        return Step(kernel, [Planner.RowMajor(node.Output)], [], norms);
    }

    private static Parameter[] Bias(RelativeBiasTables? bias) => bias is null ? [] : [bias.ByDistance, bias.ByBucket];

    private static Buffer[] Written(Value value, bool writesRows, bool writesPacked) =>
        [.. writesRows ? [Planner.RowMajor(value)] : Array.Empty<Buffer>(), .. writesPacked ? [Planner.Packed(value)] : Array.Empty<Buffer>()];

    private static Step Step(Kernel kernel, IEnumerable<Buffer> reads, IEnumerable<Buffer> writes, IEnumerable<Parameter> parameters) =>
        new(kernel, new EquatableArray<Buffer>(reads), new EquatableArray<Buffer>(writes), new EquatableArray<Parameter>(parameters));
}
