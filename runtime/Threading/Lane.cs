using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Threading;

/// <summary>One thread's part in a running <see cref="ParallelPass"/> (not a SIMD lane).</summary>
/// <remarks>Belongs to the thread it was given to, until that thread's <see cref="ParallelPass.Run"/> returns.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Lane
{
    private const int HeightStep = PackedLayout.TallestTile;
    private const int LeastHeight = 4 * HeightStep; // each block of rows reads the weights again
    private const int ManyItems = 16; // for each lane: one more or less does not matter

    private readonly StepBarrier? _barrier; // null: alone, with nobody to wait for or to share items with
    private CancellationToken _token; // the caller's on lane 0, none on the others, so that one lane decides
    private uint _step; // barriers passed in this run
    private uint _joined; // the step in which the lane came: it goes through earlier ones without items, and waits for nobody
    private int _nextItem; // of a lane alone
    private bool _stopped; // a lane alone found its token cancelled

    internal Lane(int index, StepBarrier? barrier)
    {
        Index = index;
        _barrier = barrier;
        Count = 1;
    }

    /// <summary>The lane's number, from zero; zero is the thread that called <see cref="WorkerTeam.Run"/>.</summary>
    public int Index { get; }

    /// <summary>The number of lanes that this run may have; 1 means alone. Those that come late take part from then on.</summary>
    public int Count { get; private set; }

    internal bool Stopped => _stopped;

    /// <summary>The next lane in a list of idle ones.</summary>
    internal Lane? Next { get; set; }

    /// <summary>Claims the next item of the current step that no lane has claimed yet.</summary>
    /// <param name="items">The number of items in the step, the same for all lanes.</param>
    /// <param name="item">The claimed item, below <paramref name="items"/>; −1 when none is left.</param>
    /// <returns>Whether an item was left.</returns>
    /// <remarks>
    /// A lane claims neighbouring items, in rising order, and those of other lanes when its own have run out. The next barrier makes all items
    /// available again, for the next step.
    /// </remarks>
    public bool Claim(int items, out int item) => Claim(items, group: 1, out item);

    /// <summary>Claims an item like <see cref="Claim(int, out int)"/>, where neighbouring items read the same memory.</summary>
    /// <param name="items">The number of items in the step, the same for all lanes: a multiple of <paramref name="group"/>.</param>
    /// <param name="group">So many items read the same; they begin in one lane's share where there are groups for all lanes.</param>
    /// <param name="item">The claimed item, below <paramref name="items"/>; −1 when none is left.</param>
    /// <returns>Whether an item was left.</returns>
    public bool Claim(int items, int group, out int item)
    {
        item = _barrier is null ? (_nextItem < items && !_stopped ? _nextItem++ : -1)
            : _step < _joined ? -1
            : _barrier.Items.Take(Index, Count, _step, items, group);
        return item >= 0;
    }

    /// <summary>Claims the next block of a projection's results [rows, outputs] that no lane has claimed yet.</summary>
    /// <param name="rows">Rows of the result, the same for all lanes.</param>
    /// <param name="outputs">Columns of the result, the same for all lanes.</param>
    /// <param name="firstRow">First row of the block: a multiple of 12.</param>
    /// <param name="count">Rows of the block: at most 132.</param>
    /// <param name="firstOutput">First column of the block: a multiple of 32.</param>
    /// <param name="columns">Columns of the block: 32 or 64, of a single row up to 128; or what is left of the last 32.</param>
    /// <returns>Whether a block was left; the rest means nothing if not.</returns>
    /// <remarks>
    /// A lane's share is cut at 32 columns, so that few columns too are shared evenly, and its last blocks are narrow, so that nobody waits
    /// long for the last one.
    /// </remarks>
    public bool ClaimBlock(nint rows, int outputs, out nint firstRow, out nint count, out nint firstOutput, out nint columns)
    {
        const int Width = PackedLayout.PairWidth;
        int most = (rows == 1 ? PackedLayout.WideColumnBlock : PackedLayout.ColumnBlock) / Width;
        int pairs = (outputs + Width - 1) / Width;
        nint height = BlockHeight(rows, pairs);
        int items = (int)((rows + height - 1) / height) * pairs;
        int item = _nextItem;
        int taken = 0;
        if (_barrier is null)
        {
            taken = _stopped ? 0 : new ItemRuns(pairs, most, 0).From(item, items);
            _nextItem += taken;
        }
        else if (_step >= _joined)
        {
            // Few rows wait for memory, which wide blocks read best, the last ones too.
            ItemRuns runs = new(pairs, most, rows < HeightStep ? 0 : most);
            item = _barrier.Items.TakeRun(Index, Count, _step, items, runs, out taken);
        }

        firstRow = item / pairs * height;
        count = Math.Min(rows - firstRow, height);
        firstOutput = item % pairs * Width;
        columns = Math.Min(outputs - firstOutput, taken * Width);
        return taken > 0;
    }

    /// <summary>Rows of a block: as many as cache allows, or fewer where lanes can share so few blocks more evenly.</summary>
    private nint BlockHeight(nint rows, int pairs)
    {
        nint blocks = Math.Max((rows + PackedLayout.RowBlock - 1) / PackedLayout.RowBlock, 1);
        nint most = rows / LeastHeight;
        while (blocks < most && blocks * pairs % Count != 0 && blocks * pairs < ManyItems * Count)
        {
            blocks++;
        }

        nint height = (rows + blocks - 1) / blocks;
        return Math.Max((height + HeightStep - 1) / HeightStep, 1) * HeightStep;
    }

    /// <summary>
    /// A barrier: ends the step. Returns when all lanes have arrived; what any lane wrote before it is visible to all lanes after it.
    /// </summary>
    /// <remarks>
    /// When another lane has thrown, the barrier still opens, but <see cref="Claim(int, out int)"/> gives no more items; the next
    /// <see cref="SyncAndContinue"/> tells to stop.
    /// </remarks>
    public void Sync()
    {
        _nextItem = 0;
        if (_step++ >= _joined)
        {
            _barrier?.Arrive(Index);
        }
    }

    /// <summary>A barrier like <see cref="Sync"/>, at which the lanes agree whether to go on.</summary>
    /// <returns>
    /// False, on all lanes alike, when the caller's token was found cancelled or a lane has thrown: the body should return.
    /// </returns>
    public bool SyncAndContinue()
    {
        if (_token.IsCancellationRequested)
        {
            Cancel();
        }

        Sync();
        return _barrier is null ? !_stopped : !_barrier.Stopped;
    }

    /// <summary>Prepares for a run, or for joining it in a later step.</summary>
    internal void Open(int count, CancellationToken token, uint step = 0)
    {
        Debug.Assert(count == 1 || _barrier is not null, "A lane without a barrier is alone.");
        Count = count;
        _token = token;
        _step = 0;
        _joined = step;
        _nextItem = 0;
        _stopped = false;
    }

    /// <summary>Lets go of the run's token, which may hold on to objects of the caller.</summary>
    internal void Close() => _token = default;

    private void Cancel()
    {
        if (_barrier is null)
        {
            _stopped = true;
        }
        else
        {
            _barrier.Cancel();
        }
    }
}
