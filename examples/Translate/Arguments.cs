using System;
using System.Collections.Generic;
using System.Globalization;

namespace Translate;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    /// <summary>Lines given one by one; empty where they come from a file or from standard input.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>A file with one text a line; null for none.</summary>
    public string? File { get; private set; }

    /// <summary>Put in front of each line: "translate English to German: ", or ">>fra&lt;&lt; ".</summary>
    public string Task { get; private set; } = "";

    /// <summary>What each translation is to begin with.</summary>
    public string Start { get; private set; } = "";

    /// <summary>Beams; null for as many as the model's generation_config.json says.</summary>
    public int? Beams { get; private set; }

    /// <summary>Translations of each line.</summary>
    public int Best { get; private set; } = 1;

    /// <summary>Most tokens of a translation; null for as many as the model's generation_config.json says.</summary>
    public int? Most { get; private set; }

    /// <summary>Lines that are translated together.</summary>
    public int Batch { get; private set; } = 32;

    /// <exception cref="ArgumentException">An argument is wrong.</exception>
    public static Arguments Parse(string[] args)
    {
        Arguments result = new();
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--file":
                    result.File = Value(args, ref i);
                    break;
                case "--task":
                    result.Task = Value(args, ref i);
                    break;
                case "--start":
                    result.Start = Value(args, ref i);
                    break;
                case "--beams":
                    result.Beams = Number(args, ref i);
                    break;
                case "--best":
                    result.Best = Number(args, ref i);
                    break;
                case "--most":
                    result.Most = Number(args, ref i);
                    break;
                case "--batch":
                    result.Batch = Number(args, ref i);
                    break;
                default:
                    result.Lines.Add(args[i].StartsWith("--", StringComparison.Ordinal)
                        ? throw new ArgumentException($"'{args[i]}' is not an option") : args[i]);
                    break;
            }
        }

        return result.File is not null && result.Lines.Count > 0
            ? throw new ArgumentException($"there are lines and --file {result.File}; give one of both")
            : result;
    }

    private static string Value(string[] args, ref int i)
    {
        string option = args[i++];
        return i < args.Length ? args[i] : throw new ArgumentException($"{option} takes a value");
    }

    private static int Number(string[] args, ref int i)
    {
        string option = args[i];
        string value = Value(args, ref i);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ArgumentException($"{option} takes a number of 1 or more, not '{value}'");
    }
}
