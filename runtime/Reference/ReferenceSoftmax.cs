using System;

namespace Transformers.Generated.Reference;

/// <summary>Softmax over the last dimension: y[c] = e^(x[c] - max) / Σ e^(x - max).</summary>
internal static class ReferenceSoftmax
{
    /// <summary>Softmax of every row. A score of -∞ has weight 0; a row of nothing but -∞ becomes zeros, not NaN.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="columns">The length of a row.</param>
    /// <returns>[rows, columns].</returns>
    internal static double[] Rows(ReadOnlySpan<double> x, int columns)
    {
        double[] y = new double[x.Length];
        for (int row = 0; row < x.Length; row += columns)
        {
            double max = double.NegativeInfinity;
            for (int c = 0; c < columns; c++)
            {
                max = Math.Max(max, x[row + c]);
            }

            if (double.IsNegativeInfinity(max))
            {
                continue;
            }

            double sum = 0;
            for (int c = 0; c < columns; c++)
            {
                sum += Math.Exp(x[row + c] - max);
            }

            for (int c = 0; c < columns; c++)
            {
                y[row + c] = Math.Exp(x[row + c] - max) / sum;
            }
        }

        return y;
    }
}
