using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Transformers.Generated.Threading;

/// <summary>What the lanes of one run share: the barrier between steps, the claims within a step, and the verdict on the run.</summary>
/// <remarks>
/// <para>
/// The barrier counts arrivals down in one word. The lane that brings the count to zero closes the step: it resets the word
/// and the verdict while all others wait, then advances the signal they wait for. A lane that leaves, because its body has
/// returned or thrown, counts as arrived once and is expected no more, so nobody waits for the absent.
/// </para>
/// <para>
/// Visibility. A lane's arrival is an <see cref="Interlocked"/> operation (a full fence) on a word that every later arrival modifies
/// in turn, so the closing lane has acquired all lanes' earlier writes; its <see cref="Signal.Advance"/> releases them, and the
/// waiting lanes acquire the signal. Plain fields travel on the same chain: what a lane noted before it arrived or left
/// (a fault, a cancellation) reaches the closing lane, and what the closing lane decides (the verdict) reaches all, unchanged until the
/// reading lane itself has arrived at the next step.
/// </para>
/// </remarks>
internal sealed class StepBarrier
{
    private const long OneExpected = 1L << 32;

    /// <summary>High half: lanes still expected; low half: those not yet arrived. One word, so that they change together.</summary>
    private PaddedInt64 _lanes;
    private readonly Signal _step = new();
    private readonly Signal _finished = new();
    private Patience _patience;
    private bool _stopped;
    private bool _cancelled;
    private ExceptionDispatchInfo? _fault;

    /// <param name="maxLanes">Most lanes of a run.</param>
    public StepBarrier(int maxLanes)
    {
        Items = new StepItems(maxLanes);
        Seats = new Seats(maxLanes);
    }

    /// <summary>The items of the present step.</summary>
    public StepItems Items { get; }

    /// <summary>Where the lanes run.</summary>
    public Seats Seats { get; }

    /// <summary>Whether the lanes have been told to stop. Agreed: all lanes read the same answer between two barriers.</summary>
    public bool Stopped => _stopped;

    /// <summary>Whether the caller's token was found cancelled.</summary>
    public bool Cancelled => _cancelled;

    /// <summary>The first exception thrown by a body.</summary>
    public ExceptionDispatchInfo? Fault => _fault;

    /// <summary>Prepares for a run. No lane of the previous one is left.</summary>
    public void Open(int lanes, Patience patience)
    {
        Debug.Assert(_lanes.Value == 0, "A lane of the previous run has not left.");
        _patience = patience;
        _stopped = false;
        _cancelled = false;
        _fault = null;
        Items.Open(lanes);
        Seats.Open(lanes);
        _lanes.Value = (lanes * OneExpected) + lanes;
    }

    /// <summary>A lane arrives at the end of the step and waits for the others.</summary>
    public void Arrive(int lane)
    {
        long seen = _step.Count; // cannot advance before this lane has arrived
        long lanes = Interlocked.Decrement(ref _lanes.Value);
        if (NotArrived(lanes) == 0)
        {
            CloseStep(Expected(lanes));
        }
        else if (_step.WaitWhile(seen, _patience))
        {
            Seats.Take(lane);
        }
    }

    /// <summary>Notes that the caller wants the run to stop; counts from the next barrier.</summary>
    public void Cancel() => _cancelled = true;

    /// <summary>Notes that a body threw. The remaining lanes get no more items, and are told to stop at the next barrier.</summary>
    public void Fail(Exception exception)
    {
        Interlocked.CompareExchange(ref _fault, ExceptionDispatchInfo.Capture(exception), null);
        Items.Stop();
    }

    /// <summary>Leaves the run. The last lane's departure is its last touch of the run.</summary>
    public void Leave()
    {
        long lanes = Interlocked.Add(ref _lanes.Value, -OneExpected - 1);
        if (NotArrived(lanes) != 0)
        {
            return;
        }

        if (Expected(lanes) == 0)
        {
            _finished.Advance();
        }
        else
        {
            CloseStep(Expected(lanes));
        }
    }

    /// <summary>Leaves the run and waits until every lane has left.</summary>
    public void LeaveAndWait()
    {
        long seen = _finished.Count; // cannot advance before this lane has left
        Leave();
        _finished.WaitWhile(seen, _patience);
    }

    private void CloseStep(long expected)
    {
        if (_cancelled || _fault is not null)
        {
            _stopped = true; // written only then: all lanes keep this line in their caches
            Items.Stop();
        }

        _lanes.Value = (expected * OneExpected) + expected;
        _step.Advance();
    }

    private static long Expected(long lanes) => lanes >> 32;

    private static long NotArrived(long lanes) => lanes & (OneExpected - 1);
}
