using System.Linq;
using Generator.Tests.TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Plan;
using Xunit;
using Xunit.Sdk;

namespace Generator.Tests.Plan;

/// <summary>Where buffers lie: never over one another while both matter, and over one another where they do not.</summary>
public sealed class WorkspacePlanTests
{
    [Fact]
    public void No_step_of_any_model_finds_its_input_overwritten()
    {
        foreach (ModelRequest request in RandomRequests.Take(300, seed: 2))
        {
            ForwardPlan plan = Planner.Plan(request.Build());
            foreach (SectionKind? result in new SectionKind?[] { null, SectionKind.Mean, SectionKind.Head })
            {
                WorkspaceSimulation.Run(plan, result);
            }
        }
    }

    [Fact]
    public void The_simulation_would_find_an_overwritten_buffer()
    {
        ForwardPlan plan = Planner.Plan(Specs.Encoder.Build());
        foreach (Placement moved in plan.Workspace.Placements.Where(place => place.FirstColumn > 0 && place.Buffer.Space == RowSpace.Source))
        {
            EquatableArray<Placement> placements =
                new(plan.Workspace.Placements.Select(place => place == moved ? place with { FirstColumn = 0 } : place));
            ForwardPlan bad = plan with { Workspace = plan.Workspace with { Placements = placements } };
            Assert.ThrowsAny<XunitException>(() => WorkspaceSimulation.Run(bad, SectionKind.Mean));
        }
    }

    [Fact]
    public void Buffers_start_on_cache_lines_and_end_within_the_workspace()
    {
        foreach (ModelRequest request in RandomRequests.Take(100, seed: 3))
        {
            WorkspacePlan workspace = Planner.Plan(request.Build()).Workspace;
            foreach (Placement placement in workspace.Placements)
            {
                int columns = workspace.ColumnsPerSpace[System.Array.IndexOf(WorkspacePlan.Spaces, placement.Buffer.Space)];
                Assert.Equal(0, placement.FirstColumn % 16);
                Assert.InRange(placement.FirstColumn + placement.Buffer.Stride, 1, columns);
            }
        }
    }

    [Fact]
    public void BERT_base_takes_3888_floats_a_token()
    {
        WorkspacePlan workspace = Planner.Plan(Specs.BertBase.Build()).Workspace;

        // Each row has room for 16 floats more. Widest moment: attention, queryKeyValue 2304 + hidden 768 + context 768. A chosen row takes 768 for its
        // sums and 768 for what attention gave, a mean 768 a sequence.
        Assert.Equal([2304 + 768 + 768 + (3 * 16), 0, 768 + 768 + (2 * 16), 768 + 16], workspace.ColumnsPerSpace);
        Assert.Equal(First(workspace, "inner"), First(workspace, "queryKeyValue"));
    }

    [Fact]
    public void A_head_has_rows_of_its_own()
    {
        WorkspacePlan workspace =
            Planner.Plan((Specs.BertBase with { Head = EncoderHead.SequenceClassification, LabelCount = 3 }).Build()).Workspace;

        // Sums and attention's results of the chosen rows, then chosen and headDense; logits [R, 3] are the caller's.
        Assert.Equal([3888, 0, 4 * (768 + 16), 768 + 16], workspace.ColumnsPerSpace);
    }

    [Fact]
    public void Both_sides_have_their_own()
    {
        WorkspacePlan workspace = Planner.Plan(Specs.EncoderDecoder.Build()).Workspace;

        Assert.All(workspace.Placements, place => Assert.Equal(
            place.Buffer.Name switch
            {
                "chosen" or "logits" => RowSpace.Chosen,
                "targetCrossKeyValue" => RowSpace.Source,
                _ when place.Buffer.Name.StartsWith("target", System.StringComparison.Ordinal) => RowSpace.Target,
                _ => RowSpace.Source,
            },
            place.Buffer.Space));
    }

    [Fact]
    public void Scratch_is_that_of_the_neediest_kernel()
    {
        ForwardPlan plan = Planner.Plan(Specs.BertBase.Build());
        AttentionScratch attention = AttentionScratch.For(plan.Kernels.OfType<AttentionKernel>().Single(), plan.IsaPlans);

        Assert.InRange(plan.Workspace.LaneFloats, attention.Floats, int.MaxValue);
        Assert.Equal(11 * (2304 + 16), plan.Workspace.Overrun); // AVX-512's score tiles take twelve keys
    }

    private static int First(WorkspacePlan workspace, string buffer) =>
        workspace.Placements.Single(place => place.Buffer.Name == buffer).FirstColumn;
}
