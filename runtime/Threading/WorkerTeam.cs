using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Transformers.Generated.Threading;

/// <summary>
/// Threads that help a caller through a <see cref="ParallelPass"/>: the caller's own thread is lane 0, and workers that otherwise sleep
/// are the others.
/// </summary>
/// <remarks>
/// <para>
/// Nobody waits for a worker to wake: the caller begins alone, and a worker takes part from the step in which it comes.
/// </para>
/// <para>
/// A team works for one caller at a time. Whoever finds it busy, including a pass that calls <see cref="Run"/> itself, does not
/// wait but runs the pass alone on its own thread: slower, with the same result.
/// </para>
/// <para>
/// Threads are started when a run first needs them and then kept. They are background threads; asleep they cost no processor time.
/// A run allocates nothing once its threads exist.
/// </para>
/// </remarks>
public sealed class WorkerTeam
{
    /// <summary>Most lanes of any team: a bound on the threads that a mistaken request can start.</summary>
    internal const int LaneLimit = 64;

    [ThreadStatic]
    private static Lane? t_idleLanes; // lanes for running alone; more than one only where a pass running alone runs another

    private readonly Worker?[] _workers; // [i] is lane i + 1; null until needed
    private readonly Action<Thread> _startThread;
    private readonly Patience? _patience;
    private readonly StepBarrier _barrier;
    private readonly Lane _callerLane;
    private ParallelPass? _pass; // the present run; written by its caller before the workers are called
    private int _busy;

    internal WorkerTeam(int maxLanes, Patience? patience = null, Action<Thread>? startThread = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLanes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLanes, LaneLimit);
        MaxLanes = maxLanes;
        _patience = patience;
        _workers = new Worker?[maxLanes - 1];
        _barrier = new StepBarrier(maxLanes);
        _callerLane = new Lane(0, _barrier);

        // Not Start: that would tie the async-local values of whoever runs first to the thread for good.
        _startThread = startThread ?? (static thread => thread.UnsafeStart());
    }

    /// <summary>The team of the process, shared by all models. Nothing is started before the first run that needs it.</summary>
    public static WorkerTeam Shared { get; } = new(LaneLimit);

    /// <summary>
    /// The number of lanes to ask for where nothing else is known: one for each processor the process may use, at most 64.
    /// </summary>
    /// <remarks>
    /// <see cref="Environment.ProcessorCount"/> already respects processor affinity, a container's processor quota (rounded up) and
    /// the environment variable <c>DOTNET_PROCESSOR_COUNT</c>; it is fixed when the process starts.
    /// </remarks>
    public static int DefaultLanes { get; } = Math.Min(Environment.ProcessorCount, LaneLimit);

    /// <summary>The most lanes a run can have; a request for more is cut down to it. It may exceed the number of processors.</summary>
    public int MaxLanes { get; }

    /// <summary>Runs <paramref name="pass"/> on up to <paramref name="lanes"/> threads and returns when all have left it.</summary>
    /// <param name="pass">The work.</param>
    /// <param name="lanes">Threads wanted, counting the caller's; 1 or less runs alone on the caller's thread.</param>
    /// <param name="token">Looked at before the run and at each <see cref="Lane.SyncAndContinue"/>.</param>
    /// <exception cref="OperationCanceledException">The token was found cancelled; the work is unfinished.</exception>
    /// <remarks>
    /// What a lane's body throws, the first if several do, is rethrown here with its original stack. The team is fit for the next
    /// run in any case.
    /// </remarks>
    public void Run(ParallelPass pass, int lanes, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(pass);
        token.ThrowIfCancellationRequested();
        if (lanes <= 1 || MaxLanes == 1 || !TryTakeTeam())
        {
            RunAlone(pass, token);
            return;
        }

        try
        {
            RunTogether(pass, HireUpTo(Math.Min(lanes, MaxLanes)), token);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>A worker's part in the present run, if there still is one; afterwards it waits for the next as that run's lanes did.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // or a reference to the pass could live on in the frame of a sleeping thread
    internal void Join(Lane lane, ref Patience patience)
    {
        if (!_barrier.TryJoin(lane.Index, out int lanes, out uint step))
        {
            return;
        }

        patience = _barrier.Patience.BetweenRuns;
        lane.Open(lanes, CancellationToken.None, step);
        _barrier.Seats.Take(lane.Index);
        Execute(_pass!, lane);
        _barrier.Leave();
    }

    /// <summary>Workers asleep, for tests.</summary>
    internal int CountParked()
    {
        int parked = 0;
        foreach (Worker? worker in _workers)
        {
            parked += worker is { IsParked: true } ? 1 : 0;
        }

        return parked;
    }

    private bool TryTakeTeam() => Volatile.Read(ref _busy) == 0 && Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    /// <summary>Starts the workers that are missing; returns the lanes that there are if the system refuses a thread.</summary>
    private int HireUpTo(int lanes)
    {
        for (int lane = 1; lane < lanes; lane++)
        {
            if (_workers[lane - 1] is not null)
            {
                continue;
            }

            Worker worker = new(this, new Lane(lane, _barrier));
            try
            {
                worker.Start(_startThread);
            }
            catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
            {
                return lane;
            }

            _workers[lane - 1] = worker;
        }

        return lanes;
    }

    private void RunTogether(ParallelPass pass, int lanes, CancellationToken token)
    {
        Patience patience = _patience ?? Patience.For(lanes);
        _pass = pass;
        _callerLane.Open(lanes, token);
        _barrier.Open(lanes, patience);
        bool hasWoken = false;
        for (int lane = 1; lane < lanes; lane++)
        {
            hasWoken |= _workers[lane - 1]!.Call();
        }

        if (hasWoken)
        {
            Thread.Yield(); // to a worker that was woken on this very processor, and moves away
        }

        Execute(pass, _callerLane);
        _barrier.LeaveAndWait();
        _pass = null;
        _callerLane.Close();

        _barrier.Fault?.Throw();
        if (_barrier.Cancelled)
        {
            throw new OperationCanceledException(token);
        }
    }

    private void Execute(ParallelPass pass, Lane lane)
    {
        try
        {
            pass.Execute(lane);
        }
        catch (Exception exception)
        {
            _barrier.Fail(exception);
        }
    }

    private static void RunAlone(ParallelPass pass, CancellationToken token)
    {
        Lane lane = t_idleLanes ?? new Lane(0, barrier: null);
        t_idleLanes = lane.Next;
        lane.Open(1, token);
        try
        {
            pass.Execute(lane);
            if (lane.Stopped)
            {
                throw new OperationCanceledException(token);
            }
        }
        finally
        {
            lane.Close();
            lane.Next = t_idleLanes;
            t_idleLanes = lane;
        }
    }
}
