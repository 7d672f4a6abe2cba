using System;
using System.Diagnostics;

namespace LanguageId;

/// <summary>Measures the way from sentence to label.</summary>
internal static class Speed
{
    public static void Write(LanguageIdentifier model, string[] sentences, TimeSpan loading)
    {
        Action oneByOne = () => Array.ForEach(sentences, sentence => model.Classify(sentence, LanguageIdentifier.Options));
        Action batched = () => model.Classify(sentences, LanguageIdentifier.Options);
        Measure(oneByOne); // the first calls wait for the compiler
        double single = Measure(oneByOne) / sentences.Length;
        double together = Measure(batched) / sentences.Length;
        Console.WriteLine(FormattableString.Invariant($"""

            Loaded in {loading.TotalMilliseconds:0} ms. A sentence takes {1e6 * single:0} µs alone ({1 / single:#,0} a second)
            and {1e6 * together:0} µs in a batch ({1 / together:#,0} a second), with {model.InstructionSet} on {model.ThreadCount} threads.
            """));
    }

    /// <summary>Seconds of one call.</summary>
    private static double Measure(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < 0.3; calls++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
