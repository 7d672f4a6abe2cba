using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using StartUp;
using Transformers.Generated;

const string Usage = """
    How long a fresh process takes to its first output, and how much memory.
      StartUp models                                   names of the models
      StartUp write <model>                            writes a checkpoint with random weights, prints its path
      StartUp start <model> <checkpoint> <kernels>     loads, computes the first output, reports: kernels, bits, loading in ms, peak in MB
      StartUp speed <model> <checkpoint> <kernels>     starts, computes 200 times more, prints the median
      StartUp head <model> <checkpoint>                prints the head of a model's table
      StartUp measure <runs> <image> <program> start <model> <checkpoint> <kernels>
                                                       starts the program so many times, prints a line of the table
    """;
const int Repetitions = 200;
MeasuredModel[] models = [MiniLm.Measured, Gpt2.Measured];
switch (args)
{
    case ["models"]:
        Array.ForEach(models, model => Console.WriteLine(model.Name));
        return 0;
    case ["write", string name]:
        Console.WriteLine(Find(name).WriteCheckpoint());
        return 0;
    case ["start", string name, string checkpoint, string kernels]:
        using (Start(Find(name), checkpoint, kernels))
        {
            return 0;
        }

    case ["speed", string name, string checkpoint, string kernels]:
        using (MeasuredWork work = Start(Find(name), checkpoint, kernels))
        {
            Write($"median {MedianOf(work):0.000} ms of {Repetitions}: {Find(name).Repeated}");
            return 0;
        }

    case ["head", string name, string checkpoint]:
        WriteHead(Find(name), new FileInfo(checkpoint).Length / 1e6);
        return 0;
    case ["measure", string runs, string image, string program, .. ["start", string name, _, _] arguments]:
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        Measure(int.Parse(runs, CultureInfo.InvariantCulture), image, start, Find(name).Wanted.Of(image));
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

MeasuredModel Find(string name) => Array.Find(models, model => model.Name == name)
    ?? throw new ArgumentException($"there is no model {name}; it must be one of {string.Join(", ", models.Select(model => model.Name))}");

static MeasuredWork Start(MeasuredModel model, string checkpoint, string kernels)
{
    long start = Stopwatch.GetTimestamp();
    MeasuredWork work = model.Load(checkpoint, new LoadOptions { InstructionSet = Enum.Parse<InstructionSet>(kernels) });
    TimeSpan loading = Stopwatch.GetElapsedTime(start);
    uint bits = 17;
    foreach (float value in work.ComputeFirst())
    {
        bits = (bits * 31) + BitConverter.SingleToUInt32Bits(value);
    }

    Write($"{work.InstructionSet} {bits:x8} {loading.TotalMilliseconds:0} {PeakMegabytes():0.0}");
    return work;
}

static double MedianOf(MeasuredWork work)
{
    double[] times = new double[Repetitions];
    for (int i = 0; i < times.Length; i++)
    {
        long start = Stopwatch.GetTimestamp();
        work.Repeat();
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    Array.Sort(times);
    return times[times.Length / 2];
}

static void WriteHead(MeasuredModel model, double megabytes)
{
    double wanted = (1.3 * megabytes) + 60;
    Write($"{model.Name}, {megabytes:0.0} MB of weights, to its {model.First}; peak resident wanted at ≤ {wanted:0} MB:");
    Write($"");
    Write($"| | best | median | loading, last run | peak resident | wanted |");
    Write($"|---|---|---|---|---|---|");
}

static void Measure(int runs, string image, ProcessStartInfo start, int wanted)
{
    double[] times = new double[runs];
    string line = "";
    for (int i = 0; i < runs; i++)
    {
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        line = process.StandardOutput.ReadLine() ?? "";
        times[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        process.WaitForExit();
    }

    Array.Sort(times);
    string[] report = line.Split(' ');
    Write($"| {image} | {times[0]:0} ms | {times[runs / 2]:0} ms | {report[2]} ms | {report[3]} MB | ≤ {wanted} ms |");
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

static void Write(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
