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
        Dictionary<int, DepthBlocks> depths =
            DepthBlocks.CutAll(points.Select(point => point.Node).OfType<ProjectionNode>().Select(node => node.Input.Columns));
        Dictionary<Node, Step> steps = points.ToDictionary(point => point.Node, point => StepBuilder.Build(point.Node, depths, graph.Head));
        Buffer[] results = new[] { graph.Hidden, graph.Mean, graph.Head }.OfType<Value>().Select(Buffer.Of).ToArray();
        Liveness liveness = new(points, point => steps[point.Node], results);
        List<HashSet<Buffer>> aliveTogether =
            points.Select(point => new HashSet<Buffer>(liveness.LiveAfter(point).Concat(steps[point.Node].Buffers))).ToList();

        EquatableArray<StepSection> sections = new(graph.Sections.Select(
            section => new StepSection(section, new EquatableArray<Step>(section.Nodes.Select(node => steps[node])))));
        IEnumerable<Kernel> kernels = steps.Values.Select(step => step.Kernel).Distinct().ToArray();
        EquatableArray<IsaPlan> isaPlans = new(IsaProfile.All.Select(isa => IsaPlan.Create(isa, kernels.OfType<ProjectionKernel>())));
        IEnumerable<Buffer> callers = graph.Head is { } head ? [Buffer.Of(head)] : [];
        Buffer[] buffers = steps.Values.SelectMany(step => step.Buffers).Concat(results).Except(callers).ToArray();
        Narrowing? narrowing = Narrowing.Of(graph, spec.Family);
        if (narrowing is not null)
        {
            buffers = [.. buffers, narrowing.ChosenHidden, narrowing.ChosenContext];
            aliveTogether.Add([.. buffers.Where(buffer => buffer.Space == RowSpace.Chosen)]);
        }

        int overrun = kernels.OfType<AttentionBase>().Select(kernel => AttentionScratch.Overrun(kernel, isaPlans)).DefaultIfEmpty(0).Max();
        WorkspacePlan workspace = WorkspacePlan.Place(buffers, aliveTogether, LaneFloats(kernels, isaPlans), overrun);
        ForwardPlan plan = new(spec, graph, sections, workspace, TensorPlan.Place(sections), narrowing, isaPlans);
        PlanVerifier.Verify(plan, aliveTogether);
        return plan;
    }

    /// <summary>Scratch of a lane: each kernel has all of it.</summary>
    private static int LaneFloats(IEnumerable<Kernel> kernels, IReadOnlyCollection<IsaPlan> isaPlans) => kernels.Select(kernel => kernel switch
    {
        ProjectionKernel { UsesScratch: true } => PackedLayout.RowBlock * PackedLayout.ColumnBlock,
        AttentionBase attention => AttentionScratch.For(attention, isaPlans).Floats,
        _ => 0,
    }).Max();
}
