using System;

namespace Transformers.Generated.Reference;

/// <summary>The linear layer, y[t, o] = activation(Σ_k x[t, k]·w[o, k] + b[o]) + residual[t, o], one sum at a time in double.</summary>
internal static class ReferenceProjection
{
    /// <summary>Computes y.</summary>
    /// <param name="x">[T, K].</param>
    /// <param name="weight">[N, K], one row per output, as torch.nn.Linear keeps it.</param>
    /// <param name="bias">[N], or empty.</param>
    /// <param name="inputDim">K.</param>
    /// <param name="outputDim">N.</param>
    /// <param name="activation">Applied before the residual is added.</param>
    /// <param name="residual">[T, N], or empty.</param>
    /// <returns>[T, N].</returns>
    internal static double[] Project(
        ReadOnlySpan<double> x,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        int inputDim,
        int outputDim,
        ReferenceActivation activation = ReferenceActivation.None,
        ReadOnlySpan<double> residual = default)
    {
        int tokens = x.Length / inputDim;
        double[] y = new double[tokens * outputDim];
        for (int t = 0; t < tokens; t++)
        {
            for (int o = 0; o < outputDim; o++)
            {
                double sum = bias.IsEmpty ? 0 : bias[o];
                for (int k = 0; k < inputDim; k++)
                {
                    sum += x[(t * inputDim) + k] * weight[(o * inputDim) + k];
                }

                y[(t * outputDim) + o] = ReferenceMath.Activate(activation, sum) + (residual.IsEmpty ? 0 : residual[(t * outputDim) + o]);
            }
        }

        return y;
    }

    /// <summary>Σ_k |x[t, k]·w[o, k]| + |b[o]| for every element of y: what <see cref="Tolerance.OfChain"/> asks for.</summary>
    internal static double[] Magnitude(
        ReadOnlySpan<double> x,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        int inputDim,
        int outputDim)
    {
        double[] absoluteX = Array.ConvertAll(x.ToArray(), Math.Abs);
        float[] absoluteWeight = Array.ConvertAll(weight.ToArray(), Math.Abs);
        float[] absoluteBias = Array.ConvertAll(bias.ToArray(), Math.Abs);
        return Project(absoluteX, absoluteWeight, absoluteBias, inputDim, outputDim);
    }
}
