using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using LanguageId;
using Transformers.Generated;

const string Help = """
    LanguageId: tells which of 64 languages a text is written in.

      LanguageId                    labels sample sentences and measures the speed
      LanguageId "text" ["text"]    labels the arguments
      LanguageId < lines.txt        labels each line: language, probability, text, separated by tabs
    """;

Console.OutputEncoding = Encoding.UTF8;
if (args.FirstOrDefault(argument => argument.StartsWith('-')) is { } option)
{
    bool isHelp = option is "--help" or "-h";
    (isHelp ? Console.Out : Console.Error).WriteLine(isHelp ? Help : $"LanguageId: there is no option {option}.\n\n{Help}");
    return isHelp ? 0 : 2;
}

try
{
    long start = Stopwatch.GetTimestamp();
    using LanguageIdentifier model = LanguageIdentifier.Load(Path.Combine(AppContext.BaseDirectory, "model"));
    string[] languages = [.. model.Labels];
    string firstLabel = model.Classify("Hello!").Label; // loads the tokenizer too
    TimeSpan loading = Stopwatch.GetElapsedTime(start);
    return 0;
}
catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
{
    Console.Error.WriteLine($"LanguageId: {exception.Message}");
    return 1;
}
