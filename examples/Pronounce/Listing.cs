using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Pronounce;

/// <summary>Prints the pronunciations of words, likeliest first.</summary>
internal static class Listing
{
    /// <summary>Words pronounced in one batch.</summary>
    private const int Batch = 64;

    /// <param name="model">The model.</param>
    /// <param name="words">The words.</param>
    /// <param name="count">Their number, or null where only the end will tell.</param>
    /// <param name="best">Pronunciations of each.</param>
    /// <param name="output">Receives the lines.</param>
    public static void Write(Speaker model, IEnumerable<string> words, int? count, int best, TextWriter output)
    {
        Progress progress = new(count);
        int done = 0;
        foreach (string[] some in words.Chunk(Batch))
        {
            IReadOnlyList<(string Sounds, double Share)>[] found = model.Pronounce(some, best);
            int width = some.Max(word => word.Length);
            for (int i = 0; i < some.Length; i++)
            {
                for (int rank = 0; rank < found[i].Count; rank++)
                {
                    string share = found[i][rank].Share.ToString("P0", CultureInfo.InvariantCulture);
                    output.WriteLine($"{(rank == 0 ? some[i] : "").PadRight(width)}  {share,6}  {found[i][rank].Sounds}");
                }
            }

            done += some.Length;
            progress.Show(done);
        }

        progress.Clear();
    }

    /// <summary>The words of a text, one a line; empty lines are left out.</summary>
    public static IEnumerable<string> Read(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Trim() is { Length: > 0 } word)
            {
                yield return word;
            }
        }
    }
}
