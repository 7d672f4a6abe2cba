using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Measuring;
using Transformers.Generated;

namespace Peers;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    public const string Usage = """
        Usage: benchmarks/Peers/run [--quick] [--only TEXT]... [--isa Automatic|Avx512|Avx2|AdvSimd|Portable] [--output FOLDER]
          --quick    a few rounds of each case, to see that everything works
          --only     cases whose name contains the text, or one of several, such as "MiniLM-L6 1 x 128" or "Matrices"
          --isa      our instruction set; by default the best, and on AVX-512 machines AVX2 beside it
          --output   folder of the page; by default benchmarks/Results for a full run and artifacts/peers for a part
        """;

    public bool IsQuick { get; private init; }

    /// <summary>What the name of a case must contain one of; empty for all cases.</summary>
    public IReadOnlyList<string> Only { get; private init; } = [];

    public InstructionSet InstructionSet { get; private init; }

    /// <summary>The side to run alone, in a child process whose memory is measured; null in the main process.</summary>
    public string? MemoryOf { get; private init; }

    public string? ChosenOutput { get; private init; }

    public string Output => ChosenOutput ?? (IsQuick || Only.Count > 0 ? "artifacts/peers" : "benchmarks/Results");

    /// <summary>The command that makes the same figures, wherever its page goes.</summary>
    public string Command => string.Join(' ',
    [
        "benchmarks/Peers/run",
        .. IsQuick ? ["--quick"] : Array.Empty<string>(),
        .. InstructionSet == InstructionSet.Automatic ? Array.Empty<string>() : ["--isa", $"{InstructionSet}"],
        .. Only.Select(text => $"--only {(text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text)}"),
    ]);

    public static Settings Parse(IEnumerable<string> arguments)
    {
        Settings settings = new();
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            settings = argument switch
            {
                "--quick" => settings with { IsQuick = true },
                "--only" => settings with { Only = [.. settings.Only, Value()] },
                "--isa" => settings with { InstructionSet = ParseSet(Value()) },
                "--output" => settings with { ChosenOutput = Value() },
                "--memory-of" => settings with { MemoryOf = Value() },
                _ => throw new ArgumentException($"{argument} is not an option\n{Usage}"),
            };

            string Value() =>
                rest.TryDequeue(out string? value) ? value : throw new ArgumentException($"{argument} needs a value\n{Usage}");
        }

        return settings;
    }

    private static InstructionSet ParseSet(string name) => Enum.TryParse(name, ignoreCase: true, out InstructionSet set)
        ? set
        : throw new ArgumentException($"{name} is not an instruction set\n{Usage}");
}
