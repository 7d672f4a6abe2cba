using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace Peers.Measuring;

/// <summary>Measures contestants in turn, round after round, so that whatever else the machine does meets all of them.</summary>
/// <remarks>
/// Before a contestant is timed it runs once untimed, which wakes its threads and fills the caches with its weights; and before that the
/// caller waits until the threads of the one before have stopped spinning, for they would hold a core. Who begins changes from round to
/// round.
/// </remarks>
internal static class Rounds
{
    private const int WarmUps = 3;
    private const double SampleSeconds = 2e-3;
    private const double LongestWaitSeconds = 0.5;

    /// <summary>From here on waking threads and filling caches is lost in the noise.</summary>
    private const double LongSeconds = 50e-3;

    /// <summary>
    /// Linux adds up the time of running threads at clock ticks, up to 10 ms apart: a shorter look misses a thread that spins.
    /// </summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(12);

    /// <summary>Seconds of one call, [contestant][round].</summary>
    public static double[][] Measure(IReadOnlyList<Contestant> contestants, Budget budget)
    {
        double[] expected = [.. contestants.Select(WarmUp)];
        List<double>[] times = [.. contestants.Select(_ => new List<double>())];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; !budget.IsSpent(round, Stopwatch.GetElapsedTime(start).TotalSeconds); round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                int turn = (round + i) % contestants.Count;
                WaitUntilQuiet();
                if (expected[turn] < LongSeconds)
                {
                    contestants[turn].Run();
                }

                times[turn].Add(Time(contestants[turn], (int)Math.Ceiling(SampleSeconds / expected[turn])));
            }
        }

        return [.. times.Select(list => list.ToArray())];
    }

    /// <summary>Lets the compiler finish its work; returns the seconds of the fastest call.</summary>
    private static double WarmUp(Contestant contestant)
    {
        Time(contestant, 1);
        return Enumerable.Range(0, WarmUps).Min(_ => Time(contestant, 1));
    }

    private static double Time(Contestant contestant, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            contestant.Run();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    /// <summary>Sleeps until this process uses next to no processor time: some libraries' threads spin for long after a call.</summary>
    private static void WaitUntilQuiet()
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan used;
        do
        {
            used = Environment.CpuUsage.TotalTime;
            Thread.Sleep(s_pause);
            used = Environment.CpuUsage.TotalTime - used;
        }
        while (used > s_pause / 4 && Stopwatch.GetElapsedTime(start).TotalSeconds < LongestWaitSeconds);
    }
}
