using System;
using Transformers.Generated.Primitives;

namespace Transformers.Generated;

/// <summary>From logits to probabilities, and the largest of many; in double and one fixed order, so equal on every machine.</summary>
internal static class ScoreMath
{
    /// <summary>e^-60 is below half a unit in the last place of a double sum that is at least 1, even for 2^31 terms.</summary>
    private const double Negligible = -60;

    /// <summary>y[c] = e^(x[c] - max) / Σ e^(x - max), in place.</summary>
    public static void Softmax(Span<float> values)
    {
        double max = double.NegativeInfinity;
        foreach (float value in values)
        {
            max = Math.Max(max, value);
        }

        double sum = 0;
        foreach (float value in values)
        {
            sum += ExpOf(value - max);
        }

        foreach (ref float value in values)
        {
            value = (float)(ExpOf(value - max) / sum);
        }
    }

    /// <summary>y = 1 / (1 + e^-x), in place.</summary>
    public static void Sigmoid(Span<float> values)
    {
        foreach (ref float value in values)
        {
            double small = ExpOf(-Math.Abs((double)value));
            value = (float)((value < 0 ? small : 1) / (1 + small));
        }
    }

    /// <summary>Divides a vector by its Euclidean length; zeros stay zeros.</summary>
    public static void Normalize(Span<float> vector)
    {
        double squares = 0;
        foreach (float value in vector)
        {
            squares += (double)value * value;
        }

        if (squares == 0)
        {
            return;
        }

        double scale = 1 / Math.Sqrt(squares);
        foreach (ref float value in vector)
        {
            value = (float)(value * scale);
        }
    }

    /// <summary>Finds the indices of the largest values, largest first; of equal ones the lower index comes first.</summary>
    /// <param name="values">At least as many as are wanted.</param>
    /// <param name="best">Receives as many indices as it has room for.</param>
    public static void FindLargest(ReadOnlySpan<float> values, Span<int> best)
    {
        int found = 0;
        for (int index = 0; index < values.Length; index++)
        {
            int place = found;
            while (place > 0 && values[index] > values[best[place - 1]])
            {
                place--;
            }

            if (place < best.Length)
            {
                int moved = Math.Min(found, best.Length - 1) - place;
                best.Slice(place, moved).CopyTo(best[(place + 1)..]);
                best[place] = index;
                found = Math.Min(found + 1, best.Length);
            }
        }
    }

    /// <summary>e^x for x ≤ 0 or NaN.</summary>
    private static double ExpOf(double x) => x < Negligible ? 0 : DeterministicMath.Exp(x);
}
