using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Transformers.Generated;

namespace LanguageId;

/// <summary>Labels the lines of standard input in order: at once when they trickle in, in batches when they pour.</summary>
internal static class Lines
{
    public static long Label(LanguageIdentifier model)
    {
        bool showsProgress = Console.IsOutputRedirected && !Console.IsErrorRedirected;
        using StreamReader input = new(Console.OpenStandardInput(), Encoding.UTF8);
        using StreamWriter output = new(Console.OpenStandardOutput());
        using Timer hint = new(_ => Console.Error.WriteLine("Waiting for lines on standard input; --help says more."), null, 2_000, Timeout.Infinite);
        long done = 0;
        while (input.ReadLine() is { } line)
        {
            hint.Dispose();
            List<string> lines = [line];
            while (lines.Count < 256 && input.Peek() >= 0)
            {
                lines.Add(input.ReadLine()!);
            }

            foreach ((string text, Classification result) in lines.Zip(model.Classify(lines, LanguageIdentifier.Options)))
            {
                output.WriteLine(FormattableString.Invariant($"{result.Label}\t{result.Probability:0.0000}\t{text}"));
            }

            output.Flush();
            done += lines.Count;
            Console.Error.Write(showsProgress && done > 1_000 ? $"\r{done} lines" : "");
        }

        return done;
    }
}
