using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Transformers.Generated;
using Transformers.Generated.Weights;
using Translate;

const string Help = """
    Translate: turns lines of text into others with a Marian (OPUS-MT), T5 or BART checkpoint of yours.

      dotnet run -c Release --project examples/Translate -p:Model=<folder> -- "A line" ...

    Lines are the arguments, or else those of a file or of standard input; the output has one line for each.
      --file <path>      a file with one text a line; a bar shows how far it is
      --task <text>      put in front of each line: "translate English to German: " for T5, ">>fra<< " for a Marian of several languages
      --start <text>     what each translation is to begin with
      --beams <n>        beams of the search
      --best <n>         so many translations of each line with their scores, at most as many as beams
      --most <n>         most tokens of a translation
      --batch <n>        lines that are translated together (32 unless said)

    The folder holds config.json, the weights as safetensors and the tokenizer. What is not said here is as its generation_config.json says.
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
    bool hasLines = arguments.Lines.Count > 0 || arguments.File is not null || Console.IsInputRedirected;
    if (!hasLines)
    {
        Console.Error.WriteLine(Help);
        return 2;
    }

    if (TranslationModel.Folder.Length == 0)
    {
        throw new ArgumentException("this build has no model; give the folder of one to the command that builds: -p:Model=<folder>");
    }

    string[]? file = arguments.File is null ? null : File.ReadAllLines(arguments.File);
    IEnumerable<string> lines = file ?? (arguments.Lines.Count > 0 ? arguments.Lines : ReadLines(Console.In));
    using TranslationModel model = TranslationModel.Load(TranslationModel.Folder);
    using ProgressBar progress = new(file?.Length ?? 0);
    int done = 0;
    foreach (string[] some in lines.Chunk(arguments.Batch))
    {
        Translate(model, some, arguments, stop.Token);
        progress.Show(done += some.Length);
    }

    return 0;
}
catch (OperationCanceledException)
{
    return 130; // as a shell reports a program that Ctrl+C ended
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException
    or InvalidOperationException or CheckpointException)
{
    Console.Error.WriteLine($"Translate: {exception.Message}");
    return exception is ArgumentException ? 2 : 1;
}

// Lines of any lengths are one batch: nothing is padded. Empty lines stay empty.
static void Translate(TranslationModel model, string[] lines, Arguments arguments, CancellationToken cancellationToken)
{
    string[] sources = [.. lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => arguments.Task + line)];
    GenerationOptions options = new() { BeamCount = arguments.Beams, ReturnCount = arguments.Best, MaxNewTokens = arguments.Most };
    string[] starts = [.. Enumerable.Repeat(arguments.Start, sources.Length)];
    Queue<GeneratedSequence[]> found = new(model.Search(sources, options, starts, cancellationToken));
    foreach (string line in lines)
    {
        GeneratedSequence[] translations = string.IsNullOrWhiteSpace(line) ? [] : found.Dequeue();
        if (arguments.Best == 1)
        {
            Console.WriteLine(translations.Length > 0 ? arguments.Start + translations[0].Text : "");
            continue;
        }

        Console.WriteLine(line);
        foreach (GeneratedSequence each in translations)
        {
            Console.WriteLine($"{each.Score.ToString("0.000", CultureInfo.InvariantCulture),9}  {arguments.Start}{each.Text}");
        }
    }
}

static IEnumerable<string> ReadLines(TextReader reader)
{
    while (reader.ReadLine() is { } line)
    {
        yield return line;
    }
}
