using System;
using System.ComponentModel;
using Transformers.Generated.Memory;
using Transformers.Generated.Primitives;

namespace Transformers.Generated.Weights;

/// <summary>A table of the weight arena that no checkpoint holds: it is computed once after loading.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ComputedTensor
{
    private protected ComputedTensor()
    {
    }

    /// <summary>
    /// Sinusoidal positions with sin and cos in alternating columns: sin(p · 10000^(-2i/d)) in column 2i, cos in 2i + 1 (Vaswani et al.,
    /// 2017, section 3.5).
    /// </summary>
    /// <param name="offset">First float in the arena.</param>
    /// <param name="positions">Rows p.</param>
    /// <param name="columns">d.</param>
    /// <returns>The table's description.</returns>
    public static ComputedTensor SinusoidalInterleaved(long offset, int positions, int columns) =>
        new Sinusoidal(offset, positions, columns, isInterleaved: true);

    /// <summary>Sinusoidal positions with sines in the first half of the columns and cosines in the second (Marian).</summary>
    /// <param name="offset">First float in the arena.</param>
    /// <param name="positions">Rows.</param>
    /// <param name="columns">d, even.</param>
    /// <returns>The table's description.</returns>
    public static ComputedTensor SinusoidalHalves(long offset, int positions, int columns) =>
        new Sinusoidal(offset, positions, columns, isInterleaved: false);

    /// <summary>
    /// T5's relative position bias by distance: row h, column (columns - 16) / 2 + d holds the bias of head h for a key d tokens before the
    /// query.
    /// </summary>
    /// <param name="offset">First float in the arena.</param>
    /// <param name="heads">Rows h.</param>
    /// <param name="columns">Distances, and room for one vector more.</param>
    /// <param name="bucketOffset">First float of the trained table [buckets, heads].</param>
    /// <param name="bucketCount">Number of buckets.</param>
    /// <param name="maxDistance">Distance from which all keys share the last bucket.</param>
    /// <param name="isBidirectional">Whether keys after the query have buckets of their own.</param>
    /// <returns>The table's description.</returns>
    public static ComputedTensor RelativeBias(
        long offset, int heads, int columns, long bucketOffset, int bucketCount, int maxDistance, bool isBidirectional) =>
        new RelativeBiasByDistance(offset, heads, columns, bucketOffset, bucketCount, maxDistance, isBidirectional);

    internal abstract void Fill(AlignedBuffer arena);

    private sealed class Sinusoidal(long offset, int positions, int columns, bool isInterleaved) : ComputedTensor
    {
        internal override void Fill(AlignedBuffer arena)
        {
            for (int column = 0; column < columns; column++)
            {
                int half = (columns + 1) / 2;
                int pair = isInterleaved ? column / 2 : column % half;
                bool isSine = isInterleaved ? column % 2 == 0 : column < half;
                double frequency = DeterministicMath.Exp(-2.0 * pair / columns * DeterministicMath.Log(10000.0));
                for (int position = 0; position < positions; position++)
                {
                    double angle = position * frequency;
                    double value = isSine ? DeterministicMath.Sin(angle) : DeterministicMath.Cos(angle);
                    arena.At((nint)(offset + ((long)position * columns) + column)) = (float)value;
                }
            }
        }
    }

    private sealed class RelativeBiasByDistance(
        long offset, int heads, int columns, long bucketOffset, int bucketCount, int maxDistance, bool isBidirectional) : ComputedTensor
    {
        internal override void Fill(AlignedBuffer arena)
        {
            int middle = (columns - PackedLayout.PanelWidth) / 2;
            for (int column = 0; column < columns; column++)
            {
                int bucket = Bucket(middle - column);
                for (int head = 0; head < heads; head++)
                {
                    arena.At((nint)(offset + ((long)head * columns) + column)) = arena.At((nint)(bucketOffset + ((long)bucket * heads) + head));
                }
            }
        }

        /// <summary>
        /// T5's <c>_relative_position_bucket</c>: half the buckets for near distances one by one, the rest spaced logarithmically.
        /// </summary>
        /// <param name="relative">Key position less query position.</param>
        private int Bucket(int relative)
        {
            int count = bucketCount;
            int first = 0;
            int distance = Math.Max(-relative, 0);
            if (isBidirectional)
            {
                count /= 2;
                first = relative > 0 ? count : 0;
                distance = Math.Abs(relative);
            }

            int exact = count / 2;
            if (distance < exact)
            {
                return first + distance;
            }

            // float32 at each operation, as the reference does: the bucket borders depend on it.
            float ratio = (float)DeterministicMath.Log((float)distance / exact) / (float)DeterministicMath.Log((double)maxDistance / exact);
            return first + Math.Min(exact + (int)(ratio * (count - exact)), count - 1);
        }
    }
}
