using System;
using System.Linq;
using System.Text.RegularExpressions;
using Transformers.Generated.Execution;
using Transformers.Generated.Reference;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests.Kernels;

/// <summary>One attention kernel over sequences of many lengths, with the scalar twin's results and tolerances.</summary>
internal sealed class AttentionCase
{
    public const string Pattern = "(?<cached>(?<cross>Cross)|(?<causal>Causal)|Own)?Attention(?<h>\\d+)x(?<d>\\d+)";

    // 2.5 ulp of the exponential, its argument's rounding at up to 2^5, and the final division.
    private const double WeightError = 3e-6;

    private readonly KernelCase _model;
    private readonly ReferenceAttentionShape _shape;
    private readonly bool _isCached;
    private readonly float[] _bias = [];

    public AttentionCase(KernelCase model, KernelSet kernels, Match name, int[] queries, int[] keys)
    {
        _model = model;
        Name = name.Value;
        IsCross = name.Groups["cross"].Success;
        _isCached = name.Groups["cached"].Success;
        int heads = int.Parse(name.Groups["h"].Value, null);
        int headDim = int.Parse(name.Groups["d"].Value, null);
        _shape = new ReferenceAttentionShape(heads, heads, headDim) { Causal = name.Groups["causal"].Success, Scale = model.ScoreScale(headDim) };
        QueryLengths = queries;
        KeyLengths = IsCross ? keys : queries;
        int[] tokens = [QueryLengths.Sum(), KeyLengths.Sum()];
        Query = [.. Rows(1, tokens[0], QueryColumns), .. Enumerable.Repeat(float.NaN, model.Definition.Workspace.Overrun)];
        KeyValue = IsCross ? Rows(2, tokens[1], KeyColumns) : Query;
        if (!IsCross && kernels.CountBuffers(Name) == 4)
        {
            _bias = Operand.Random(3, heads * BiasStride, 1f);
        }
    }

    public string Name { get; }

    public bool IsCross { get; }

    public bool IsCausal => _shape.Causal;

    public int[] QueryLengths { get; }

    public int[] KeyLengths { get; }

    /// <summary>
    /// [queries, 3 · width] with keys and values beside the queries, or [queries, width] for cross-attention; between rows and behind the last
    /// NaN, which may be read but not used.
    /// </summary>
    public float[] Query { get; }

    /// <summary>[keys, 2 · width] for cross-attention, else the queries' matrix.</summary>
    public float[] KeyValue { get; }

    public int Width => _shape.HeadCount * _shape.HeadDim;

    public int QueryStride => PackedLayout.RowStride(QueryColumns);

    public int KeyStride => PackedLayout.RowStride(KeyColumns);

    private int QueryColumns => IsCross ? Width : 3 * Width;

    private int KeyColumns => IsCross ? 2 * Width : 3 * Width;

    private int BiasStride => (2 * _model.Definition.ContextLength) + PackedLayout.PanelWidth;

    public int KeyFirst => IsCross ? 0 : Width;

    public int ValueFirst => KeyFirst + Width;

    /// <summary>Runs the kernel over all sequences; returns [queries, width].</summary>
    public float[] Run(KernelSet kernels)
    {
        int queries = QueryLengths.Sum();
        float[] y = Operand.MarkedRows(queries, Width);
        long lane = _model.Definition.Workspace.LaneFloats;
        float[] scratch = new float[lane + 64];
        Array.Fill(scratch, float.NaN);
        scratch.AsSpan((int)lane).Fill(Operand.Untouched);
        if (_isCached)
        {
            RunCached(kernels, y, scratch);
        }
        else if (_bias.Length > 0)
        {
            kernels.Get<KernelSet.Tokens4>(Name)(KernelSet.NewLane(), KernelSet.NewTokens(QueryLengths), ref Query[0], ref _bias[0], ref y[0], ref scratch[0]);
        }
        else
        {
            kernels.Get<KernelSet.Tokens3>(Name)(KernelSet.NewLane(), KernelSet.NewTokens(QueryLengths), ref Query[0], ref y[0], ref scratch[0]);
        }

        Assert.All(scratch[(int)lane..], value => Assert.Equal(Operand.Untouched, value));
        return Operand.DenseOfExact(y, queries, Width);
    }

