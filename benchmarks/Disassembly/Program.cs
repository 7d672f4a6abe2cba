using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Disassembly;
using Transformers.Generated;

// Compiles this program's own kernels ahead of time for processors that need not be here, and judges the code: register tiles have the
// planned multiply-adds, no spill and no call, and no kernel is left to the JIT, as one that calls a vector function of .NET would be.
Assembly assembly = typeof(Target).Assembly;
string crossgen = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Crossgen2").Value!;
string folder = Directory.CreateTempSubdirectory("disassembly-").FullName;
Dictionary<string, WeightFormat> formats = assembly.GetTypes()
    .Where(type => type.IsSubclassOf(typeof(TransformerModel)))
    .ToDictionary(type => type.Name, FormatOf);
int faults = 0;
foreach (Target target in Target.All)
{
    string listing = Path.Combine(folder, target.Set + ".txt");
    string log = Compile(target, listing);
    List<Kernel> kernels = Kernel.Parse(File.ReadLines(listing), target, formats);
    // The small functions that take vectors live inside kernels alone; on their own they cannot be in an image.
    Regex uncompiled = new($@"\w+\+{target.Set}Kernels\.\w+[^(]*\(.*was not compiled because (?!it has an non version).*");
    IEnumerable<string> left = uncompiled.Matches(log).Select(match => match.Value);
    IEnumerable<string> missing = formats.Keys
        .SelectMany(model => new[] { "Multiply", "Tile", "RowTile" }, (model, kind) => (model, kind))
        .Where(each => !kernels.Exists(kernel => kernel.Model == each.model && kernel.Name.StartsWith(each.kind, StringComparison.Ordinal)))
        .Select(each => $"{each.model}: no {each.kind} was compiled");
    IEnumerable<string> wrong = kernels
        .SelectMany(kernel => kernel.Faults(target).Select(fault => $"{kernel.Model} {kernel.Name}: {fault}"));
    Print(target, kernels);
    foreach (string fault in left.Concat(missing).Concat(wrong))
    {
        Console.WriteLine($"  FAULT {fault}");
        faults++;
    }
}

Console.WriteLine($"{faults} faults; listings in {folder}");
return faults == 0 ? 0 : 1;

// The attributes have it under one name.
static WeightFormat FormatOf(Type model) => model.GetCustomAttributesData()
    .SelectMany(attribute => attribute.NamedArguments)
    .Where(argument => argument.MemberName == nameof(DecoderAttribute.Weights))
    .Select(argument => (WeightFormat)argument.TypedValue.Value!)
    .SingleOrDefault();

string Compile(Target target, string listing)
{
    List<string> arguments =
    [
        assembly.Location, "-o", Path.Combine(folder, target.Set + ".dll"), "-O", "--verbose", "--parallelism", "1",
        "-r", Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll"),
        "-r", Path.Combine(AppContext.BaseDirectory, "Transformers.Generated.dll"), "--opt-cross-module", "Transformers.Generated",
        "--targetos", "linux", "--targetarch", target.Architecture,
        "--codegenopt", $"JitStdOutFile={listing}", "--codegenopt", $"JitDisasm=*+{target.Set}Kernels:*",
    ];
    if (target.Instructions.Length > 0)
    {
        arguments.AddRange(["--instruction-set", target.Instructions]);
    }

    using Process process = Process.Start(new ProcessStartInfo(crossgen, arguments) { RedirectStandardOutput = true })!;
    string log = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? log : throw new InvalidOperationException($"crossgen2 ended with {process.ExitCode}:\n{log}");
}

static void Print(Target target, List<Kernel> kernels)
{
    int bytes = kernels.Sum(kernel => kernel.Bytes);
    Console.WriteLine($"\n{target.Set} on {target.Architecture} {target.Instructions}: {kernels.Count} methods, {bytes} bytes");
    Console.WriteLine($"  {"tile",-26} {"weights",-9} {"planned",8} {"in code",8} {"spills",7} {"calls",6} {"bytes",6}");
    IEnumerable<Kernel> tiles = kernels.Where(kernel => kernel.Tile is not null).DistinctBy(kernel => (kernel.Name, kernel.Format));
    foreach (Kernel kernel in tiles.OrderBy(kernel => kernel.Name, StringComparer.Ordinal).ThenBy(kernel => kernel.Format))
    {
        string planned = $"  {kernel.Name,-26} {kernel.Format,-9} {kernel.Tile!.MultiplyAdds(target),8}";
        Console.WriteLine($"{planned} {kernel.MultiplyAdds,8} {kernel.Spills,7} {kernel.Calls,6} {kernel.Bytes,6}");
    }
}
