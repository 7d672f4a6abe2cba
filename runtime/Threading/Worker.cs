using System;
using System.Threading;

namespace Transformers.Generated.Threading;

/// <summary>A parked thread that joins a run when called, as soon as it wakes, and parks again.</summary>
internal sealed class Worker
{
    private readonly WorkerTeam _team;
    private readonly Lane _lane;
    private readonly Signal _call = new();

    public Worker(WorkerTeam team, Lane lane)
    {
        _team = team;
        _lane = lane;
    }

    /// <summary>Whether the thread sleeps, waiting for a call.</summary>
    public bool IsParked => _call.Parked != 0;

    /// <summary>Starts the thread.</summary>
    /// <param name="start">How; <see cref="Thread.UnsafeStart()"/> but in tests.</param>
    public void Start(Action<Thread> start)
    {
        // A background thread does not keep the process alive.
        Thread thread = new(Loop) { IsBackground = true, Name = $"transformers-worker-{_lane.Index}" };
        start(thread);
    }

    /// <summary>Lets the thread join the team's present run.</summary>
    /// <returns>Whether it had to be woken.</returns>
    public bool Call() => _call.Advance();

    private void Loop()
    {
        Patience patience = default;
        long calls = 0;
        while (true)
        {
            _call.WaitWhile(calls, patience);
            calls = _call.Count; // several, where runs have ended before this thread woke
            _team.Join(_lane, ref patience);
        }
    }
}
