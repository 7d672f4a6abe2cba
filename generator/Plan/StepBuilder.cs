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
    /// <param name="callers">The value that lies in the caller's memory, or null.</param>
    public static Step Build(Node node, IReadOnlyDictionary<int, DepthBlocks> depths, Value? callers) => node switch
    {
        EmbedNode embed => Embed(embed),
        NormNode norm => Norm(norm),
        ProjectionNode projection => Projection(projection, depths[projection.Input.Columns], isCallers: projection.Output == callers),
        AttentionNode attention => Attention(attention),
        CacheNode cache => Cache(cache),
        CachedAttentionNode attention => CachedAttention(attention),
        GatherNode gather => Step(new GatherKernel($"Gather{gather.Output.Columns}", gather.Output.Columns, gather.Scale), gather.Input, gather.Output, []),
        MeanNode mean => Step(new MeanKernel($"Mean{mean.Output.Columns}", mean.Output.Columns), mean.Input, mean.Output, []),
        _ => throw new InvalidOperationException($"no kernel for {node.GetType().Name}"),
    };

    private static Step Embed(EmbedNode node)
    {
        EmbedKernel kernel = new(
            node.Tokens.Side == ModelSide.Encoder ? "EmbedSource" : "Embed",
            node.Output.Columns,
            node.Tokens.Layout == ParameterLayout.Panels,
            node.Positions is null ? null : node.PositionOffset,
            node.TokenTypes is not null,
            node.Scale)
        {
            Format = node.Tokens.Format,
        };
        return Step(kernel, null, node.Output, node.Tokens, node.Positions, node.TokenTypes);
    }

    private static Step Norm(NormNode node)
    {
        int columns = node.Output.Columns;
        NormKernel kernel = new($"{node.Kind}{columns}", columns, node.Kind, node.Epsilon, node.Bias is not null, node.Scale);
        return Step(kernel, node.Input, node.Output, node.Weight, node.Bias);
    }

    private static Step Projection(ProjectionNode node, DepthBlocks depth, bool isCallers)
    {
        if (isCallers && (node.IsGated || node.Accumulates))
        {
            throw new InvalidOperationException($"{node.Output} is the caller's, for which gates and residual sums have no kernel");
        }

        ProjectionTarget target =
            isCallers ? ProjectionTarget.Caller : node.Accumulates ? ProjectionTarget.AddToRows : ProjectionTarget.Rows;
        (int outputs, int inputs) = (node.Output.Columns, node.Input.Columns);
        string suffix = (node.Bias is null ? "NoBias" : "") + (node.IsGated ? "Gated" : "") + node.Activation + target switch
        {
            ProjectionTarget.AddToRows => "Add",
            ProjectionTarget.Caller => "Output",
            _ => "",
        };
        ProjectionKernel kernel = new($"Gemm{outputs}x{inputs}{suffix}", outputs, inputs, node.Bias is not null, node.Activation, target, depth)
        {
            IsGated = node.IsGated,
            Format = node.Weight.Format,
        };
        return Step(kernel, node.Input, node.Output, node.Weight, node.Bias);
    }

    private static Step Attention(AttentionNode node)
    {
        AttentionShape shape = node.Shape;
        AttentionKernel kernel = new(
            $"Attention{shape.HeadCount}x{shape.HeadDim}", shape, PackedLayout.RowStride(node.Queries.Value.Columns),
            node.Queries.First, node.Keys.First, node.Values.First, node.RelativeBias?.ByDistance.Columns ?? 0);
        return Step(kernel, node.Queries.Value, node.Output, node.RelativeBias?.ByDistance, node.RelativeBias?.ByBucket);
    }

    private static Step CachedAttention(CachedAttentionNode node)
    {
        AttentionShape shape = node.Shape;
        CachedAttentionKernel kernel = new(
            $"{node.Keys}Attention{shape.HeadCount}x{shape.HeadDim}", shape, PackedLayout.RowStride(node.Queries.Value.Columns),
            node.Queries.First, node.Keys, node.Window is not null, node.RelativeBias?.ByDistance.Columns ?? 0);
        return Step(kernel, node.Queries.Value, node.Output, node.RelativeBias?.ByDistance, node.RelativeBias?.ByBucket);
    }

    private static Step Cache(CacheNode node)
    {
        CacheKernel kernel = new(
            node.Queries is null ? "CrossCache" : "Cache", node.Queries is null ? 0 : node.Shape.HeadCount,
            PackedLayout.RowStride(node.Output.Columns), node.Keys.First, node.Values.First,
            new CacheLayout(node.Shape.KeyValueHeadCount, node.Shape.HeadDim),
            node.Rotary?.Dim ?? 0, node.Rotary?.IsInterleaved ?? false, node.Norm?.Epsilon);
        return Step(kernel, node.Output, null, node.Norm?.QueryWeight, node.Norm?.KeyWeight);
    }

    private static Step Step(Kernel kernel, Value? input, Value? output, params Parameter?[] parameters) =>
        new(
            kernel,
            input is null ? null : Buffer.Of(input),
            output is null ? null : Buffer.Of(output),
            new EquatableArray<Parameter>(parameters.OfType<Parameter>()));
}
