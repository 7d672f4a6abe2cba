using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Peers.Cases;

/// <summary>Peak resident memory of one side: this program starts itself for it, and the child reports its own peak.</summary>
internal static class MemoryProbe
{
    /// <summary>The side of a child that loads nothing: what .NET takes by itself.</summary>
    public const string Nothing = "nothing";

    private const string PeakLine = "VmHWM:";

    /// <summary>Megabytes (10⁶ bytes) of a child that runs one side of a case.</summary>
    public static double PeakMegabytes(Settings settings, PeerCase item, string side)
    {
        // Under "dotnet program.dll" the program is the first argument of its own process.
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no path");
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(MemoryProbe).Assembly.Location);
        }

        foreach (string argument in (string[])["--memory-of", side, "--only", item.Name, "--isa", settings.InstructionSet.ToString()])
        {
            start.ArgumentList.Add(argument);
        }

        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{item.Name}: the process for {side} ended with {child.ExitCode}");
    }

    /// <summary>Megabytes that this process has had in memory at most.</summary>
    public static double OwnPeakMegabytes()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status))
        {
            using Process self = Process.GetCurrentProcess();
            return self.PeakWorkingSet64 * 1e-6;
        }

        string line = File.ReadLines(Status).First(text => text.StartsWith(PeakLine, StringComparison.Ordinal));
        double kibibytes = double.Parse(line[PeakLine.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return kibibytes * 1024e-6;
    }
}
