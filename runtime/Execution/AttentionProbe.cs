using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using Transformers.Generated.Memory;
using Transformers.Generated.Primitives;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>Computes the weights of an attention step again, right after it, for the heads that a sink wants.</summary>
/// <remarks>Kernels never hold a whole row of weights (their softmax runs along blocks of keys), so there is none to show.</remarks>
internal readonly ref struct AttentionProbe
{
    // Beyond it exp is far below the least weight that a float holds, and outside the range of DeterministicMath.
    private const double LeastExponent = -700;

    private readonly AttentionShape _shape;
    private readonly CacheLayout _cache;
    private readonly AttentionKind _kind;
    private readonly int _layer;
    private readonly int _window;
    private readonly TokenSet _queries;
    private readonly TokenSet _keys;
    private readonly ref float _rows;
    private readonly ref float _bias;

    /// <param name="shape">What the step computed.</param>
    /// <param name="kind">Which attention it is.</param>
    /// <param name="layer">Its layer, counted from 0.</param>
    /// <param name="queries">The tokens with the queries.</param>
    /// <param name="keys">The tokens whose caches hold the keys.</param>
    /// <param name="rows">First query, normalised and rotated where the model does that; keys may stand beside them.</param>
    /// <param name="weights">The weight arena.</param>
    internal AttentionProbe(
        AttentionShape shape, AttentionKind kind, int layer, TokenSet queries, TokenSet keys, ref float rows, AlignedBuffer weights)
    {
        _shape = shape;
        _cache = new CacheLayout(shape.KeyHeadCount, shape.HeadDim);
        _kind = kind;
        _layer = layer;
        _window = shape.WindowOf(layer);
        _queries = queries;
        _keys = keys;
        _rows = ref rows;
        _bias = ref weights.At((nint)shape.BiasOffset);
    }

    private bool IsCausal => _kind == AttentionKind.DecoderSelf;

    private bool IsCached => _shape.KeyColumn == 0;

    internal void Show(IActivationSink sink)
    {
        for (int head = 0; head < _shape.HeadCount; head++)
        {
            if (!sink.WantsAttention(_kind, _layer, head))
            {
                continue;
            }

            for (int sequence = 0; sequence < _queries.SequenceCount; sequence++)
            {
                if (_queries.Length(sequence) > 0)
                {
                    Show(sink, head, sequence);
                }
            }
        }
    }

    private void Show(IActivationSink sink, int head, int sequence)
    {
        int queries = _queries.Length(sequence);
        int past = IsCached ? _queries.Past(sequence) : 0;
        int end = IsCached ? _keys.KeyCount(sequence) : queries;
        int first = FirstSeen(past);
        int keys = end - first;
        if ((long)queries * keys > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"the attention weights of {queries} queries to {keys} keys are more than the {Array.MaxLength} floats of an array; "
                + "give the sink a shorter sequence, or a session that takes it in parts");
        }

        float[] weights = ArrayPool<float>.Shared.Rent(queries * keys);
        double[] scores = ArrayPool<double>.Shared.Rent(keys);
        try
        {
            Span<float> values = weights.AsSpan(0, queries * keys);
            values.Clear();
            for (int query = 0; query < queries; query++)
            {
                int position = past + query;
                int from = FirstSeen(position);
                int to = IsCausal ? position + 1 : end;
                Span<double> row = scores.AsSpan(0, to - from);
                Score(row, head, sequence, query, position, from);
                Softmax(row, values.Slice((query * keys) + from - first, row.Length));
            }

            sink.OnAttention(new AttentionWeights(values, queries, keys)
            {
                Kind = _kind, Layer = _layer, Head = head, Sequence = sequence, FirstQuery = past, FirstKey = first,
            });
        }
        finally
        {
            ArrayPool<float>.Shared.Return(weights);
            ArrayPool<double>.Shared.Return(scores);
        }
    }

    /// <summary>The first key that a query at a position sees.</summary>
    private int FirstSeen(int position) => IsCausal ? Math.Max(0, position - _window + 1) : 0;

    /// <summary>scale · q · k + bias for keys from <paramref name="from"/> on.</summary>
    private void Score(Span<double> scores, int head, int sequence, int query, int position, int from)
    {
        int keyHead = head / (_shape.HeadCount / _shape.KeyHeadCount);
        int step = IsCached ? PackedLayout.PanelWidth : 1;
        ref float q = ref At(_queries.Start(sequence) + query, head * _shape.HeadDim);
        for (int i = 0; i < scores.Length; i++)
        {
            ref float k = ref Key(keyHead, sequence, from + i);
            double dot = 0;
            for (int column = 0; column < _shape.HeadDim; column++)
            {
                dot += (double)Unsafe.Add(ref q, column) * Unsafe.Add(ref k, column * step);
            }

            scores[i] = (dot * _shape.Scale) + Bias(head, position - (from + i));
        }
    }

    private ref float Key(int head, int sequence, int key)
    {
        if (!IsCached)
        {
            return ref At(_queries.Start(sequence) + key, _shape.KeyColumn + (head * _shape.HeadDim));
        }

        ref float block = ref _keys.Block(sequence, _layer, key / PackedLayout.KeyBlock);
        return ref Unsafe.Add(ref block, (nint)_cache.KeyIndex(head, key % PackedLayout.KeyBlock));
    }

    /// <summary>What a head adds to the score of a key so many tokens before the query.</summary>
    private double Bias(int head, int distance)
    {
        int middle = (_shape.BiasStride - PackedLayout.PanelWidth) / 2;
        return _shape.BiasStride == 0 ? 0 : Unsafe.Add(ref _bias, (nint)(((long)head * _shape.BiasStride) + middle + distance));
    }

    private ref float At(int row, int column) => ref Unsafe.Add(ref _rows, (nint)(((long)row * _shape.QueryStride) + column));

    private static void Softmax(Span<double> scores, Span<float> weights)
    {
        double most = double.NegativeInfinity;
        foreach (double score in scores)
        {
            most = Math.Max(most, score);
        }

        double total = 0;
        foreach (ref double score in scores)
        {
            score = score - most < LeastExponent ? 0 : DeterministicMath.Exp(score - most);
            total += score;
        }

        for (int i = 0; i < scores.Length; i++)
        {
            weights[i] = (float)(scores[i] / total);
        }
    }
}
