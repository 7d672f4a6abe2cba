using System;
using System.IO;
using System.Linq;
using Transformers.Generated.Threading;
using Xunit;

namespace Runtime.Tests.Threading;

/// <summary>Lanes on processors of their own. Where the system offers no such thing, seats stay unknown and nothing else happens.</summary>
public sealed class SeatsTests
{
    private const int Turns = 40;
    private const int Most = 30; // the system, too, moves a thread now and then

    private static bool CanMove => OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;

    [Fact]
    public void LaneThatWakesOnAnothersProcessorMovesAway()
    {
        int moves = Count(seats =>
        {
            seats.Open(2);
            int first = seats.ProcessorOf(0);
            seats.Take(1); // on the same thread, so on the same processor
            return first != seats.ProcessorOf(1);
        });
        Assert.InRange(moves, CanMove ? Most : 0, CanMove ? Turns : 0);
    }

    [Fact]
    public void LaneThatIsAloneOnItsProcessorStays()
    {
        int stays = Count(seats =>
        {
            seats.Open(2);
            seats.Take(1);
            int processor = seats.ProcessorOf(1);
            seats.Open(2); // lane 0 where lane 1 was: of the run before nothing counts
            return processor == seats.ProcessorOf(0);
        });
        Assert.InRange(stays, Most, Turns);
    }

    [Fact]
    public void ThreadMayRunWhereItMightBefore() => Guarded.Do(() =>
    {
        string allowed = AllowedProcessors();
        Seats seats = new(2);
        for (int turn = 0; turn < Turns; turn++)
        {
            seats.Open(2);
            seats.Take(1);
        }

        Assert.Equal(allowed, AllowedProcessors());
    });

    [Fact]
    public void NobodyMovesWithMoreLanesThanProcessors() => Guarded.Do(() =>
    {
        int lanes = Environment.ProcessorCount + 1;
        Seats seats = new(lanes);
        seats.Open(lanes);
        seats.Take(1);
        Assert.All(Enumerable.Range(0, lanes), lane => Assert.Equal(-1, seats.ProcessorOf(lane)));
    });

    private static int Count(Predicate<Seats> turn)
    {
        int count = 0;
        Guarded.Do(() =>
        {
            Seats seats = new(2);
            count = Enumerable.Range(0, Turns).Count(_ => turn(seats));
        });
        return count;
    }

    private static string AllowedProcessors() => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal))
        : "";
}
