using System;
using System.Collections.Generic;
using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Plan;
using Xunit;
using Buffer = Transformers.Generated.Generator.Plan.Buffer;

namespace Generator.Tests.Plan;

/// <summary>Each kind of bad plan is refused, with a message that names the culprit.</summary>
public sealed class PlanVerifierTests
{
    private static readonly ForwardPlan s_plan = Planner.Plan(Specs.Encoder.Build());

    private static readonly IsaProfile s_avx2 = IsaProfile.All.Single(isa => isa.Name == "Avx2");

    [Fact]
    public void A_good_plan_is_accepted() => PlanVerifier.Verify(s_plan, []);

    [Fact]
    public void Live_buffers_that_overlap()
    {
        Buffer left = new("left", RowSpace.Source, 32);
        Buffer right = new("right", RowSpace.Source, 16);
        HashSet<Buffer>[] alive = [[left, right]];

        PlanVerifier.CheckWorkspace(Workspace(left, 0, right, left.Stride), alive);
        PlanVerifier.CheckWorkspace(Workspace(left, 0, right, 16), [[left], [right]]);
        Refuses("live buffers left and right overlap", () => PlanVerifier.CheckWorkspace(Workspace(left, 0, right, 16), alive));
        Refuses("live buffers right and left overlap", () => PlanVerifier.CheckWorkspace(Workspace(left, right.Stride, right, right.Stride - 1), alive));

        Buffer elsewhere = right with { Space = RowSpace.Target };
        PlanVerifier.CheckWorkspace(Workspace(left, 0, elsewhere, 0), [[left, elsewhere]]);
    }

    [Fact]
    public void A_tile_that_does_not_fit_the_registers()
    {
        TilePlan tile = IsaPlan.Projection(s_avx2, rows: 7, depth: 8);

        PlanVerifier.CheckRegisters(s_avx2, IsaPlan.Projection(s_avx2, rows: 6, depth: 8));
        Refuses($"{tile.Name} needs 17 of 16 Avx2 registers", () => PlanVerifier.CheckRegisters(s_avx2, tile));
        Refuses("needs 17 of 16 Avx2 registers", () => PlanVerifier.Verify(WithIsa(s_avx2 with { TileRows = 7 }), []));
    }

    [Fact]
    public void A_key_block_that_is_not_whole_tiles() =>
        Refuses("a key block is not a whole number of score tiles", () => PlanVerifier.Verify(WithIsa(s_avx2 with { TileRows = 5 }), []));

    [Fact]
    public void Parameters_that_overlap()
    {
        TensorPlacement[] placements = [.. s_plan.Tensors.Placements];
        int second = Array.FindIndex(placements, placement => placement.Layers is null && placement.Offset > 0);
        placements[second] = placements[second] with { Offset = placements[second].Offset - 1 };

        Refuses(
            $"parameter {placements[second].Parameter.Name} overlaps its predecessor",
            () => PlanVerifier.CheckTensors(s_plan.Tensors with { Placements = new EquatableArray<TensorPlacement>(placements) }));
    }

    [Fact]
    public void Parameters_of_a_layer_that_overlap()
    {
        TensorPlacement[] placements = [.. s_plan.Tensors.Placements];
        int second = Array.FindIndex(placements, placement => placement.Layers is not null && placement.Offset > 0);
        placements[second] = placements[second] with { Offset = placements[second].Offset - 1 };

        Refuses(
            $"parameter {placements[second].Parameter.Name} overlaps its predecessor",
            () => PlanVerifier.CheckTensors(s_plan.Tensors with { Placements = new EquatableArray<TensorPlacement>(placements) }));
    }

    [Fact]
    public void Layers_that_overlap()
    {
        LayerRegion region = s_plan.Tensors.Regions[0];
        LayerRegion narrow = region with { Stride = region.Stride - 16 };

        Refuses("overlaps its predecessor", () => PlanVerifier.CheckTensors(WithRegion(region, narrow)));
        Refuses(
            "overlaps its predecessor", () => PlanVerifier.CheckTensors(WithRegion(region, region with { Offset = region.Offset - 16 })));
    }

    [Fact]
    public void Parameters_beyond_the_end_of_the_arena()
    {
        Refuses("parameters exceed the arena", () => PlanVerifier.CheckTensors(s_plan.Tensors with { TotalFloats = s_plan.Tensors.TotalFloats - 16 }));
        LayerRegion region = s_plan.Tensors.Regions[0];
        Refuses(
            "parameters exceed the arena", () => PlanVerifier.CheckTensors(WithRegion(region, region with { Count = region.Count + 1 })));
    }

    [Fact]
    public void Two_kernels_of_one_name()
    {
        MeanKernel kernel = new("Mean", 8);

        PlanVerifier.CheckNames([kernel, new MeanKernel("Mean9", 9)], each => each.Name);
        PlanVerifier.CheckNames([kernel, kernel], each => each.Name);
        Refuses("2 different methods are called Mean", () => PlanVerifier.CheckNames([kernel, kernel with { Columns = 9 }], each => each.Name));
    }

    [Fact]
    public void Steps_that_take_memory_for_what_it_is_not()
    {
        Step[] steps = [.. Planner.Plan((Specs.Encoder with { Head = Transformers.Generated.EncoderHead.Pooler }).Build()).Sections.SelectMany(section => section.Steps)];
        Step last = steps[^1];
        Step inner = steps.First(step => step.Kernel is ProjectionKernel { Target: ProjectionTarget.Rows });

        PlanVerifier.CheckBuffers(last, last.Output);
        PlanVerifier.CheckBuffers(inner, last.Output);
        Refuses("reads hidden while it writes it", () => PlanVerifier.CheckBuffers(inner with { Output = inner.Input }, last.Output));
        Refuses("for another kind of memory", () => PlanVerifier.CheckBuffers(last, null));
        Refuses("for another kind of memory", () => PlanVerifier.CheckBuffers(inner with { Output = last.Output }, last.Output));
        Refuses("the caller's memory", () => PlanVerifier.CheckBuffers(inner with { Input = last.Output }, last.Output));
    }

    private static ForwardPlan WithIsa(IsaProfile isa) => s_plan with
    {
        IsaPlans = new EquatableArray<IsaPlan>([IsaPlan.Create(isa, s_plan.Kernels.OfType<ProjectionKernel>())]),
    };

    private static TensorPlan WithRegion(LayerRegion old, LayerRegion region) => s_plan.Tensors with
    {
        Placements = new EquatableArray<TensorPlacement>(s_plan.Tensors.Placements.Select(
            placement => placement.Layers == old ? placement with { Layers = region } : placement)),
        Regions = new EquatableArray<LayerRegion>([region]),
    };

    private static WorkspacePlan Workspace(Buffer left, int leftColumn, Buffer right, int rightColumn) => new(
        new EquatableArray<Placement>([new Placement(left, leftColumn), new Placement(right, rightColumn)]), new EquatableArray<int>([64, 64, 64, 64]), 0, 0);

    private static void Refuses(string message, Action verify) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(verify).Message);
}
