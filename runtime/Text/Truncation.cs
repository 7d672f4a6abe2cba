using System;

namespace Transformers.Generated.Text;

/// <summary>How many tokens of each text are kept; the arithmetic of Hugging Face's tokenizers.</summary>
internal static class Truncation
{
    /// <param name="lengths">Tokens of the two texts.</param>
    /// <param name="budget">Tokens allowed for both together, special tokens already subtracted.</param>
    /// <param name="strategy">Which text gives way.</param>
    /// <param name="isPair">Whether there is a second text at all.</param>
    /// <exception cref="ArgumentException">The strategy cannot reach the budget.</exception>
    public static TextLengths Fit(TextLengths lengths, int budget, TruncationStrategy strategy, bool isPair)
    {
        int excess = lengths.Total - budget;
        if (excess <= 0)
        {
            return lengths;
        }

        if (budget == 0)
        {
            return default;
        }

        return strategy switch
        {
            TruncationStrategy.LongestFirst => isPair ? FitLongestFirst(lengths, budget) : new TextLengths(budget, 0),
            TruncationStrategy.OnlyFirst => lengths with { First = Shorten(lengths.First, excess, "first", strategy) },
            TruncationStrategy.OnlySecond when isPair => lengths with { Second = Shorten(lengths.Second, excess, "second", strategy) },
            TruncationStrategy.OnlySecond => throw new ArgumentException(
                "Truncation OnlySecond needs a second text; use LongestFirst for one text."),
            _ => throw new ArgumentException($"Truncation {strategy} is not one of LongestFirst, OnlyFirst, OnlySecond."),
        };
    }

    private static TextLengths FitLongestFirst(TextLengths lengths, int budget)
    {
        bool firstIsLonger = lengths.First > lengths.Second;
        int shorter = Math.Min(lengths.First, lengths.Second);
        int longer = Math.Max(shorter, budget - shorter);
        if (shorter + longer > budget)
        {
            // Both have to give; the odd token stays with the text that was longer.
            shorter = budget / 2;
            longer = budget - shorter;
        }

        return firstIsLonger ? new TextLengths(longer, shorter) : new TextLengths(shorter, longer);
    }

    private static int Shorten(int length, int excess, string which, TruncationStrategy strategy)
    {
        if (length <= excess)
        {
            throw new ArgumentException(
                $"Truncation {strategy} must drop {excess} tokens, but the {which} text has only {length} and must keep one; use LongestFirst or a larger MaxLength.");
        }

        return length - excess;
    }
}
