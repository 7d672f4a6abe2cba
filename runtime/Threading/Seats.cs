using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Transformers.Generated.Threading;

/// <summary>The processor of each lane of a run: a worker that wakes on another lane's moves to one that is free.</summary>
/// <remarks>
/// <para>
/// In a virtual machine an idle processor looks to Linux as if the host had taken it away, so a thread is woken where its waker
/// runs, and both take turns there until the next balancing, milliseconds later: a short run would have one processor for two lanes.
/// </para>
/// <para>
/// To move, a worker forbids itself the taken processors and at once allows them again; Linux moves it in between. What it may use
/// stays what the system, the container or the user allows. The caller's own thread is never moved. Elsewhere than on Linux, and with
/// more lanes than processors, nothing is done.
/// </para>
/// </remarks>
internal sealed partial class Seats
{
    private const int MaskWords = 16; // 1024 processors, as in glibc's cpu_set_t; with more, Linux refuses and nobody moves
    private const int BitsOfWord = 64;
    private const int Unknown = -1;

    private static bool s_isSupported = OperatingSystem.IsLinux();

    private readonly int[] _processors; // [lane]; read and written at the start of a run and after a sleep only
    private int _lanes; // zero: nobody moves

    /// <param name="maxLanes">Most lanes of a run.</param>
    public Seats(int maxLanes) => _processors = new int[maxLanes];

    /// <summary>Prepares for a run, on its caller's thread.</summary>
    public void Open(int lanes)
    {
        _lanes = s_isSupported && lanes <= Environment.ProcessorCount ? lanes : 0;
        _processors.AsSpan(0, lanes).Fill(Unknown);
        Take(0);
    }

    /// <summary>Notes where a lane is, on its own thread, after it has moved away from another lane if it can.</summary>
    public void Take(int lane)
    {
        if (_lanes == 0)
        {
            return;
        }

        try
        {
            int processor = CurrentProcessor();
            if (IsTaken(processor, lane) && TryMove(lane))
            {
                processor = CurrentProcessor();
            }

            Volatile.Write(ref _processors[lane], processor);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            s_isSupported = false; // no libc of that name; threads stay where they are woken
        }
    }

    /// <summary>Where a lane was last seen; −1 if it was not.</summary>
    public int ProcessorOf(int lane) => Volatile.Read(ref _processors[lane]);

    private bool IsTaken(int processor, int lane)
    {
        for (int other = 0; other < _lanes; other++)
        {
            if (other != lane && ProcessorOf(other) == processor)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryMove(int lane)
    {
        Span<ulong> allowed = stackalloc ulong[MaskWords];
        allowed.Clear();
        if (GetAffinity(0, MaskWords * sizeof(ulong), ref allowed[0]) < 0)
        {
            return false;
        }

        Span<ulong> free = stackalloc ulong[MaskWords];
        allowed.CopyTo(free);
        for (int other = 0; other < _lanes; other++)
        {
            int processor = ProcessorOf(other);
            if (other != lane && processor is >= 0 and < MaskWords * BitsOfWord)
            {
                free[processor / BitsOfWord] &= ~(1UL << (processor % BitsOfWord));
            }
        }

        return free.ContainsAnyExcept(0UL)
            && SetAffinity(0, MaskWords * sizeof(ulong), in free[0]) == 0
            && SetAffinity(0, MaskWords * sizeof(ulong), in allowed[0]) == 0;
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int CurrentProcessor();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, ref ulong mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, in ulong mask);
}
