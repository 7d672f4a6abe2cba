using System;

namespace Transformers.Generated.Reference;

/// <summary>The position tables and the relative-position buckets.</summary>
internal static class ReferencePositions
{
    /// <summary>
    /// Vaswani et al. 2017, section 3.5: column 2i is sin(position / 10000^(2i/d)), column 2i + 1 the cosine of the same angle.
    /// </summary>
    /// <returns>[length, dim].</returns>
    internal static double[] SinusoidalInterleaved(int length, int dim)
    {
        double[] table = new double[length * dim];
        for (int position = 0; position < length; position++)
        {
            for (int column = 0; column < dim; column++)
            {
                double angle = Angle(position, column / 2, dim);
                table[(position * dim) + column] = column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
            }
        }

        return table;
    }

    /// <summary>
    /// The same angles with all sines first, then all cosines, as Marian and Hugging Face's MarianSinusoidalPositionalEmbedding lay them
    /// out. For an odd width the sines have the extra column.
    /// </summary>
    /// <returns>[length, dim].</returns>
    internal static double[] SinusoidalHalves(int length, int dim)
    {
        int sines = (dim + 1) / 2;
        double[] table = new double[length * dim];
        for (int position = 0; position < length; position++)
        {
            for (int column = 0; column < dim; column++)
            {
                bool isSine = column < sines;
                double angle = Angle(position, isSine ? column : column - sines, dim);
                table[(position * dim) + column] = isSine ? Math.Sin(angle) : Math.Cos(angle);
            }
        }

        return table;
    }

    /// <summary>
    /// The bucket of T5's relative attention bias (Raffel et al., "Exploring the Limits of Transfer Learning", 2020). Half of the buckets
    /// hold one small distance each, the others grow with the logarithm up to <paramref name="maxDistance"/>; bidirectional attention
    /// splits the buckets between keys before and after the query.
    /// </summary>
    /// <remarks>The logarithm and what follows it are float32, as in Hugging Face's code: at a border the rounding decides.</remarks>
    /// <param name="relativePosition">Key position minus query position.</param>
    /// <param name="bidirectional">True in an encoder, false in a decoder, where keys after the query all fall into bucket 0.</param>
    /// <param name="bucketCount">relative_attention_num_buckets.</param>
    /// <param name="maxDistance">relative_attention_max_distance.</param>
    internal static int RelativeBucket(int relativePosition, bool bidirectional, int bucketCount = 32, int maxDistance = 128)
    {
        int offset = 0;
        int distance = Math.Max(-relativePosition, 0);
        if (bidirectional)
        {
            bucketCount /= 2;
            offset = relativePosition > 0 ? bucketCount : 0;
            distance = Math.Abs(relativePosition);
        }

        int exact = bucketCount / 2;
        if (distance < exact)
        {
            return offset + distance;
        }

        float logarithm = (float)Math.Log((float)distance / exact);
        float part = logarithm / (float)Math.Log((double)maxDistance / exact) * (bucketCount - exact);
        return offset + Math.Min(exact + (int)part, bucketCount - 1);
    }

    private static double Angle(int position, int pair, int dim)
    {
        return position / Math.Pow(10000, 2.0 * pair / dim);
    }
}
