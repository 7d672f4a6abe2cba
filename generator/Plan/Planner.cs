using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>Decides how a graph is computed: which kernel, which buffer, which tile, where each weight lies.</summary>
internal static class Planner
{
    public static ForwardPlan Plan(ModelSpec spec)
    {
        LayerGraph graph = GraphBuilder.Build(spec);
        List<FlowPoint> points = FlowPoint.Link(graph);
        Buffer[] results = new[] { graph.Hidden, graph.Mean, graph.Head }.OfType<Value>().Select(RowMajor).ToArray();
        Liveness liveness = new(points, point => (Reads(point.Node), Forms(point.Node)), results);

        Dictionary<int, DepthBlocks> depths =
            DepthBlocks.CutAll(points.Select(point => point.Node).OfType<ProjectionNode>().Select(node => node.Input.Columns));
        Dictionary<Node, Step> steps = [];
        List<HashSet<Buffer>> aliveTogether = [];
        foreach (FlowPoint point in points)
        {
            Step step = StepBuilder.Build(point.Node, depths, buffer => liveness.IsLiveAfter(point, buffer));
            steps[point.Node] = step;
            aliveTogether.Add([.. liveness.LiveAfter(point), .. step.Reads, .. step.Writes]);
        }

        EquatableArray<StepSection> sections = new(graph.Sections.Select(
            section => new StepSection(section, new EquatableArray<Step>(section.Nodes.Select(node => steps[node])))));
        IEnumerable<Kernel> kernels = steps.Values.Select(step => step.Kernel).Distinct().ToArray();
        EquatableArray<IsaPlan> isaPlans = new(IsaProfile.All.Select(isa => IsaPlan.Create(isa, kernels.OfType<ProjectionKernel>())));
        IEnumerable<Buffer> callers = graph.Head is { } head ? [RowMajor(head)] : [];
        Buffer[] buffers = steps.Values.SelectMany(step => step.Reads.Concat(step.Writes)).Concat(results).Except(callers).ToArray();
        Narrowing? narrowing = Narrowing.Of(graph, spec.Family);
        if (narrowing is not null)
        {
            buffers = [.. buffers, narrowing.ChosenHidden, narrowing.ChosenContext];
            aliveTogether.Add([.. buffers.Where(buffer => buffer.Space == RowSpace.Chosen)]);
        }

        (int laneFixed, int lanePerKey) = LaneScratch(kernels, isaPlans);
        WorkspacePlan workspace = WorkspacePlan.Place(buffers, aliveTogether, laneFixed, lanePerKey);
        ForwardPlan plan = new(spec, graph, sections, workspace, TensorPlan.Place(sections), narrowing, isaPlans);
        PlanVerifier.Verify(plan, aliveTogether);
        return plan;
    }

    public static Buffer RowMajor(Value value) => new(value.Name, value.Rows, value.Columns, BufferLayout.RowMajor);

    public static Buffer Packed(Value value) => new(value.Name + "Packed", value.Rows, value.Columns, BufferLayout.Packed);

    private static IEnumerable<Buffer> Reads(Node node) => node switch
    {
        NormNode norm => [RowMajor(norm.Input)],
        ProjectionNode { Accumulates: true } projection => [Packed(projection.Input), RowMajor(projection.Output)],
        ProjectionNode projection => [Packed(projection.Input)],
        AttentionNode attention => [RowMajor(attention.Queries.Value)],
        CacheNode cache => [RowMajor(cache.Output)],
        CachedAttentionNode attention => [RowMajor(attention.Queries.Value)],
        GatherNode gather => [RowMajor(gather.Input)],
        MeanNode mean => [RowMajor(mean.Input)],
        _ => [],
    };

    /// <summary>The forms of its output that a node makes afresh: what they held before no longer matters.</summary>
    private static IEnumerable<Buffer> Forms(Node node) => node switch
    {
        ProjectionNode { Accumulates: true } => [Packed(node.Output)],
        CacheNode => [],
        _ => [RowMajor(node.Output), Packed(node.Output)],
    };

    private static (int Fixed, int PerKey) LaneScratch(IEnumerable<Kernel> kernels, IEnumerable<IsaPlan> isaPlans)
    {
        int fixedFloats = 0;
        int perKey = 0;
        foreach (Kernel kernel in kernels)
        {
            switch (kernel)
            {
                case ProjectionKernel:
                    fixedFloats = Math.Max(fixedFloats, PackedLayout.RowBlock * PackedLayout.ColumnBlock);
                    break;
                case NormKernel { WritesRows: false } norm:
                    fixedFloats = Math.Max(fixedFloats, (int)PackedLayout.AlignFloats(PackedLayout.RowTile * (long)norm.Columns));
                    break;
                case AttentionBase attention:
                    AttentionScratch scratch = AttentionScratch.For(attention, isaPlans);
                    fixedFloats = Math.Max(fixedFloats, scratch.FixedFloats);
                    perKey = Math.Max(perKey, scratch.FloatsPerKey);
                    break;
            }
        }

        return (fixedFloats, perKey);
    }
}
