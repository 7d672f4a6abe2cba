using System;
using System.Diagnostics;

namespace Translate;

/// <summary>How much of a file is done, on the terminal beside the output; nothing where there is none.</summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 40;

    private readonly int _count;
    private readonly bool _isShown;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <param name="count">Lines of the file; 0 to show nothing.</param>
    public ProgressBar(int count)
    {
        _count = count;
        _isShown = count > 0 && !Console.IsErrorRedirected;
        Show(0);
    }

    /// <summary>Shows how many lines are done, and how long the others may take.</summary>
    public void Show(int done)
    {
        if (!_isShown)
        {
            return;
        }

        int filled = (int)((long)Width * done / _count);
        TimeSpan left = done == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_start) * ((double)(_count - done) / done);
        string time = done == 0 ? "" : $", {left:h\\:mm\\:ss} left";
        Console.Error.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {done} of {_count} lines{time}   ");
    }

    /// <summary>Leaves the line to the next output.</summary>
    public void Dispose()
    {
        if (_isShown)
        {
            Console.Error.WriteLine();
        }
    }
}
