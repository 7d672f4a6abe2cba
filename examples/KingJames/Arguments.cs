using System;
using System.Collections.Generic;
using System.Globalization;
using Transformers.Generated;

namespace KingJames;

/// <summary>What the user asks for.</summary>
internal sealed record Arguments(string Prompt, GenerationOptions Options)
{
    private const string DefaultPrompt = "And it came to pass";

    /// <exception cref="ArgumentException">An option is unknown, or its value is missing or wrong.</exception>
    public static Arguments Parse(IEnumerable<string> args)
    {
        string? prompt = null;
        GenerationOptions options = new();
        using IEnumerator<string> rest = args.GetEnumerator();
        while (rest.MoveNext())
        {
            string argument = rest.Current;
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                prompt = prompt is null ? argument : $"{prompt} {argument}";
                continue;
            }

            options = argument switch
            {
                "--seed" => options with { Seed = Read<long>(argument, rest) },
                "--temperature" => WithTemperature(options, Read<float>(argument, rest)),
                _ => throw new ArgumentException($"there is no option {argument}"),
            };
        }

        return new Arguments(prompt ?? DefaultPrompt, options);
    }

    private static GenerationOptions WithTemperature(GenerationOptions options, float temperature) =>
        temperature == 0 ? options with { Sample = false } : options with { Sample = true, Temperature = temperature };

    private static T Read<T>(string option, IEnumerator<string> rest)
        where T : ISpanParsable<T>
    {
        string value = rest.MoveNext() ? rest.Current : throw new ArgumentException($"{option} needs a number after it");
        return T.TryParse(value, CultureInfo.InvariantCulture, out T? number)
            ? number
            : throw new ArgumentException($"{option} needs a number, and '{value}' is none");
    }
}
