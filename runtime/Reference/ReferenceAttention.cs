using System;

namespace Transformers.Generated.Reference;

/// <summary>
/// Multi-head scaled dot-product attention (Vaswani et al., "Attention Is All You Need", 2017), with shared key and value heads (Ainslie
/// et al., "GQA", 2023): context[t, h] = Σ_s softmax_s(scale·q[t, h]·k[s, g(h)] + bias[h, t, s])·v[s, g(h)].
/// </summary>
internal static class ReferenceAttention
{
    /// <summary>Computes the context. A query that sees no key gets zeros.</summary>
    /// <param name="query">[T, H, D].</param>
    /// <param name="key">[S, KV heads, D].</param>
    /// <param name="value">[S, KV heads, D].</param>
    /// <param name="shape">Heads and visibility rule.</param>
    /// <param name="visible">[T, S], true where the query may see the key, in addition to the rule of the shape; or empty.</param>
    /// <param name="bias">[H, T, S], added to the scaled scores, as T5's relative positions are; or empty.</param>
    /// <param name="weights">[H, T, S], receives the softmax; or empty.</param>
    /// <returns>[T, H, D].</returns>
    internal static double[] Attend(
        ReadOnlySpan<double> query,
        ReadOnlySpan<double> key,
        ReadOnlySpan<double> value,
        ReferenceAttentionShape shape,
        ReadOnlySpan<bool> visible = default,
        ReadOnlySpan<double> bias = default,
        Span<double> weights = default)
    {
        int queries = query.Length / (shape.HeadCount * shape.HeadDim);
        int keys = key.Length / (shape.KeyValueHeadCount * shape.HeadDim);
        double[] context = new double[query.Length];
        for (int h = 0; h < shape.HeadCount; h++)
        {
            int group = h / (shape.HeadCount / shape.KeyValueHeadCount);
            for (int t = 0; t < queries; t++)
            {
                double[] scores = new double[keys];
                for (int s = 0; s < keys; s++)
                {
                    bool seen = Sees(shape, t, s, queries, keys) && (visible.IsEmpty || visible[(t * keys) + s]);
                    double added = bias.IsEmpty ? 0 : bias[(((h * queries) + t) * keys) + s];
                    scores[s] = seen ? Score(query, key, shape, t, s, h, group) + added : double.NegativeInfinity;
                }

                double[] row = ReferenceSoftmax.Rows(scores, keys);
                AddValues(context.AsSpan(((t * shape.HeadCount) + h) * shape.HeadDim, shape.HeadDim), row, value, shape, group);
                if (!weights.IsEmpty)
                {
                    row.CopyTo(weights.Slice(((h * queries) + t) * keys, keys));
                }
            }
        }

        return context;
    }

    /// <summary>Whether the rule of the shape lets query t see key s; the last query stands at the last key.</summary>
    internal static bool Sees(ReferenceAttentionShape shape, int t, int s, int queries, int keys)
    {
        int position = keys - queries + t;
        bool future = s > position;
        bool forgotten = shape.SlidingWindow > 0 && s <= position - shape.SlidingWindow;
        return !shape.Causal || (!future && !forgotten);
    }

    private static double Score(
        ReadOnlySpan<double> query,
        ReadOnlySpan<double> key,
        ReferenceAttentionShape shape,
        int t,
        int s,
        int h,
        int group)
    {
        double dot = 0;
        for (int d = 0; d < shape.HeadDim; d++)
        {
            double q = query[(((t * shape.HeadCount) + h) * shape.HeadDim) + d];
            double k = key[(((s * shape.KeyValueHeadCount) + group) * shape.HeadDim) + d];
            dot += q * k;
        }

        return dot * (shape.Scale ?? (1 / Math.Sqrt(shape.HeadDim)));
    }

    private static void AddValues(
        Span<double> context,
        ReadOnlySpan<double> row,
        ReadOnlySpan<double> value,
        ReferenceAttentionShape shape,
        int group)
    {
        for (int s = 0; s < row.Length; s++)
        {
            for (int d = 0; d < shape.HeadDim; d++)
            {
                context[d] += row[s] * value[(((s * shape.KeyValueHeadCount) + group) * shape.HeadDim) + d];
            }
        }
    }
}
