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
/// returned or thrown, counts as arrived once and is expected no more; one that has not joined yet is not expected. So nobody
/// waits for the absent.
/// </para>
/// <para>
/// Visibility. A lane's arrival is an <see cref="Interlocked"/> operation (a full fence) on a word that every later arrival modifies
/// in turn, so the closing lane has acquired all lanes' earlier writes; its <see cref="Signal.Advance"/> releases them, and the
/// waiting lanes acquire the signal. A lane that joins does so on the same word, between two closings, and waits for the signal of the
/// earlier one. Plain fields travel on the same chain: what a lane noted before it arrived or left
/// (a fault, a cancellation) reaches the closing lane, and what the closing lane decides (the verdict) reaches all, unchanged until the
/// reading lane itself has arrived at the next step.
/// </para>
/// </remarks>
internal sealed class StepBarrier
{
    private const int ExpectedShift = 16;
    private const int WantedShift = 32;
    private const long OneExpected = 1L << ExpectedShift;
    private const long CountMask = OneExpected - 1;

    /// <summary>
    /// Three counts of 16 bits in one word, so that they change together. From the lowest: lanes that have not arrived at the end of the
    /// step, of those that take part; lanes that take part; lanes that may.
    /// </summary>
    private PaddedInt64 _lanes;
    private readonly Signal _step = new();
    private readonly Signal _finished = new();
    private long _firstStep; // the signal's count in the run's first step
    private uint _closed; // steps of the run
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

    /// <summary>How long the lanes of the run wait awake.</summary>
    public Patience Patience { get; private set; }

    /// <summary>Prepares for a run of up to so many lanes, of which the caller's takes part. No lane of the previous one is left.</summary>
    public void Open(int lanes, Patience patience)
    {
        Debug.Assert(Expected(_lanes.Value) == 0, "A lane of the previous run has not left.");
        Patience = patience;
        _firstStep = _step.Count;
        _closed = 0;
        _stopped = false;
        _cancelled = false;
        _fault = null;
        Items.Open(lanes);
        Seats.Open(lanes);
        Volatile.Write(ref _lanes.Value, ((long)lanes << WantedShift) + OneExpected + 1);
    }

    /// <summary>A worker's lane takes part from now on, in whichever step the run is.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="lanes">Lanes of the run.</param>
    /// <param name="step">The step that the run is in.</param>
    /// <returns>Whether there is a run that wants the lane.</returns>
    public bool TryJoin(int lane, out int lanes, out uint step)
    {
        SpinWait spin = default;
        while (true)
        {
            long seen = Volatile.Read(ref _lanes.Value);
            (lanes, step) = (Wanted(seen), 0);
            if (lane >= lanes || Expected(seen) == 0)
            {
                return false;
            }

            // A word without anyone to wait for belongs to the lane that is closing the step.
            if (NotArrived(seen) != 0 && Interlocked.CompareExchange(ref _lanes.Value, seen + OneExpected + 1, seen) == seen)
            {
                break;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }

        step = _closed; // stays: the lane is waited for
        while (_step.Count != _firstStep + step)
        {
            spin.SpinOnce(sleep1Threshold: -1); // who closed the last step has yet to say so
        }

        return true;
    }

    /// <summary>A lane arrives at the end of the step and waits for the others.</summary>
    public void Arrive(int lane)
    {
        long seen = _step.Count; // cannot advance before this lane has arrived
        long lanes = Interlocked.Decrement(ref _lanes.Value);
        if (NotArrived(lanes) == 0)
        {
            CloseStep(lanes);
        }
        else if (_step.WaitWhile(seen, Patience))
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
            CloseStep(lanes);
        }
    }

    /// <summary>Leaves the run and waits until every lane has left.</summary>
    public void LeaveAndWait()
    {
        long seen = _finished.Count; // cannot advance before this lane has left
        Leave();
        _finished.WaitWhile(seen, Patience);
    }

    private void CloseStep(long lanes)
    {
        if (_cancelled || _fault is not null)
        {
            _stopped = true; // written only then: all lanes keep this line in their caches
            Items.Stop();
        }

        _closed++;
        Volatile.Write(ref _lanes.Value, lanes + Expected(lanes));
        _step.Advance();
    }

    private static int Wanted(long lanes) => (int)(lanes >> WantedShift);

    private static long Expected(long lanes) => (lanes >> ExpectedShift) & CountMask;

    private static long NotArrived(long lanes) => lanes & CountMask;
}
