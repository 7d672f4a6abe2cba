using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using StartUp;
using Transformers.Generated;

// How long a fresh process takes to its first embedding, and how much memory.
//   StartUp write                                          writes a checkpoint with random weights, prints its path
//   StartUp embed <checkpoint> [instruction set] [speed]   loads, embeds 16 tokens, reports; with "speed" also times 200 more batches
//   StartUp measure <runs> <program> <argument>...         starts the program so many times, reports wall-clock time to its first line
switch (args)
{
    case ["write"]:
        Console.WriteLine(MiniLm.WriteRandom());
        return 0;
    case ["embed", string checkpoint, .. string[] rest]:
        Embed(checkpoint, rest);
        return 0;
    case ["measure", string runs, string program, .. string[] rest]:
        Measure(int.Parse(runs, CultureInfo.InvariantCulture), program, rest);
        return 0;
    default:
        Console.Error.WriteLine(
            "usage: StartUp write | embed <checkpoint> [instruction set] [speed] | measure <runs> <program> <argument>...");
        return 2;
}

static void Embed(string checkpoint, string[] rest)
{
    InstructionSet isa = rest.Length > 0 ? Enum.Parse<InstructionSet>(rest[0]) : InstructionSet.Automatic;
    long start = Stopwatch.GetTimestamp();
    using MiniLm model = MiniLm.Load(checkpoint, new LoadOptions { InstructionSet = isa });
    TimeSpan loading = Stopwatch.GetElapsedTime(start);
    float[] vector = new float[MiniLm.ModelDim];
    int[] ids = new int[16];
    for (int i = 0; i < ids.Length; i++)
    {
        ids[i] = (i * 1777) + 101;
    }

    model.EncodeMean(new TokenBatch(ids, [ids.Length]), vector);
    TimeSpan total = Stopwatch.GetElapsedTime(start);

    // The bits of the result, so that builds can be compared.
    uint bits = 17;
    foreach (float value in vector)
    {
        bits = (bits * 31) + BitConverter.SingleToUInt32Bits(value);
    }

    Console.WriteLine(FormattableString.Invariant(
        $"{model.InstructionSet} bits {bits:x8} load {loading.TotalMilliseconds:0.0} ms ")
        + FormattableString.Invariant($"first embedding {(total - loading).TotalMilliseconds:0.0} ms peak {PeakMegabytes():0.0} MB"));
    if (rest.Contains("speed"))
    {
        Console.WriteLine(FormattableString.Invariant($"median {Speed(model):0.000} ms for 128 tokens"));
    }
}

static double Speed(MiniLm model)
{
    int[] ids = [.. Enumerable.Range(0, 128).Select(i => (i * 177) + 101)];
    float[] vector = new float[MiniLm.ModelDim];
    double[] times = new double[200];
    for (int i = 0; i < times.Length; i++)
    {
        long start = Stopwatch.GetTimestamp();
        model.EncodeMean(new TokenBatch(ids, [ids.Length]), vector);
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    Array.Sort(times);
    return times[times.Length / 2];
}

static void Measure(int runs, string program, string[] arguments)
{
    double[] times = new double[runs];
    string line = "";
    for (int i = 0; i < runs; i++)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        line = process.StandardOutput.ReadLine() ?? "";
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.WaitForExit();
    }

    Array.Sort(times);
    Console.WriteLine(FormattableString.Invariant($"best {times[0]:0} ms, median {times[runs / 2]:0} ms of {runs}; last: {line}"));
}

static double PeakMegabytes()
{
    if (!OperatingSystem.IsLinux())
    {
        return Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
    }

    // VmHWM is the peak of what was resident, mapped files included, in units of 1024 bytes.
    string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
    return long.Parse(line.AsSpan("VmHWM:".Length, line.Length - "VmHWM:".Length - "kB".Length), CultureInfo.InvariantCulture) * 1024e-6;
}
