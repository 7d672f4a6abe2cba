using System;
using System.Collections.Generic;

namespace Transformers.Generated;

/// <summary>Neighbouring tokens that one label covers, such as the name of a person.</summary>
/// <param name="Start">Where the first token begins, in UTF-16 units of the text.</param>
/// <param name="End">Where the last token ends (exclusive).</param>
/// <param name="Label">The label without its <c>B-</c> or <c>I-</c>.</param>
/// <param name="Probability">The mean over the tokens.</param>
public readonly record struct LabelSpan(int Start, int End, string Label, float Probability)
{
    /// <summary>
    /// Joins the labels of tokens to spans: <c>B-X</c> begins one, <c>I-X</c> (or plain <c>X</c>) continues or begins one, <c>O</c> is
    /// outside all.
    /// </summary>
    /// <param name="tokens">Labels of a text's tokens, in order.</param>
    /// <returns>The spans, in order.</returns>
    public static IReadOnlyList<LabelSpan> Merge(IReadOnlyList<TokenLabel> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        List<LabelSpan> spans = [];
        int first = 0;
        while (first < tokens.Count)
        {
            string label = NameOf(tokens[first].Label);
            double sum = tokens[first].Probability;
            int next = first + 1;
            while (next < tokens.Count && !Begins(tokens[next].Label) && NameOf(tokens[next].Label) == label)
            {
                sum += tokens[next++].Probability;
            }

            if (label != "O")
            {
                spans.Add(new LabelSpan(tokens[first].Start, tokens[next - 1].End, label, (float)(sum / (next - first))));
            }

            first = next;
        }

        return spans;
    }

    private static bool Begins(string label) => label.StartsWith("B-", StringComparison.Ordinal);

    private static string NameOf(string label) => Begins(label) || label.StartsWith("I-", StringComparison.Ordinal) ? label[2..] : label;
}
