using System;

namespace Pronounce;

/// <summary>How far a long list has come: a line on the terminal while the list itself goes to a file or another program.</summary>
/// <param name="total">Words in all, or null where only the end will tell.</param>
internal sealed class Progress(int? total)
{
    private const int Width = 30;

    private readonly bool _isShown = Console.IsOutputRedirected && !Console.IsErrorRedirected;

    public void Show(int done)
    {
        if (_isShown)
        {
            Console.Error.Write("\r\e[K" + Line(done));
        }
    }

    public void Clear()
    {
        if (_isShown)
        {
            Console.Error.Write("\r\e[K");
        }
    }

    private string Line(int done)
    {
        if (total is not { } all)
        {
            return $"{done} words";
        }

        int filled = (int)((long)Width * done / all);
        return $"[{new string('#', filled)}{new string('.', Width - filled)}] {done}/{all} words";
    }
}
