using System;

namespace Peers.Report;

/// <summary>A line on the terminal that tells how far a long run has come; nothing where the error stream goes to a file.</summary>
internal sealed class ProgressBar(int total)
{
    private const int Width = 30;

    private readonly bool _isTerminal = !Console.IsErrorRedirected;

    public void Show(int done, string what)
    {
        if (_isTerminal)
        {
            int filled = Width * done / total;
            Console.Error.Write($"\r\e[K[{new string('#', filled)}{new string('.', Width - filled)}] {done}/{total} {what}");
        }
    }

    /// <summary>Makes room for a line of output.</summary>
    public void Clear()
    {
        if (_isTerminal)
        {
            Console.Error.Write("\r\e[K");
        }
    }
}
