using System.Threading;

namespace Transformers.Generated.Threading;

/// <summary>
/// Which items of the present step are taken. Each lane has a share of neighbouring items, the same in every step, and takes from the
/// others' shares when its own is empty.
/// </summary>
/// <remarks>
/// A lane so finds in its own cache what it wrote in the step before, and fetches ahead what it will read itself. A share is one word, the
/// step in its high half and the number of items taken in its low half: a share last touched in an earlier step is whole again, and
/// nobody needs to reset it.
/// </remarks>
internal sealed class StepItems
{
    private readonly PaddedInt64[] _taken;
    private volatile bool _isStopped; // written once a run at most: all lanes keep this line in their caches

    /// <param name="maxLanes">Most lanes of a run.</param>
    public StepItems(int maxLanes) => _taken = new PaddedInt64[maxLanes];

    /// <summary>Prepares for a run, whose steps count from zero.</summary>
    public void Open(int lanes)
    {
        _isStopped = false;
        for (int lane = 0; lane < lanes; lane++)
        {
            _taken[lane].Value = 0;
        }
    }

    /// <summary>Gives no more items in this run.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Takes an item of the lane's own share, or else of the nearest lane that has one left.</summary>
    /// <param name="lane">The lane that asks.</param>
    /// <param name="lanes">Lanes of the run.</param>
    /// <param name="step">The number of the step that the lane is in.</param>
    /// <param name="items">Items of the step.</param>
    /// <param name="group">So many items belong together and are in one share, if there are groups for all lanes; divides the items.</param>
    /// <returns>The item; −1 when none is left.</returns>
    public int Take(int lane, int lanes, uint step, int items, int group = 1) =>
        Take(lane, lanes, step, items, items / group < lanes ? 1 : group, ItemRuns.Single, out _);

    /// <summary>Takes neighbouring items of one share and of one row at once.</summary>
    /// <param name="lane">The lane that asks.</param>
    /// <param name="lanes">Lanes of the run.</param>
    /// <param name="step">The number of the step that the lane is in.</param>
    /// <param name="items">Items of the step.</param>
    /// <param name="runs">How many to take.</param>
    /// <param name="count">Number of items taken.</param>
    /// <returns>The first item; −1 when none is left.</returns>
    public int TakeRun(int lane, int lanes, uint step, int items, in ItemRuns runs, out int count) =>
        Take(lane, lanes, step, items, unit: 1, runs, out count);

    private int Take(int lane, int lanes, uint step, int items, int unit, in ItemRuns runs, out int count)
    {
        int share = lane;
        for (int i = 0; i < lanes && !_isStopped; i++)
        {
            int first = FirstOf(share, lanes, items, unit);
            int end = FirstOf(share + 1, lanes, items, unit);
            int item = Take(ref _taken[share].Value, step, first, end, runs, out count);
            if (item >= 0)
            {
                return item;
            }

            share = share + 1 == lanes ? 0 : share + 1;
        }

        count = 0;
        return -1;
    }

    private static int Take(ref long word, uint step, int first, int end, in ItemRuns runs, out int count)
    {
        long seen = Volatile.Read(ref word);
        while (true)
        {
            int taken = (uint)(seen >> 32) == step ? (int)seen : 0;
            int item = first + taken;
            count = runs.From(item, end);
            if (count == 0)
            {
                return -1;
            }

            long found = Interlocked.CompareExchange(ref word, ((long)step << 32) | (uint)(taken + count), seen);
            if (found == seen)
            {
                return item;
            }

            seen = found;
        }
    }

    private static int FirstOf(int share, int lanes, int items, int unit) => (int)((long)(items / unit) * share / lanes) * unit;
}
