using System;

namespace Transformers.Generated.Reference;

/// <summary>One vector out of the hidden states of a sequence (Reimers and Gurevych, "Sentence-BERT", 2019).</summary>
internal static class ReferencePooling
{
    /// <summary>The mean over the tokens.</summary>
    /// <param name="x">[T, d] with T at least 1.</param>
    /// <param name="dim">d.</param>
    /// <returns>[d].</returns>
    internal static double[] Mean(ReadOnlySpan<double> x, int dim)
    {
        int tokens = x.Length / dim;
        double[] mean = new double[dim];
        for (int t = 0; t < tokens; t++)
        {
            for (int k = 0; k < dim; k++)
            {
                mean[k] += x[(t * dim) + k] / tokens;
            }
        }

        return mean;
    }

    /// <summary>The hidden state of the first token, [CLS] in BERT.</summary>
    /// <param name="x">[T, d] with T at least 1.</param>
    /// <param name="dim">d.</param>
    /// <returns>[d].</returns>
    internal static double[] FirstToken(ReadOnlySpan<double> x, int dim)
    {
        return x[..dim].ToArray();
    }

    /// <summary>x / max(‖x‖₂, 1e-12), torch.nn.functional.normalize: the zero vector stays zero.</summary>
    internal static double[] NormalizeL2(ReadOnlySpan<double> x)
    {
        double square = 0;
        foreach (double each in x)
        {
            square += each * each;
        }

        double norm = Math.Max(Math.Sqrt(square), 1e-12);
        return Array.ConvertAll(x.ToArray(), each => each / norm);
    }
}
