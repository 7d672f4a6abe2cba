using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Plan;
using Xunit;
using Buffer = Transformers.Generated.Generator.Plan.Buffer;

namespace Generator.Tests.Plan;

/// <summary>
/// Runs a plan's steps on a workspace that remembers, for each column, which buffer was last written there and with which version of its
/// value: a read of anything but the newest version of what it asks for fails. It knows nothing of liveness, so it can judge it.
/// </summary>
internal sealed class WorkspaceSimulation
{
    private readonly WorkspacePlan _workspace;
    private readonly Buffer? _head; // the caller's memory
    private readonly (string Buffer, int Version)[] _headColumns;
    private readonly Dictionary<RowSpace, (string Buffer, int Version)[]> _columns;
    private readonly Dictionary<string, int> _versions = [];

    private WorkspaceSimulation(ForwardPlan plan)
    {
        _workspace = plan.Workspace;
        _columns = WorkspacePlan.Spaces.Select((space, i) => (space, i))
            .ToDictionary(item => item.space, item => new (string, int)[_workspace.ColumnsPerSpace[item.i]]);
        _head = plan.Graph.Head is { } head ? Buffer.Of(head) : null;
        _headColumns = new (string, int)[_head?.Columns ?? 0];
    }

    /// <summary>Runs the trunk, each layer as often as it repeats, and one of the results, or none.</summary>
    public static void Run(ForwardPlan plan, SectionKind? result)
    {
        WorkspaceSimulation simulation = new(plan);
        foreach (StepSection section in plan.Sections.Where(section => section.Section.Kind is not (SectionKind.Head or SectionKind.Mean) || section.Section.Kind == result))
        {
            for (int i = 0; i < section.Section.Repeat; i++)
            {
                simulation.Run(section);
            }
        }

        Value?[] results =
            [plan.Graph.Hidden, result == SectionKind.Mean ? plan.Graph.Mean : result == SectionKind.Head ? plan.Graph.Head : null];
        foreach (Value value in results.OfType<Value>())
        {
            simulation.Read(Buffer.Of(value), "the result");
        }
    }

    private void Run(StepSection section)
    {
        for (int i = 0; i < section.Steps.Count; i++)
        {
            Step step = section.Steps[i];
            Node node = section.Section.Nodes[i];
            Assert.Equal(Inputs(node), new[] { step.Input }.OfType<Buffer>().Select(buffer => buffer.Name).ToHashSet());
            if (step.Input is { } input)
            {
                Read(input, step.Kernel.Name);
            }

            if (node is CacheNode)
            {
                Assert.Null(step.Output);
                continue; // turns its input in place
            }

            Buffer output = step.Output!;
            Assert.Equal(node.Output.Name, output.Name);
            Assert.False(step.Input is not null && step.Input != output && Overlap(step.Input, output));
            if (node is ProjectionNode projection)
            {
                Assert.NotEqual(projection.Input, projection.Output); // other lanes still read the rows that one overwrites
                if (projection.Accumulates)
                {
                    Read(output, step.Kernel.Name);
                }
            }

            int version = _versions[output.Name] = _versions.GetValueOrDefault(output.Name) + 1;
            Span(output).Fill((output.Name, version));
        }
    }

    private void Read(Buffer buffer, string reader)
    {
        (string, int) wanted = (buffer.Name, _versions.GetValueOrDefault(buffer.Name));
        foreach ((string, int) found in Span(buffer))
        {
            Assert.True(found == wanted && wanted.Item2 > 0, $"{reader} wants {wanted} and finds {found}");
        }
    }

    private Span<(string Buffer, int Version)> Span(Buffer buffer) =>
        buffer == _head ? _headColumns : _columns[buffer.Space].AsSpan(_workspace.Of(buffer).FirstColumn, buffer.Stride);

    private bool Overlap(Buffer left, Buffer right)
    {
        if (left == _head || right == _head)
        {
            return left == right;
        }

        int first = _workspace.Of(left).FirstColumn;
        int second = _workspace.Of(right).FirstColumn;
        return left.Space == right.Space && first < second + right.Stride && second < first + left.Stride;
    }

    private static HashSet<string> Inputs(Node node) => node switch
    {
        NormNode norm => [norm.Input.Name],
        ProjectionNode projection => [projection.Input.Name],
        AttentionNode attention => [attention.Queries.Value.Name, attention.Keys.Value.Name, attention.Values.Value.Name],
        CacheNode cache => [cache.Output.Name],
        CachedAttentionNode attention => [attention.Queries.Value.Name],
        GatherNode gather => [gather.Input.Name],
        MeanNode mean => [mean.Input.Name],
        _ => [],
    };
}
