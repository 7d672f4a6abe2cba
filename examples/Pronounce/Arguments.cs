using System;
using System.Collections.Generic;
using System.Globalization;

namespace Pronounce;

/// <summary>What the user asks for.</summary>
/// <param name="Words">Words to pronounce.</param>
/// <param name="Best">Pronunciations of each.</param>
/// <param name="File">A file with one word a line, or null.</param>
/// <param name="Align">A word whose alignment is drawn, or null.</param>
/// <param name="Svg">Where the picture goes, or null.</param>
internal sealed record Arguments(IReadOnlyList<string> Words, int Best = 3, string? File = null, string? Align = null, string? Svg = null)
{
    private const int MostPronunciations = 5;

    /// <exception cref="ArgumentException">An option is unknown or does not go with another, or its value is missing or wrong.</exception>
    public static Arguments Parse(IEnumerable<string> args)
    {
        List<string> words = [];
        Arguments all = new(words);
        using IEnumerator<string> rest = args.GetEnumerator();
        while (rest.MoveNext())
        {
            string argument = rest.Current;
            if (!argument.StartsWith('-'))
            {
                words.Add(argument);
                continue;
            }

            all = argument switch
            {
                "--best" => all with { Best = Number(Value(argument, rest)) },
                "--file" => all with { File = Value(argument, rest) },
                "--align" => all with { Align = Value(argument, rest) },
                "--svg" => all with { Svg = Value(argument, rest) },
                _ => throw new ArgumentException($"there is no option {argument}"),
            };
        }

        if (all.Svg is not null && all.Align is null)
        {
            throw new ArgumentException("--svg draws what --align names; add --align <word>");
        }

        if ((words.Count > 0 ? 1 : 0) + (all.File is null ? 0 : 1) + (all.Align is null ? 0 : 1) > 1)
        {
            throw new ArgumentException("give words, or --file, or --align, and only one of them");
        }

        return all;
    }

    private static string Value(string option, IEnumerator<string> rest) =>
        rest.MoveNext() ? rest.Current : throw new ArgumentException($"{option} needs a value after it");

    private static int Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int best) && best is >= 1 and <= MostPronunciations
            ? best
            : throw new ArgumentException($"--best takes a number from 1 to {MostPronunciations}, and not '{value}'");
}
