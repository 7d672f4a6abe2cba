using System;

namespace Transformers.Generated.Threading;

/// <summary>A pass of one step: the same body for each of so many items, in no particular order.</summary>
internal sealed class ParallelLoop : ParallelPass
{
    private readonly Action<int, int> _body;
    private int _items;

    /// <param name="body">Takes the index of a lane, which may have memory of its own, and an item.</param>
    public ParallelLoop(Action<int, int> body) => _body = body;

    /// <summary>Executes the body for items 0 to <paramref name="items"/> - 1, on up to as many lanes.</summary>
    /// <param name="team">Who helps.</param>
    /// <param name="lanes">Most lanes.</param>
    /// <param name="items">Number of items.</param>
    /// <remarks>What a body throws, the first if several do, is rethrown; some items are then left out.</remarks>
    public void Run(WorkerTeam team, int lanes, int items)
    {
        _items = items;
        team.Run(this, Math.Min(lanes, items), default);
    }

    /// <inheritdoc/>
    protected override void Run(Lane lane)
    {
        while (lane.Claim(_items, out int item))
        {
            _body(lane.Index, item);
        }
    }
}
