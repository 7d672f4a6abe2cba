using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Pronounce;
using Transformers.Generated.Weights;

const string Help = """
    Pronounce: how English words may be spoken, in the sounds of the CMU Pronouncing Dictionary.

      Pronounce word ...         the words given; without any, one a line from standard input
        --file <words.txt>       one a line from a file
        --best <n>               so many pronunciations of each, 1 to 5 (3 unless said)

      Pronounce --align word     draws which letters the model looks at for each sound
        --svg <picture.svg>      writes the drawing as a picture too
    """;

Console.OutputEncoding = Encoding.UTF8;
if (args.Contains("--help"))
{
    Console.WriteLine(Help);
    return 0;
}

try
{
    Arguments arguments = Arguments.Parse(args);
    using Speaker model = Speaker.Open();
    if (arguments.Align is { } word)
    {
        Alignment alignment = model.Align(word);
        AlignmentText.Write(alignment, Console.Out);
        if (arguments.Svg is { } path)
        {
            File.WriteAllText(path, AlignmentSvg.Draw(alignment));
        }

        return 0;
    }

    if (arguments.File is { } file)
    {
        using StreamReader reader = new(file);
        string[] words = [.. Listing.Read(reader)];
        Listing.Write(model, words, words.Length, arguments.Best, Console.Out);
    }
    else if (arguments.Words.Count == 0 && Console.IsInputRedirected)
    {
        Listing.Write(model, Listing.Read(Console.In), count: null, arguments.Best, Console.Out);
    }
    else
    {
        IReadOnlyList<string> words = arguments.Words.Count > 0 ? arguments.Words : ["transformer", "attention", "generated"];
        Listing.Write(model, words, words.Count, arguments.Best, Console.Out);
    }

    return 0;
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"Pronounce: {exception.Message}\n\n{Help}");
    return 2;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException
    or InvalidOperationException or CheckpointException)
{
    Console.Error.WriteLine($"Pronounce: {exception.Message}");
    return 1;
}
