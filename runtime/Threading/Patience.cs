using System;
using System.Diagnostics;

namespace Transformers.Generated.Threading;

/// <summary>How long a thread waits awake before it parks: first by spinning, then by giving its time slice away now and then.</summary>
/// <param name="SpinTicks">Longest spin, in ticks of <see cref="Stopwatch"/>.</param>
/// <param name="Yields">How many times the thread then offers its processor to another one.</param>
/// <param name="TicksBetweenYields">How long it spins after each offer.</param>
internal readonly record struct Patience(long SpinTicks, int Yields, long TicksBetweenYields = 0)
{
    /// <summary>
    /// With a processor per lane, for a millisecond: a lane that sleeps is woken, where Linux runs in a virtual machine, on the processor of
    /// whom it waited for, and until it is back on its own, a tenth of a millisecond or more, that one waits in turn.
    /// </summary>
    public static readonly Patience Dedicated = new(Microseconds(50), Yields: 50, Microseconds(20));

    /// <summary>With more lanes than processors the awaited lane may need the very processor that a spin would hold.</summary>
    public static readonly Patience Crowded = new(Microseconds(1), Yields: 16);

    /// <summary>
    /// The same between two runs, when it is the user who is waited for: spinning 50 µs at most doubles the cost of being woken, some tens
    /// of microseconds, and saves all of it where a run follows at once.
    /// </summary>
    public Patience BetweenRuns => new(SpinTicks, Math.Min(Yields, 4));

    /// <summary>The patience for a run of so many lanes on this machine.</summary>
    public static Patience For(int lanes) => lanes <= Environment.ProcessorCount ? Dedicated : Crowded;

    private static long Microseconds(int count) => count * Stopwatch.Frequency / 1_000_000;
}
