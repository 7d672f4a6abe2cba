using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Plan;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints what every attention does with a tile of 16 queries: they stand in the lanes, keys come in blocks, the softmax runs along.</summary>
/// <remarks>
/// Scores are kept transposed, keys down and queries across, so that maxima and sums over keys are vertical, and each lane belongs to one
/// query. A query's result depends on nothing but its own row, the keys and the fixed blocks they come in.
/// Running softmax: Milakov and Gimelshein, 2018; in blocks: Dao et al., 2022 (FlashAttention).
/// </remarks>
internal static class QueryTileWriter
{
    private const int Tile = AttentionBase.QueryTile;

    public static string Summary(AttentionBase kernel, string keys)
    {
        string scale = kernel.Shape.Scale == 1f ? "" : $"{SourceWriter.Literal(kernel.Shape.Scale)} · ";
        string bias = kernel.BiasStride > 0 ? " + bias[h, q - k]" : "";
        string head = kernel.Group == 1 ? "h" : $"h / {kernel.Group}";
        return $"y[q, h] = Σ_k softmax_k({scale}Q[q, h] · K[k, {head}]{bias}) V[k, {head}]{keys}   "
            + $"heads: {kernel.Shape.HeadCount} × {kernel.Shape.HeadDim}   y: [T, {kernel.Shape.HeadCount * kernel.Shape.HeadDim}]";
    }

    public static string TileSummary(AttentionBase kernel) =>
        $"/// <summary>Up to {Tile} queries of one head against all keys; leaves Oᵀ [{kernel.Shape.HeadDim}][{Tile}] in scratch.</summary>";

    /// <summary>Copies the tile's result to its rows, from token <paramref name="token"/> on.</summary>
    public static string StoreRows(AttentionBase kernel, AttentionScratch scratch, string token)
    {
        int headDim = kernel.Shape.HeadDim;
        return $"StoreTile({headDim}, count, ref At(ref scratch, {scratch.Sums}), ref At(ref y, (({token}) * {kernel.OutputStride}) + (head * {headDim})), {kernel.OutputStride});";
    }

    /// <summary>The factor of a difference of scores in front of 2^x: exp(s · x) = 2^(s · log2(e) · x). A bias forced the scale before the sum already.</summary>
    public static string ExponentScale(AttentionBase kernel) =>
        SourceWriter.Literal((float)((kernel.BiasStride > 0 ? 1f : kernel.Shape.Scale) * 1.4426950408889634));

    /// <summary>Queries transposed, sums of zeros, and no maximum yet: <paramref name="least"/> is below every score that is not hidden.</summary>
    public static void WriteStart(SourceWriter writer, AttentionBase kernel, AttentionTiles tiles, AttentionScratch scratch, string least = "float.NegativeInfinity")
    {
        writer.Lines($"""
            ref float state = ref At(ref scratch, {scratch.State});
            ref float scores = ref At(ref scratch, {scratch.Scores});
            ref float sums = ref At(ref scratch, {scratch.Sums});
            BeginTile({kernel.Shape.HeadDim}, {tiles.ValueStride}, count, {least}, ref q, {kernel.QueryStride}, ref scratch, ref state, ref sums);
            """);
    }

    /// <summary>The scores of a block's keys, of which <c>end</c> count, with their bias; <paramref name="keys"/> tells where key k begins.</summary>
    public static void WriteScores(SourceWriter writer, IsaProfile isa, AttentionBase kernel, AttentionTiles tiles, string keys)
    {
        writer.Lines($"nint end = Least(keyCount - block, {AttentionBase.KeyBlock});");
        writer.Block($"for (nint k = 0; k < end; k += {tiles.Score.Rows})", () =>
            writer.Lines($"{tiles.Score.Name}({keys}, ref scratch, ref At(ref scores, k * {Tile}));"));
        if (kernel.BiasStride > 0)
        {
            int middle = (kernel.BiasStride - Tile) / 2;
            string scale = kernel.Shape.Scale == 1f ? "" : $" * {SourceWriter.Literal(kernel.Shape.Scale)}";
            writer.Block("for (nint k = 0; k < end; k++)", () => writer.Lines(Each(isa, v =>
                $"Store(ref scores, {Score(isa, v)}, (Load(ref scores, {Score(isa, v)}){scale}) + Load(ref bias, {middle + (v * isa.Lanes)} + position - block - k));")));
        }
    }

