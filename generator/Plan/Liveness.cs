using System.Collections.Generic;
using System.Linq;

namespace Transformers.Generated.Generator.Plan;

/// <summary>Which buffers still matter after each step: the usual backward data-flow analysis over a graph with loops.</summary>
internal sealed class Liveness
{
    private readonly Dictionary<FlowPoint, HashSet<Buffer>> _liveAfter;

    public Liveness(List<FlowPoint> points, System.Func<FlowPoint, Step> step, IReadOnlyCollection<Buffer> results)
    {
        _liveAfter = points.ToDictionary(point => point, point => new HashSet<Buffer>(point.IsExit ? results : []));
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = points.Count - 1; i >= 0; i--)
            {
                HashSet<Buffer> after = _liveAfter[points[i]];
                int before = after.Count;
                foreach (FlowPoint next in points[i].Next)
                {
                    after.UnionWith(_liveAfter[next].Except(step(next).Overwrites));
                    after.UnionWith(step(next).Reads);
                }

                changed |= after.Count != before;
            }
        }
    }

    public HashSet<Buffer> LiveAfter(FlowPoint point) => _liveAfter[point];
}
