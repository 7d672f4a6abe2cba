using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using KingJames;
using Transformers.Generated;
using Transformers.Generated.Weights;

const string Help = """
    KingJames: continues a text to the end of a verse, in the manner of the King James Bible.

      KingJames                     continues "And it came to pass"
      KingJames "In the beginning"  continues its arguments
        --seed <n>                  the same seed gives the same text again
        --temperature <t>           0.8 unless said: lower is more usual, higher more surprising, 0 takes the most likely words
    """;

Console.OutputEncoding = Encoding.UTF8;
if (args.Contains("--help"))
{
    Console.WriteLine(Help);
    return 0;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

try
{
    Arguments arguments = Arguments.Parse(args);
    long start = Stopwatch.GetTimestamp();
    using Scribe model = Scribe.Open();
    TimeSpan loading = Stopwatch.GetElapsedTime(start);
    Console.Write(arguments.Prompt);
    GenerationResult? result = null;
    await foreach (GeneratedText piece in model.GenerateAsync(arguments.Prompt, arguments.Options, stop.Token))
    {
        Console.Write(piece.Text);
        result = piece.Result;
    }

    Console.WriteLine(FormattableString.Invariant($"""


        {result!.NewTokenCount} tokens{(result.Seed is { } seed ? $", seed {seed}" : "")}. Loaded in {loading.TotalMilliseconds:0} ms,
        first token after {result.TimeToFirstToken.TotalMilliseconds:0} ms, then {result.TokensPerSecond:#,0} tokens a second.
        """));
    return 0;
}
catch (OperationCanceledException)
{
    Console.WriteLine();
    return 130; // as a shell reports a program that Ctrl+C ended
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"KingJames: {exception.Message}\n\n{Help}");
    return 2;
}
catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException or CheckpointException)
{
    Console.Error.WriteLine($"KingJames: {exception.Message}");
    return 1;
}
