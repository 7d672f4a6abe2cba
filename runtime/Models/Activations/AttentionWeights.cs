using System;

namespace Transformers.Generated;

/// <summary>
/// How much each query of one sequence attends to each key in one head: softmax over keys of scale · Q Kᵀ + bias (Vaswani et al.,
/// "Attention Is All You Need", 2017, section 3.2.1).
/// </summary>
/// <remarks>
/// Computed again from the model's own queries and keys, in double and rounded once: the weights that the kernels used differ from them by
/// their rounding. A row sums to 1; keys that its query does not see have weight 0. Without any key a row is empty.
/// </remarks>
public readonly ref struct AttentionWeights
{
    internal AttentionWeights(ReadOnlySpan<float> values, int queryCount, int keyCount)
    {
        Values = values;
        QueryCount = queryCount;
        KeyCount = keyCount;
    }

    /// <summary>Which attention.</summary>
    public AttentionKind Kind { get; internal init; }

    /// <summary>The layer, counted from 0.</summary>
    public int Layer { get; internal init; }

    /// <summary>The query head, counted from 0.</summary>
    public int Head { get; internal init; }

    /// <summary>The sequence: its place in the batch, or the row in a step of several.</summary>
    public int Sequence { get; internal init; }

    /// <summary>Position of the first query in its sequence: 0, or in a session the tokens taken before this pass.</summary>
    public int FirstQuery { get; internal init; }

    /// <summary>Queries: the sequence's tokens in this pass.</summary>
    public int QueryCount { get; }

    /// <summary>
    /// Position of the first key in its sequence, which is the source in cross-attention: 0, or in a layer with a window the first key that
    /// the first query sees.
    /// </summary>
    public int FirstKey { get; internal init; }

    /// <summary>Keys: those of earlier passes too.</summary>
    public int KeyCount { get; }

    /// <summary>
    /// [QueryCount, KeyCount], row-major: row i belongs to position <see cref="FirstQuery"/> + i, column j to position
    /// <see cref="FirstKey"/> + j.
    /// </summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>The weights of one query.</summary>
    /// <param name="query">0 to <see cref="QueryCount"/> - 1.</param>
    /// <returns>[KeyCount], summing to 1.</returns>
    public ReadOnlySpan<float> Row(int query)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)query, (uint)QueryCount, nameof(query));
        return Values.Slice(query * KeyCount, KeyCount);
    }
}
