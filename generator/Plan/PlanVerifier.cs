using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;

namespace Transformers.Generated.Generator.Plan;

/// <summary>Checks a plan before it is printed. A failure is a bug of ours, and better found here than as a wrong number.</summary>
internal static class PlanVerifier
{
    public static void Verify(ForwardPlan plan, IEnumerable<HashSet<Buffer>> aliveTogether)
    {
        CheckWorkspace(plan.Workspace, aliveTogether);
        CheckTensors(plan.Tensors);
        foreach (IsaPlan isaPlan in plan.IsaPlans)
        {
            foreach (TilePlan tile in isaPlan.AllProjectionTiles)
            {
                CheckRegisters(isaPlan.Isa, tile);
            }

            foreach (AttentionBase kernel in plan.Kernels.OfType<AttentionBase>())
            {
                AttentionTiles tiles = isaPlan.Attention(kernel);
                foreach (TilePlan tile in tiles.All)
                {
                    CheckRegisters(isaPlan.Isa, tile);
                }

                Require(AttentionBase.KeyBlock % tiles.Score.Rows == 0, $"{kernel.Name}: a key block is not a whole number of score tiles");
            }

            CheckNames(isaPlan.AllProjectionTiles.Concat(plan.Kernels.OfType<AttentionBase>().SelectMany(kernel => isaPlan.Attention(kernel).All)), tile => tile.Name);
        }

        foreach (Step step in plan.Sections.SelectMany(section => section.Steps))
        {
            CheckBuffers(step, plan.Graph.Head is { } head ? Buffer.Of(head) : null);
        }

        foreach (ProjectionKernel kernel in plan.Kernels.OfType<ProjectionKernel>())
        {
            CheckDepth(kernel);
        }

        CheckNames(plan.Kernels, kernel => kernel.Name);
    }

    /// <summary>
    /// A projection's lanes read all columns of the rows that other lanes write; and the caller's memory has no room between its rows, which
    /// only one kind of kernel knows.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="callers">The buffer that is the caller's memory, or null.</param>
    public static void CheckBuffers(Step step, Buffer? callers)
    {
        Require(step.Kernel is not ProjectionKernel || step.Input != step.Output, $"{step.Kernel.Name} reads {step.Input?.Name} while it writes it");
        bool isCallers = callers is not null && step.Output == callers;
        Require(isCallers == step.Kernel is ProjectionKernel { Target: ProjectionTarget.Caller }, $"{step.Kernel.Name} takes {step.Output?.Name} for another kind of memory");
        Require(callers is null || step.Input != callers, $"{step.Kernel.Name} reads {step.Input?.Name}, the caller's memory");
    }

    /// <summary>A block of k that begins inside a pair of 16-bit weights would read their neighbours.</summary>
    public static void CheckDepth(ProjectionKernel kernel) => Require(
        kernel.Format == WeightFormat.Float32 || kernel.Depth.Full % 2 == 0 || kernel.Depth.Full == kernel.Inputs,
        $"{kernel.Name}: blocks of {kernel.Depth.Full} k part pairs of weights");

    public static void CheckRegisters(IsaProfile isa, TilePlan tile) => Require(
        isa.RegistersOf(tile) <= isa.Registers, $"{tile.Name} needs {isa.RegistersOf(tile)} of {isa.Registers} {isa.Name} registers");

    public static void CheckWorkspace(WorkspacePlan workspace, IEnumerable<HashSet<Buffer>> aliveTogether)
    {
        foreach (HashSet<Buffer> alive in aliveTogether)
        {
            Placement[] places = workspace.Placements
                .Where(place => alive.Contains(place.Buffer)).OrderBy(place => place.Buffer.Space).ThenBy(place => place.FirstColumn).ToArray();
            for (int i = 1; i < places.Length; i++)
            {
                bool overlap = places[i].Buffer.Space == places[i - 1].Buffer.Space
                    && places[i].FirstColumn < places[i - 1].FirstColumn + places[i - 1].Buffer.Stride;
                Require(!overlap, $"live buffers {places[i - 1].Buffer.Name} and {places[i].Buffer.Name} overlap");
            }
        }
    }

    public static void CheckTensors(TensorPlan tensors)
    {
        IEnumerable<(TensorPlacement Placement, long Start)> starts = tensors.Placements.SelectMany(placement => placement.Layers is { } layers
            ? Enumerable.Range(0, layers.Count).Select(layer => (placement, layers.Offset + (layer * layers.Stride) + placement.Offset))
            : [(placement, placement.Offset)]);
        long end = 0;
        foreach ((TensorPlacement placement, long start) in starts.OrderBy(item => item.Start))
        {
            Require(start >= end, $"parameter {placement.Parameter.Name} overlaps its predecessor");
            end = start + TensorPlan.FloatsOf(placement.Parameter);
        }

        Require(end <= tensors.TotalFloats, "parameters exceed the arena");
    }

    /// <summary>Two different kernels, or tiles, with one name would be one method.</summary>
    public static void CheckNames<T>(IEnumerable<T> methods, Func<T, string> name)
    {
        foreach (IGrouping<string, T> group in methods.Distinct().GroupBy(name))
        {
            Require(group.Count() == 1, $"{group.Count()} different methods are called {group.Key}");
        }
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