    /// <summary>Puts keys and values into the last layer of new caches, then attends to them.</summary>
    private void RunCached(KernelSet kernels, float[] y, float[] scratch)
    {
        CacheShape shape = (IsCross ? _model.Definition.CrossCache : _model.Definition.Cache)!;
        nint layer = shape.Layers - 1;
        using KeyValueBlocks blocks = new(shape, isPassing: false);
        KeyValueCache[] caches = [.. KeyLengths.Select(_ => new KeyValueCache(blocks))];
        TokenSet keys = KernelSet.NewTokens(caches, KeyLengths);
        TokenSet queries = IsCross ? KernelSet.NewTokens(QueryLengths) : keys;
        kernels.Get<KernelSet.Store>(IsCross ? "CrossCache" : "Cache")(KernelSet.NewLane(), keys, keys, layer, ref KeyValue[0]);
        if (_bias.Length > 0)
        {
            kernels.Get<KernelSet.Cached4>(Name)(KernelSet.NewLane(), queries, keys, layer, ref Query[0], ref _bias[0], ref y[0], ref scratch[0]);
        }
        else
        {
            kernels.Get<KernelSet.Cached3>(Name)(KernelSet.NewLane(), queries, keys, layer, ref Query[0], ref y[0], ref scratch[0]);
        }

        Array.ForEach(caches, cache => cache.Dispose());
    }

    /// <summary>The scalar twin for one sequence: results and tolerances, [queries, width] each.</summary>
    public (double[] Expected, double[] Tolerances) Reference(int sequence)
    {
        int queryStart = QueryLengths.Take(sequence).Sum();
        int keyStart = KeyLengths.Take(sequence).Sum();
        int queries = QueryLengths[sequence];
        int keys = KeyLengths[sequence];
        double[] q = Columns(Query, queryStart, queries, QueryStride, 0);
        double[] k = Columns(KeyValue, keyStart, keys, KeyStride, KeyFirst);
        double[] v = Columns(KeyValue, keyStart, keys, KeyStride, ValueFirst);
        double[] bias = BiasOf(queries, keys);
        double[] expected = ReferenceAttention.Attend(q, k, v, _shape, default, bias);
        double[] spread = ReferenceAttention.Attend(q, k, [.. v.Select(Math.Abs)], _shape, default, bias);

        // A score errs by its chain, which multiplies its weight by 1 + error; the sums of weights and of values add theirs.
        double largest = _shape.Scale!.Value * MaxNorm(q) * MaxNorm(k);
        double weight = (2 * Tolerance.OfChain(_shape.HeadDim, largest)) + WeightError + Tolerance.OfChain(keys, 2);
        return (expected, [.. spread.Select(each => weight * each)]);
    }

    private static float[] Rows(int seed, int rows, int columns) => Operand.Rows(Operand.Random(seed, rows * columns, 2f), rows, columns);

    private static double[] Columns(float[] x, int start, int rows, int stride, int first, int width) =>
        [.. Enumerable.Range(start, rows).SelectMany(row => x.Skip((row * stride) + first).Take(width)).Select(each => (double)each)];

    private double[] Columns(float[] x, int start, int rows, int stride, int first) => Columns(x, start, rows, stride, first, Width);

    /// <summary>The largest Euclidean norm of a head's row: their product bounds Σ|q·k| (Cauchy and Schwarz).</summary>
    private double MaxNorm(double[] x) => x.Length == 0 ? 0 : x.Chunk(_shape.HeadDim).Max(row => Math.Sqrt(row.Sum(each => each * each)));

    /// <summary>
    /// [H, T, S] from the table by distance: column ContextLength + d holds the bias for a key d tokens before the query.
    /// </summary>
    private double[] BiasOf(int queries, int keys)
    {
        if (_bias.Length == 0)
        {
            return [];
        }

        double[] bias = new double[_shape.HeadCount * queries * keys];
        for (int i = 0; i < bias.Length; i++)
        {
            int distance = (i / keys % queries) - (i % keys);
            bias[i] = _bias[(i / (queries * keys) * BiasStride) + _model.Definition.ContextLength + distance];
        }

        return bias;
    }
}
