using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using LanguageId;
using Transformers.Generated.Weights;

const string Help = """
    LanguageId: tells which of 64 languages a text is written in.

      LanguageId                   labels sample sentences and measures the speed
      LanguageId "text" ["text"]   labels its arguments
      LanguageId < lines.txt       labels each line: language, probability, text, separated by tabs
    """;

Console.OutputEncoding = Encoding.UTF8;
if (args.FirstOrDefault(argument => argument.StartsWith('-')) is { } option)
{
    bool isHelp = option is "--help" or "-h";
    (isHelp ? Console.Out : Console.Error).WriteLine(isHelp ? Help : $"LanguageId: there is no option {option}\n\n{Help}");
    return isHelp ? 0 : 2;
}

try
{
    long start = Stopwatch.GetTimestamp();
    using LanguageIdentifier model = LanguageIdentifier.Load(Path.Combine(AppContext.BaseDirectory, "model"));
    model.Classify("Hello!"); // the first text loads the tokenizer
    TimeSpan loading = Stopwatch.GetElapsedTime(start);
    if (args.Length > 0)
    {
        Table.Write(model, args);
    }
    else if (!Console.IsInputRedirected || Lines.Label(model) == 0)
    {
        Table.Write(model, Samples.Sentences);
        Speed.Write(model, Samples.Sentences, loading);
    }

    return 0;
}
catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException or CheckpointException)
{
    Console.Error.WriteLine($"LanguageId: {exception.Message}");
    return 1;
}