    /// <summary>Hides the scores of keys <paramref name="from"/> to <paramref name="to"/> - 1 where <paramref name="hidden"/> says so.</summary>
    public static void WriteMask(SourceWriter writer, IsaProfile isa, string from, string to, System.Func<int, string> hidden) =>
        writer.Block($"for (nint k = {from}; k < {to}; k++)", () =>
        {
            writer.Lines("Ints key = Simd.Create((int)(block + k));");
            writer.Lines(Each(isa, v =>
                $"Store(ref scores, {Score(isa, v)}, Simd.ConditionalSelect({hidden(v)}.AsSingle(), Simd.Create(float.NegativeInfinity), Load(ref scores, {Score(isa, v)})));"));
        });

    /// <summary>Takes a block into the running softmax, then adds its values.</summary>
    public static void WriteSoftmax(SourceWriter writer, AttentionBase kernel, AttentionTiles tiles, string values)
    {
        writer.Lines($"Softmax(end, {tiles.ValueStride}, {ExponentScale(kernel)}, ref scores, ref sums, ref state);");
        writer.Block($"for (nint j = 0; j < {tiles.ValueStride}; j += {tiles.Value.Rows})", () =>
            writer.Lines($"{tiles.Value.Name}(end, {values}, ref scores, ref At(ref sums, j * {Tile}));"));
    }

    public static void WriteEnd(SourceWriter writer, AttentionBase kernel) =>
        writer.Lines($"EndTile({kernel.Shape.HeadDim}, ref sums, ref state);");

    /// <summary>The methods that all tiles share.</summary>
    public static void WriteHelpers(SourceWriter writer, IsaProfile isa)
    {
        WriteBegin(writer.Blank(), isa);
        WriteRunningSoftmax(writer.Blank(), isa);
        WriteDivision(writer.Blank(), isa);
        WriteStoreTile(writer.Blank());
    }

    private static void WriteBegin(SourceWriter writer, IsaProfile isa)
    {
        writer.Lines($"""
            /// <summary>Queries [count][columns] transposed to [columns][{Tile}], lanes beyond the last zero; sums [valueColumns][{Tile}] zero; no maximum yet.</summary>
            [MethodImpl(Hot)]
            """);
        writer.Method("private static void BeginTile(nint columns, nint valueColumns, nint count, float least, ref float q, nint qRow, ref float to, ref float state, ref float sums)", () =>
        {
            writer.Lines("nint quads = count / 4 * 4;");
            writer.Block("for (nint i = 0; i < quads; i += 4)", () =>
                writer.Lines($"Transpose4(columns, ref At(ref q, i * qRow), qRow, ref At(ref to, i), {Tile});"));
            writer.Block($"for (nint i = quads; i < {Tile}; i++)", () => writer.Block("for (nint j = 0; j < columns; j++)", () =>
                writer.Lines($"At(ref to, (j * {Tile}) + i) = i < count ? At(ref q, (i * qRow) + j) : 0f;")));
            writer.Block($"for (nint i = 0; i < valueColumns * {Tile}; i += {isa.Lanes})", () => writer.Lines("Store(ref sums, i, Floats.Zero);"));
            writer.Block($"for (nint i = 0; i < {Tile}; i += {isa.Lanes})", () =>
                writer.Lines($"Store(ref state, i, Simd.Create(least));\nStore(ref state, i + {Tile}, Floats.Zero);"));
        });
    }

    private static void WriteRunningSoftmax(SourceWriter writer, IsaProfile isa)
    {
        string At(int v) => v == 0 ? "i" : $"i + {v * isa.Lanes}";
        string Exp(string x) => $"Exp2NonPositive(({x}) * factors)";
        writer.Lines($"""
            /// <summary>Scores [end][{Tile}] become weights 2^((score - maximum) · factor); what is summed so far is scaled to the new maximum.</summary>
            [MethodImpl(Hot)]
            """);
        writer.Method("private static void Softmax(nint end, nint valueColumns, float factor, ref float scores, ref float sums, ref float state)", () =>
        {
            writer.Lines("Floats factors = Simd.Create(factor);");
            writer.Lines(Each(isa, v => $"Floats most{v} = Load(ref state, {v * isa.Lanes}), before{v} = most{v};"));
            WriteMaxima(writer, isa);
            writer.Lines(Each(isa, v => $"before{v} = {Exp($"before{v} - most{v}")};"));
            writer.Lines(Each(isa, v => $"Floats total{v} = Load(ref state, {Tile + (v * isa.Lanes)}) * before{v};"));
            writer.Block($"for (nint i = 0; i < valueColumns * {Tile}; i += {Tile})", () =>
                writer.Lines(Each(isa, v => $"Store(ref sums, {At(v)}, Load(ref sums, {At(v)}) * before{v});")));
            writer.Block($"for (nint i = 0; i < end * {Tile}; i += {Tile})", () => writer.Lines(Each(isa, v =>
                $"Floats weight{v} = {Exp($"Load(ref scores, {At(v)}) - most{v}")}; total{v} += weight{v}; Store(ref scores, {At(v)}, weight{v});")));
            writer.Lines(Each(isa, v => $"Store(ref state, {v * isa.Lanes}, most{v});\nStore(ref state, {Tile + (v * isa.Lanes)}, total{v});"));
        });
    }

