using System;

namespace Transformers.Generated.Reference;

/// <summary>The position tables and the relative-position buckets.</summary>
internal static class ReferencePositions
{
    /// <summary>The vectors that are added for consecutive positions.</summary>
    /// <param name="kind">How positions enter.</param>
    /// <param name="first">The first position.</param>
    /// <param name="length">How many.</param>
    /// <param name="dim">d.</param>
    /// <param name="learned">The whole table [positions, dim] of learned ones.</param>
    /// <returns>[length, dim]; zeros for none.</returns>
    internal static double[] Rows(ReferencePositionKind kind, int first, int length, int dim, ReadOnlySpan<float> learned = default) =>
        kind switch
        {
            ReferencePositionKind.Learned => ReferenceMath.Widen(learned.Slice(first * dim, length * dim)),
            ReferencePositionKind.SinusoidalInterleaved => SinusoidalInterleaved(length, dim, first),
            ReferencePositionKind.SinusoidalHalves => SinusoidalHalves(length, dim, first),
            _ => new double[length * dim],
        };

    /// <summary>
    /// Vaswani et al. 2017, section 3.5: column 2i is sin(position / 10000^(2i/d)), column 2i + 1 the cosine of the same angle.
    /// </summary>
    /// <param name="length">Positions.</param>
    /// <param name="dim">d.</param>
    /// <param name="first">The first position.</param>
    /// <returns>[length, dim].</returns>
    internal static double[] SinusoidalInterleaved(int length, int dim, int first = 0)
    {
        double[] table = new double[length * dim];
        for (int row = 0; row < length; row++)
        {
            for (int column = 0; column < dim; column++)
            {
                double angle = Angle(first + row, column / 2, dim);
                table[(row * dim) + column] = column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
            }
        }

        return table;
    }

    /// <summary>
    /// The same angles with all sines first, then all cosines, as Marian and Hugging Face's MarianSinusoidalPositionalEmbedding lay them
    /// out. For an odd width the sines have the extra column.
    /// </summary>
    /// <param name="length">Positions.</param>
    /// <param name="dim">d.</param>
    /// <param name="first">The first position.</param>
    /// <returns>[length, dim].</returns>
    internal static double[] SinusoidalHalves(int length, int dim, int first = 0)
    {
        int sines = (dim + 1) / 2;
        double[] table = new double[length * dim];
        for (int row = 0; row < length; row++)
        {
            for (int column = 0; column < dim; column++)
            {
                bool isSine = column < sines;
                double angle = Angle(first + row, isSine ? column : column - sines, dim);
                table[(row * dim) + column] = isSine ? Math.Sin(angle) : Math.Cos(angle);
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
