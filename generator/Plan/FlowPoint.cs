using System.Collections.Generic;
using Transformers.Generated.Generator.Graph;

namespace Transformers.Generated.Generator.Plan;

/// <summary>A node of the graph with the nodes that may run right after it: layers loop, heads may be left out.</summary>
internal sealed class FlowPoint
{
    private FlowPoint(Node node) => Node = node;

    public Node Node { get; }

    public List<FlowPoint> Next { get; } = [];

    /// <summary>Whether the pass may end after this node.</summary>
    public bool IsExit { get; private set; }

    /// <summary>All nodes in order of execution, linked.</summary>
    public static List<FlowPoint> Link(LayerGraph graph)
    {
        List<FlowPoint> all = [];
        List<FlowPoint> ends = [];
        foreach (Section section in graph.Sections)
        {
            bool isOptional = section.Kind is SectionKind.Head or SectionKind.Mean;
            FlowPoint? first = null;
            FlowPoint? last = null;
            foreach (Node node in section.Nodes)
            {
                FlowPoint point = new(node);
                all.Add(point);
                last?.Next.Add(point);
                first ??= point;
                last = point;
            }

            ends.ForEach(end => end.Next.Add(first!));
            if (section.IsLayered)
            {
                last!.Next.Add(first!);
            }

            // Head and mean are alternatives after the same trunk: neither follows the other.
            if (isOptional)
            {
                last!.IsExit = true;
            }
            else
            {
                ends = [last!];
            }
        }

        ends.ForEach(end => end.IsExit = true);
        return all;
    }
}
