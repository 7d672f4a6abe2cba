using System.Collections.Generic;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>What attention to whole sequences and to a cache have in common.</summary>
/// <param name="Name">Method name.</param>
/// <param name="Shape">Heads and scale.</param>
/// <param name="QueryStride">Floats from a row with queries to the next.</param>
/// <param name="QueryFirst">First column of the queries.</param>
/// <param name="BiasStride">Columns of the bias-by-distance table, or 0.</param>
internal abstract record AttentionBase(string Name, AttentionShape Shape, int QueryStride, int QueryFirst, int BiasStride) : Kernel(Name)
{
    /// <summary>
    /// Keys whose scores are held at once; also the block after which a running softmax is rescaled. Fixed: results depend on it.
    /// </summary>
    public const int KeyBlock = PackedLayout.KeyBlock;

    /// <summary>Queries that share the lanes of a tile.</summary>
    public const int QueryTile = 16;

    public override long WeightBytes => KernelCost.FloatBytes * (long)BiasStride * Shape.HeadCount;

    /// <summary>Query heads that share keys and values.</summary>
    public int Group => Shape.HeadCount / Shape.KeyValueHeadCount;

    /// <summary>Floats from a row of the result to the next.</summary>
    public int OutputStride => PackedLayout.RowStride(Shape.HeadCount * Shape.HeadDim);

    /// <summary>Floats of all heads of one query.</summary>
    protected long QueryFloats => (long)Shape.HeadCount * Shape.HeadDim;

    /// <summary>Bytes of one key and its value in all heads.</summary>
    protected long KeyBytes => KernelCost.FloatBytes * 2L * Shape.KeyValueHeadCount * Shape.HeadDim;

    /// <summary>
    /// A query with a key in a head: 2 · HeadDim for the score, as many for the values, one exp with the maximum, difference and sum of
    /// softmax, and a bias with the scale it forces. Keys and values are read again for every chunk of queries.
    /// </summary>
    protected KernelCost Pair => new("query, key and head", (4L * Shape.HeadDim) + (BiasStride == 0 ? 0 : Shape.Scale == 1f ? 1 : 2), 0, 0)
    {
        Function = "exp",
        Evaluations = 1,
    };
}

/// <summary>Attention of all tokens of a sequence to each other, keys and values beside the queries.</summary>
/// <param name="Name">Method name.</param>
/// <param name="Shape">Heads and scale.</param>
/// <param name="QueryStride">Floats from a row with queries, keys and values to the next.</param>
/// <param name="QueryFirst">First column of the queries.</param>
/// <param name="KeyFirst">First column of the keys.</param>
/// <param name="ValueFirst">First column of the values.</param>
/// <param name="BiasStride">Columns of the bias-by-distance table, or 0.</param>
internal sealed record AttentionKernel(
    string Name, AttentionShape Shape, int QueryStride, int QueryFirst, int KeyFirst, int ValueFirst, int BiasStride)
    : AttentionBase(Name, Shape, QueryStride, QueryFirst, BiasStride)
{
    /// <summary>A query's sums are divided once.</summary>
    public override IReadOnlyList<KernelCost> Costs =>
        [Pair, new("token", QueryFloats, (KernelCost.FloatBytes * QueryFloats) + KeyBytes, KernelCost.FloatBytes * QueryFloats)];
}

/// <summary>Attention to a cache.</summary>
/// <param name="Name">Method name.</param>
/// <param name="Shape">Heads and scale.</param>
/// <param name="QueryStride">Floats from a row with queries to the next.</param>
/// <param name="QueryFirst">First column of the queries.</param>
/// <param name="Keys">Which keys a query sees.</param>
/// <param name="HasWindow">Whether some layers see only so many keys back.</param>
/// <param name="BiasStride">Columns of the bias-by-distance table, or 0.</param>
internal sealed record CachedAttentionKernel(
    string Name, AttentionShape Shape, int QueryStride, int QueryFirst, KeyRange Keys, bool HasWindow, int BiasStride)
    : AttentionBase(Name, Shape, QueryStride, QueryFirst, BiasStride)
{
    public bool IsCausal => Keys == KeyRange.Causal;

    public CacheLayout Cache => new(Shape.KeyValueHeadCount, Shape.HeadDim);

    /// <summary>A query's sums are divided once.</summary>
    public override IReadOnlyList<KernelCost> Costs =>
        [Pair, new("query", QueryFloats, KernelCost.FloatBytes * QueryFloats, KernelCost.FloatBytes * QueryFloats), new("key", 0, KeyBytes, 0)];
}

/// <summary>Puts keys and values into the cache, queries and keys normalised and rotated before.</summary>
/// <param name="Name">Method name.</param>
/// <param name="QueryHeads">Query heads right before the keys, or 0.</param>
/// <param name="Stride">Floats from a row with keys and values to the next.</param>
/// <param name="KeyFirst">First column of the keys.</param>
/// <param name="ValueFirst">First column of the values.</param>
/// <param name="Cache">How a layer's keys and values lie.</param>
/// <param name="RotaryDim">Columns of a head that are rotated, or 0.</param>
/// <param name="IsInterleaved">Whether columns 2i and 2i + 1 turn together, and not i and i + RotaryDim / 2.</param>
/// <param name="NormEpsilon">ε of the heads' RmsNorm, or null for none.</param>
internal sealed record CacheKernel(
    string Name, int QueryHeads, int Stride, int KeyFirst, int ValueFirst, CacheLayout Cache, int RotaryDim, bool IsInterleaved, float? NormEpsilon)
    : Kernel(Name)
{
    /// <summary>Whether the keys are for cross-attention.</summary>
    public bool IsCross => QueryHeads == 0;

    public int QueryFirst => KeyFirst - (QueryHeads * Cache.HeadDim);

    /// <summary>Heads that are normalised and rotated.</summary>
    public int TurnedHeads => QueryHeads + Cache.HeadCount;

    /// <summary>An element that is normalised: 4. An element that is rotated: 3.</summary>
    public override IReadOnlyList<KernelCost> Costs
    {
        get
        {
            long turned = (long)TurnedHeads * ((NormEpsilon is null ? 0 : 4L * Cache.HeadDim) + (3L * RotaryDim));
            bool changes = NormEpsilon is not null || RotaryDim > 0;
            long rewritten = changes ? KernelCost.FloatBytes * (long)TurnedHeads * Cache.HeadDim : 0;
            long stored = KernelCost.FloatBytes * 2L * Cache.HeadCount * Cache.HeadDim;
            long angles = KernelCost.FloatBytes * (long)RotaryDim;
            return [new("token", turned, (changes ? rewritten + (stored / 2) : stored) + angles, rewritten + stored)];
        }
    }

    public override long WeightBytes => NormEpsilon is null ? 0 : KernelCost.FloatBytes * 2L * Cache.HeadDim;
}
