using System;
using System.Diagnostics;

namespace Transformers.Generated.Threading;

/// <summary>How long a thread waits awake before it parks: first by spinning, then by giving its time slice away.</summary>
/// <param name="SpinTicks">Longest spin, in ticks of <see cref="Stopwatch"/>.</param>
/// <param name="Yields">How many times the thread then offers its processor to another one.</param>
internal readonly record struct Patience(long SpinTicks, int Yields)
{
    /// <summary>
    /// With a processor per lane. To park and be woken costs a few tens of microseconds, so spinning that long at most doubles
    /// the cost of a wait that turns out to be longer, and saves the whole cost of one that is not.
    /// </summary>
    public static readonly Patience Dedicated = new(Microseconds(50), Yields: 4);

    /// <summary>With more lanes than processors the awaited lane may need the very processor that a spin would hold.</summary>
    public static readonly Patience Crowded = new(Microseconds(1), Yields: 16);

    /// <summary>The patience for a run of so many lanes on this machine.</summary>
    public static Patience For(int lanes) => lanes <= Environment.ProcessorCount ? Dedicated : Crowded;

    private static long Microseconds(int count) => count * Stopwatch.Frequency / 1_000_000;
}
