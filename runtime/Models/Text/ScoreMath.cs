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
        (double max, double sum) = SumExponentials(values);
        foreach (ref float value in values)
        {
            value = (float)(ExpOf(value - max) / sum);
        }
    }

    /// <summary>The natural logarithm of softmax(x)[index]: x[index] - max - ln Σ e^(x - max).</summary>
    public static float LogProbability(ReadOnlySpan<float> values, int index)
    {
        (double max, double sum) = SumExponentials(values);
        return (float)(values[index] - max - DeterministicMath.Log(sum));
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

    /// <summary>
    /// Finds the indices of the largest values, largest first; of equal ones the lower index comes first, and NaN comes last.
    /// </summary>
    /// <param name="values">At least as many as are wanted.</param>
    /// <param name="best">Receives as many indices as it has room for.</param>
    public static void FindLargest(ReadOnlySpan<float> values, Span<int> best)
    {
        if (best.IsEmpty)
        {
            return;
        }

        // A heap with the worst of the best at its root: O(n log k) at most, and about one comparison a value where k is small.
        for (int index = 0; index < best.Length; index++)
        {
            best[index] = index;
        }

        for (int parent = (best.Length / 2) - 1; parent >= 0; parent--)
        {
            SiftDown(values, best, parent);
        }

        for (int index = best.Length; index < values.Length; index++)
        {
            if (IsBetter(values, index, best[0]))
            {
                best[0] = index;
                SiftDown(values, best, 0);
            }
        }

        for (int last = best.Length - 1; last > 0; last--)
        {
            (best[0], best[last]) = (best[last], best[0]);
            SiftDown(values, best[..last], 0);
        }
    }

    /// <summary>max x and Σ e^(x - max).</summary>
    private static (double Max, double Sum) SumExponentials(ReadOnlySpan<float> values)
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

        return (max, sum);
    }

    /// <summary>Lets an index sink until both below it are better.</summary>
    private static void SiftDown(ReadOnlySpan<float> values, Span<int> heap, int place)
    {
        int sinking = heap[place];
        for (int child = (2 * place) + 1; child < heap.Length; child = (2 * place) + 1)
        {
            if (child + 1 < heap.Length && IsBetter(values, heap[child], heap[child + 1]))
            {
                child++;
            }

            if (IsBetter(values, heap[child], sinking))
            {
                break;
            }

            heap[place] = heap[child];
            place = child;
        }

        heap[place] = sinking;
    }

    private static bool IsBetter(ReadOnlySpan<float> values, int index, int other)
    {
        int order = values[index].CompareTo(values[other]); // a total order: NaN is below everything
        return order > 0 || (order == 0 && index < other);
    }

    /// <summary>e^x for x ≤ 0 or NaN.</summary>
    private static double ExpOf(double x) => x < Negligible ? 0 : DeterministicMath.Exp(x);
}
