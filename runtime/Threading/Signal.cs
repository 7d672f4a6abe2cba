using System;
using System.Diagnostics;
using System.Threading;

namespace Transformers.Generated.Threading;

/// <summary>A counter that one thread at a time advances and others wait for: spinning at first, then parked.</summary>
/// <remarks>
/// <para>
/// Visibility. <see cref="Advance"/> is a release and <see cref="WaitWhile"/> ends with an acquire of the same word, so everything
/// written before the one is visible after the other, on ARM64 as well as on x64.
/// </para>
/// <para>
/// No wake-up is lost. The waiter writes <c>_parked</c> and then reads the counter; the advancing thread writes the counter and then
/// reads <c>_parked</c>. A full fence between write and read on both sides makes it impossible that both read the old value: either
/// the waiter sees the new count and does not sleep, or the other sees a sleeper and wakes it under the monitor that the sleeper
/// holds from its read to its sleep.
/// </para>
/// </remarks>
internal sealed class Signal
{
    /// <summary>Polls between two looks at the clock; a poll with its pause takes some tens of nanoseconds, as does the look.</summary>
    private const int PollsPerClockRead = 16;

    /// <summary>A spin is never cut below this fraction of the patience, so that it still catches an answer that is on its way.</summary>
    private const int SmallestSpinFraction = 32;

    private readonly object _gate = new();
    private PaddedInt64 _count;
    private int _parked;
    private long _spinLimit = long.MaxValue;

    /// <summary>The present count.</summary>
    public long Count => Volatile.Read(ref _count.Value);

    /// <summary>Threads asleep here, or about to be.</summary>
    public int Parked => Volatile.Read(ref _parked);

    /// <summary>Adds one and wakes whoever is parked. Only one thread at a time may call it.</summary>
    /// <returns>Whether somebody was parked.</returns>
    public bool Advance()
    {
        Volatile.Write(ref _count.Value, _count.Value + 1);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _parked) == 0)
        {
            return false;
        }

        WakeAll();
        return true;
    }

    /// <summary>Waits until the count differs from <paramref name="seen"/>.</summary>
    /// <returns>Whether the thread slept meanwhile.</returns>
    public bool WaitWhile(long seen, Patience patience)
    {
        if (!PollWhile(seen))
        {
            return false; // the common case, without a look at the clock
        }

        long start = Stopwatch.GetTimestamp();
        if (!SpinWhile(seen, Math.Min(Volatile.Read(ref _spinLimit), patience.SpinTicks)))
        {
            return false;
        }

        bool slept = YieldWhile(seen, patience);
        if (slept)
        {
            Park(seen);
        }

        AdaptSpin(patience, spinningPays: Stopwatch.GetTimestamp() - start <= patience.SpinTicks);
        return slept;
    }

    /// <summary>
    /// Sets the next spin by what this wait cost. One that a full spin would have outlasted deserves a full spin; others deserve less
    /// and less, so that neither a worker that is called rarely nor lanes that share a processor burn it.
    /// </summary>
    /// <remarks>Threads that wait here together may overwrite each other's limit; it is a guess in any case.</remarks>
    private void AdaptSpin(Patience patience, bool spinningPays)
    {
        long limit = Math.Min(Volatile.Read(ref _spinLimit), patience.SpinTicks);
        Volatile.Write(ref _spinLimit, spinningPays ? long.MaxValue : Math.Max(limit / 2, patience.SpinTicks / SmallestSpinFraction));
    }

    private bool SpinWhile(long seen, long ticks)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() - start < ticks)
        {
            if (!PollWhile(seen))
            {
                return false;
            }
        }

        return Count == seen;
    }

    private bool PollWhile(long seen)
    {
        for (int poll = 0; poll < PollsPerClockRead; poll++)
        {
            if (Count != seen)
            {
                return false;
            }

            Thread.SpinWait(1);
        }

        return true;
    }

    private bool YieldWhile(long seen, Patience patience)
    {
        for (int i = 0; i < patience.Yields && Count == seen; i++)
        {
            // Not Sleep(0): that is a point of interruption, and an interrupted thread must not leave a barrier.
            Thread.Yield();
            SpinWhile(seen, patience.TicksBetweenYields);
        }

        return Count == seen;
    }

    /// <remarks>
    /// <see cref="Thread.Interrupt"/> may hit the caller's thread here. A lane that left a barrier half-way would take the other
    /// lanes with it, so the wait goes on and the interruption is handed to the thread's next blocking call.
    /// </remarks>
    private void Park(long seen)
    {
        bool interrupted = false;
        while (Count == seen)
        {
            try
            {
                SleepWhile(seen);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private void SleepWhile(long seen)
    {
        lock (_gate)
        {
            try
            {
                _parked++;
                Interlocked.MemoryBarrier();
                while (Count == seen)
                {
                    Monitor.Wait(_gate);
                }
            }
            finally
            {
                _parked--;
            }
        }
    }

    private void WakeAll()
    {
        bool interrupted = false;
        while (true)
        {
            try
            {
                lock (_gate)
                {
                    Monitor.PulseAll(_gate);
                }

                break;
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
