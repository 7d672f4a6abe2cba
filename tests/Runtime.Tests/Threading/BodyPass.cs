using System;
using System.Threading;
using Transformers.Generated.Threading;

namespace Runtime.Tests.Threading;

/// <summary>A pass made of a delegate, whose lanes wait at its start until all of them are there, or take part as they come.</summary>
internal sealed class BodyPass(Action<Lane> body, bool waitsForAll = true) : ParallelPass
{
    private int _arrivals; // of all runs, which have as many lanes

    protected override void Run(Lane lane)
    {
        if (waitsForAll && lane.Count > 1)
        {
            int arrival = Interlocked.Increment(ref _arrivals);
            int all = (arrival + lane.Count - 1) / lane.Count * lane.Count;
            while (Volatile.Read(ref _arrivals) < all)
            {
                Thread.Yield();
            }
        }

        body(lane);
    }
}
