using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Pronounce;
using Transformers.Generated;
using Transformers.Generated.Weights;

const string Help = """
    Pronounce: how English words may be spoken, in the sounds of the CMU Pronouncing Dictionary.

      Pronounce word ...       the words given; without any, one a line from standard input
        --best <n>             so many pronunciations of each, 1 to 5 (3 unless said)
    """;

Console.OutputEncoding = Encoding.UTF8;
if (args.Contains("--help"))
{
    Console.WriteLine(Help);
    return 0;
}

try
{
    (List<string> words, int best) = Read(args);
    if (words.Count == 0)
    {
        words.AddRange(Console.IsInputRedirected ? Lines(Console.In) : ["transformer", "attention", "generated"]);
    }

    using Speaker model = Speaker.Open();
    int width = words.Select(word => word.Length).DefaultIfEmpty().Max();
    foreach (string[] some in words.Chunk(64))
    {
        IReadOnlyList<(string Sounds, double Share)>[] found = model.Pronounce(some, best);
        for (int i = 0; i < some.Length; i++)
        {
            for (int rank = 0; rank < found[i].Count; rank++)
            {
                string share = found[i][rank].Share.ToString("P0", CultureInfo.InvariantCulture);
                Console.WriteLine($"{(rank == 0 ? some[i] : "").PadRight(width)}  {share,6}  {found[i][rank].Sounds}");
            }
        }
    }

    return 0;
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"Pronounce: {exception.Message}\n\n{Help}");
    return 2;
}
catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException or CheckpointException)
{
    Console.Error.WriteLine($"Pronounce: {exception.Message}");
    return 1;
}

static (List<string> Words, int Best) Read(string[] args)
{
    List<string> words = [];
    int best = 3;
    for (int i = 0; i < args.Length; i++)
    {
        if (args[i] != "--best")
        {
            words.Add(args[i].StartsWith('-') ? throw new ArgumentException($"'{args[i]}' is not an option") : args[i]);
        }
        else if (++i == args.Length || !int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out best) || best is < 1 or > 5)
        {
            throw new ArgumentException("--best takes a number from 1 to 5");
        }
    }

    return (words, best);
}

static IEnumerable<string> Lines(TextReader reader)
{
    while (reader.ReadLine() is { } line)
    {
        if (line.Trim() is { Length: > 0 } word)
        {
            yield return word;
        }
    }
}