    private static void WriteDivision(SourceWriter writer, IsaProfile isa)
    {
        writer.Lines("/// <summary>Divides by the sum of weights; without a key there is none, and the result is zero.</summary>\n[MethodImpl(Hot)]");
        writer.Method("private static void EndTile(nint columns, ref float sums, ref float state)", () =>
        {
            writer.Lines(Each(isa, v => $"Floats total{v} = Load(ref state, {Tile + (v * isa.Lanes)});"));
            writer.Lines(Each(isa, v => $"total{v} = Simd.ConditionalSelect(Simd.Equals(total{v}, Floats.Zero), Floats.Zero, Floats.One / total{v});"));
            writer.Block($"for (nint i = 0; i < columns * {Tile}; i += {Tile})", () => writer.Lines(Each(isa, v =>
                $"Store(ref sums, i + {v * isa.Lanes}, Load(ref sums, i + {v * isa.Lanes}) * total{v});")));
        });
    }

    /// <summary>One line for each vector of a tile's queries.</summary>
    public static string Each(IsaProfile isa, System.Func<int, string> line) => string.Join("\n", Vectors(isa).Select(line));

    private static void WriteStoreTile(SourceWriter writer)
    {
        writer.Lines($"/// <summary>Oᵀ [columns][{Tile}] of <c>count</c> queries to their rows.</summary>\n[MethodImpl(Hot)]");
        writer.Method("private static void StoreTile(nint columns, nint count, ref float from, ref float y, nint yRow)", () => writer.Lines($$"""
            nint j = 0;
            for (; j + 4 <= columns; j += 4)
            {
                Transpose4(count, ref At(ref from, j * {{Tile}}), {{Tile}}, ref At(ref y, j), yRow);
            }

            for (; j < columns; j++)
            {
                for (nint r = 0; r < count; r++)
                {
                    At(ref y, (r * yRow) + j) = At(ref from, (j * {{Tile}}) + r);
                }
            }
            """));
    }

    /// <summary>most = max(most, scores of the block): enough keys side by side for four maxima at once, which a maximum's four cycles allow.</summary>
    private static void WriteMaxima(SourceWriter writer, IsaProfile isa)
    {
        int keys = System.Math.Max(1, 4 / isa.VectorsPerPanel);
        string Most(int key, int v) => key == 0 ? $"most{v}" : $"most{v}_{key}";
        (int Key, int Vector)[] all = [.. Enumerable.Range(0, keys).SelectMany(key => Vectors(isa).Select(v => (key, v)))];
        if (keys > 1)
        {
            writer.Block($"for (nint i = end * {Tile}; i % {keys * Tile} != 0; i += {isa.Lanes})", () => writer.Lines("Store(ref scores, i, Simd.Create(float.NegativeInfinity));"));
            writer.Lines("Floats " + string.Join(", ", all.Where(each => each.Key > 0).Select(each => $"{Most(each.Key, each.Vector)} = most{each.Vector}")) + ";");
        }

        writer.Block($"for (nint i = 0; i < end * {Tile}; i += {keys * Tile})", () => writer.Lines(string.Join("\n", all.Select(each =>
        {
            int offset = (each.Key * Tile) + (each.Vector * isa.Lanes);
            string most = Most(each.Key, each.Vector);
            return $"{most} = AtLeast(Load(ref scores, {(offset == 0 ? "i" : $"i + {offset}")}), {most});";
        }))));
        for (int half = keys / 2; half > 0; half /= 2)
        {
            writer.Lines(string.Join("\n", all.Where(each => each.Key < half).Select(each =>
                $"{Most(each.Key, each.Vector)} = AtLeast({Most(each.Key + half, each.Vector)}, {Most(each.Key, each.Vector)});")));
        }
    }

    private static string Score(IsaProfile isa, int v) => v == 0 ? $"k * {Tile}" : $"(k * {Tile}) + {v * isa.Lanes}";

    private static IEnumerable<int> Vectors(IsaProfile isa) => Enumerable.Range(0, isa.VectorsPerPanel);
}
