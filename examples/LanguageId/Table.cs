using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated;

namespace LanguageId;

/// <summary>Prints a row for each text. The text comes last: how wide it is depends on script and terminal.</summary>
internal static class Table
{
    public static void Write(LanguageIdentifier model, IReadOnlyList<string> texts)
    {
        int width = model.Labels.Max(label => label.Length);
        foreach ((string text, Classification result) in texts.Zip(model.Classify(texts, LanguageIdentifier.Options)))
        {
            LabelScore second = result.Top(2)[1];
            string bar = new string('█', (int)MathF.Round(10 * result.Probability)).PadRight(10, '░');
            Console.WriteLine(FormattableString.Invariant(
                $"{result.Label.PadRight(width)} {bar} {result.Probability,4:0 %}   {second.Label.PadRight(width)} {second.Probability,5:0.0 %}   {text}"));
        }
    }
}
