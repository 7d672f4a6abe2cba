using System;

namespace Transformers.Generated;

/// <summary>A copy of <see cref="AttentionWeights"/>.</summary>
public sealed class RecordedAttention
{
    private readonly float[] _values;

    internal RecordedAttention(AttentionWeights weights)
    {
        FirstQuery = weights.FirstQuery;
        QueryCount = weights.QueryCount;
        FirstKey = weights.FirstKey;
        KeyCount = weights.KeyCount;
        _values = weights.Values.ToArray();
    }

    /// <summary>Position of the first query in its sequence.</summary>
    public int FirstQuery { get; }

    /// <summary>Number of queries.</summary>
    public int QueryCount { get; }

    /// <summary>Position of the first key in its sequence.</summary>
    public int FirstKey { get; }

    /// <summary>Number of keys.</summary>
    public int KeyCount { get; }

    /// <summary>[QueryCount, KeyCount], row-major.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The weights of one query.</summary>
    /// <param name="query">0 to <see cref="QueryCount"/> - 1.</param>
    /// <returns>[KeyCount], summing to 1.</returns>
    public ReadOnlySpan<float> Row(int query)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)query, (uint)QueryCount, nameof(query));
        return _values.AsSpan(query * KeyCount, KeyCount);
    }
}
