using System;

namespace Transformers.Generated.Reference;

/// <summary>The normalisations over the last dimension.</summary>
internal static class ReferenceNorm
{
    /// <summary>
    /// LayerNorm (Ba, Kiros and Hinton, "Layer Normalization", 2016): y = (x - mean) / √(variance + ε)·gain + bias, where the variance is
    /// the mean of (x - mean)².
    /// </summary>
    /// <param name="x">[T, d].</param>
    /// <param name="gain">[d]; its length gives d.</param>
    /// <param name="bias">[d], or empty.</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>[T, d].</returns>
    internal static double[] LayerNorm(ReadOnlySpan<double> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, double epsilon)
    {
        int dim = gain.Length;
        double[] y = new double[x.Length];
        for (int row = 0; row < x.Length; row += dim)
        {
            double mean = 0;
            for (int k = 0; k < dim; k++)
            {
                mean += x[row + k] / dim;
            }

            double variance = 0;
            for (int k = 0; k < dim; k++)
            {
                double distance = x[row + k] - mean;
                variance += distance * distance / dim;
            }

            for (int k = 0; k < dim; k++)
            {
                double normal = (x[row + k] - mean) / Math.Sqrt(variance + epsilon);
                y[row + k] = (normal * gain[k]) + (bias.IsEmpty ? 0 : bias[k]);
            }
        }

        return y;
    }

    /// <summary>RmsNorm (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019): y = x / √(mean(x²) + ε)·gain.</summary>
    /// <param name="x">[T, d].</param>
    /// <param name="gain">[d]; its length gives d.</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>[T, d].</returns>
    internal static double[] RmsNorm(ReadOnlySpan<double> x, ReadOnlySpan<float> gain, double epsilon)
    {
        int dim = gain.Length;
        double[] y = new double[x.Length];
        for (int row = 0; row < x.Length; row += dim)
        {
            double meanSquare = 0;
            for (int k = 0; k < dim; k++)
            {
                meanSquare += x[row + k] * x[row + k] / dim;
            }

            for (int k = 0; k < dim; k++)
            {
                y[row + k] = x[row + k] / Math.Sqrt(meanSquare + epsilon) * gain[k];
            }
        }

        return y;
    }
}
