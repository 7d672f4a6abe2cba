using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Infrastructure;

namespace Transformers.Generated.Generator.Plan;

/// <summary>A buffer's place: it starts at FirstColumn · (rows of its space).</summary>
internal sealed record Placement(Buffer Buffer, int FirstColumn);

/// <summary>Where every buffer lies, so that the exact number of bytes for a batch is known before anything is allocated.</summary>
/// <remarks>Buffers of one row space share memory where they are never alive together.</remarks>
/// <param name="Placements">All buffers but the head's output, which is the caller's memory.</param>
/// <param name="ColumnsPerSpace">Floats per row of each space, in the order of <see cref="RowSpace"/>.</param>
/// <param name="LaneFloats">Scratch of each lane.</param>
/// <param name="Overrun">Floats behind everything that may be read, and are not used.</param>
internal sealed record WorkspacePlan(
    EquatableArray<Placement> Placements, EquatableArray<int> ColumnsPerSpace, int LaneFloats, int Overrun)
{
    public static readonly RowSpace[] Spaces = [RowSpace.Source, RowSpace.Target, RowSpace.Chosen, RowSpace.Sequences];

    public Placement Of(Buffer buffer) => Placements.First(placement => placement.Buffer == buffer);

    /// <summary>Places buffers first-fit, widest first, beside everything they are alive with.</summary>
    public static WorkspacePlan Place(
        IReadOnlyList<Buffer> buffers, IReadOnlyCollection<HashSet<Buffer>> aliveTogether, int laneFloats, int overrun)
    {
        List<Placement> placed = [];
        foreach (Buffer buffer in buffers.OrderByDescending(buffer => buffer.Columns).ThenBy(buffer => buffer.Name, System.StringComparer.Ordinal))
        {
            List<Placement> rivals = placed
                .Where(other => other.Buffer.Space == buffer.Space)
                .Where(other => aliveTogether.Any(set => set.Contains(buffer) && set.Contains(other.Buffer)))
                .OrderBy(other => other.FirstColumn)
                .ToList();
            int first = 0;
            foreach (Placement rival in rivals)
            {
                if (first + buffer.Stride <= rival.FirstColumn)
                {
                    break;
                }

                first = System.Math.Max(first, rival.FirstColumn + rival.Buffer.Stride);
            }

            placed.Add(new Placement(buffer, first));
        }

        int[] columns = Spaces
            .Select(space => placed
                .Where(place => place.Buffer.Space == space)
                .Select(place => place.FirstColumn + place.Buffer.Stride).DefaultIfEmpty(0).Max())
            .ToArray();
        return new WorkspacePlan(
            new EquatableArray<Placement>(placed.OrderBy(place => place.Buffer.Space).ThenBy(place => place.FirstColumn)),
            new EquatableArray<int>(columns), laneFloats, overrun);
    }
}
