using System.Linq;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints attention: one head of one sequence at a time, 16 queries in the lanes of a tile, keys in blocks with a running softmax.</summary>
/// <remarks>
/// Scores are kept transposed, keys down and queries across, so that maxima and sums over keys are vertical, each lane belongs to one query,
/// and K and V are read as they are. A query's result depends on nothing but its own row, the keys and the fixed blocks they come in.
/// Running softmax: Milakov and Gimelshein, 2018; in blocks: Dao et al., 2022 (FlashAttention).
/// </remarks>
internal static class AttentionWriter
{
    public static string Summary(AttentionKernel kernel)
    {
        string scale = kernel.Shape.Scale == 1f ? "" : $"{SourceWriter.Literal(kernel.Shape.Scale)} · ";
        string bias = kernel.BiasStride > 0 ? " + bias[h, q - k]" : "";
        string mask = kernel.Shape.IsCausal ? " over keys k ≤ q" : "";
        return $"y[q, h] = Σ_k softmax_k({scale}Q[q, h] · K[k, h]{bias}) V[k, h]{mask}   "
            + $"heads: {kernel.Shape.HeadCount} × {kernel.Shape.HeadDim}   y: [T, {kernel.Shape.HeadCount * kernel.Shape.HeadDim}], packed";
    }

    /// <summary>The two tiles of an instruction set, and the loops around them from the outermost.</summary>
    public static string Loops(IsaPlan plan, AttentionKernel kernel)
    {
        AttentionTiles tiles = plan.Attention(kernel);
        return $"Tiles of keys × queries {KernelDoc.Tile(plan.Isa, tiles.Score)}; "
            + $"of values' columns × queries {KernelDoc.Tile(plan.Isa, tiles.Value)}. "
            + $"Loops: {PackedLayout.QueriesPerChunk} queries of a sequence in a head, {AttentionKernel.QueryTile} queries, "
            + $"{AttentionKernel.KeyBlock} keys: scores, running softmax, sums of values.";
    }

    public static string Signature(AttentionKernel kernel) => string.Concat(
        $"{KernelText.Lane} lane, {KernelText.Tokens} queries, ",
        kernel.IsCross ? $"{KernelText.Tokens} keys, ref float q, ref float kv" : "ref float q",
        kernel.BiasStride > 0 ? ", ref float bias" : "",
        ", ref float packed, ref float scratch");

    public static void Write(SourceWriter writer, IsaPlan plan, AttentionScratch scratch, AttentionKernel kernel)
    {
        AttentionTiles tiles = plan.Attention(kernel);
        WriteItems(writer, kernel, tiles, scratch);
        writer.Blank();
        WriteQueryTile(writer, plan.Isa, kernel, tiles, scratch);
    }

    private static void WriteItems(SourceWriter writer, AttentionKernel kernel, AttentionTiles tiles, AttentionScratch scratch)
    {
        int heads = kernel.Shape.HeadCount;
        int headDim = kernel.Shape.HeadDim;
        int group = heads / kernel.Shape.KeyValueHeadCount;
        string keys = kernel.IsCross ? "keys" : "queries";
        string source = kernel.IsCross ? "kv" : "q";
        string keyHead = group == 1 ? "head" : $"(head / {group})";
        string keyCount = kernel.Shape.IsCausal ? "lastQuery" : $"{keys}.Length(sequence)";
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () =>
        {
            writer.Lines($"while (lane.Claim(queries.ChunkCount * {heads}, out int item))").Open();
            writer.Lines($"""
                nint head = item % {heads};
                int sequence = queries.ChunkSequence(item / {heads});
                nint firstQuery = queries.ChunkStart(item / {heads});
                nint lastQuery = Least(firstQuery + {PackedLayout.QueriesPerChunk}, queries.Length(sequence));
                nint keyCount = {keyCount};
                nint start = queries.Start(sequence);
                ref float headQueries = ref At(ref q, (start * {kernel.QueryStride}){(kernel.QueryFirst == 0 ? "" : $" + {kernel.QueryFirst}")} + (head * {headDim}));
                ref float keyRows = ref At(ref {source}, ({(kernel.IsCross ? "(nint)keys.Start(sequence)" : "start")} * {kernel.KeyValueStride}) + ({keyHead} * {headDim}));
                ref float keySlab = ref At(ref scratch, {scratch.Slabs});
                ref float valueSlab = ref At(ref keySlab, (keyCount + {AttentionScratch.ExtraKeys}) * {headDim});
                CopyRows(keyCount, {headDim}, ref At(ref keyRows, {kernel.KeyFirst}), {kernel.KeyValueStride}, ref keySlab, {headDim});
                CopyRows(keyCount, {headDim}, ref At(ref keyRows, {kernel.ValueFirst}), {kernel.KeyValueStride}, ref valueSlab, {tiles.ValueStride});
                """);
            string bias = kernel.BiasStride > 0 ? $", ref At(ref bias, head * {kernel.BiasStride})" : "";
            writer.Block($"for (nint first = firstQuery; first < lastQuery; first += {AttentionKernel.QueryTile})", () =>
            {
                writer.Lines($"nint count = Least(lastQuery - first, {AttentionKernel.QueryTile});");
                writer.Lines($"{kernel.Name}Tile(first, count, {(kernel.Shape.IsCausal ? "first + count" : "keyCount")}, ref headQueries, ref keySlab, ref valueSlab{bias}, ref scratch);");
                writer.Lines($"PackContext({headDim}, start + first, count, ref At(ref scratch, {scratch.Sums}), ref At(ref packed, head * {6 * headDim}), {6 * heads * headDim});");
            });
            writer.Close();
        });
    }

    private static void WriteQueryTile(SourceWriter writer, IsaProfile isa, AttentionKernel kernel, AttentionTiles tiles, AttentionScratch scratch)
    {
        int headDim = kernel.Shape.HeadDim;
        const int Tile = AttentionKernel.QueryTile;
        string bias = kernel.BiasStride > 0 ? ", ref float bias" : "";
        writer.Lines($"/// <summary>Up to {Tile} queries of one head against all keys; leaves Oᵀ [{headDim}][{Tile}] in scratch.</summary>\n[MethodImpl(Hot)]");
        writer.Method(
            $"private static void {kernel.Name}Tile(nint first, nint count, nint keyCount, ref float q, ref float keys, ref float values{bias}, ref float scratch)", () =>
        {
            writer.Lines($"""
                ref float scores = ref At(ref scratch, {scratch.Scores});
                ref float sums = ref At(ref scratch, {scratch.Sums});
                """);
            WriteTransposedQueries(writer, kernel);
            writer.Block($"for (nint i = 0; i < {tiles.ValueStride * Tile}; i += {isa.Lanes})", () => writer.Lines("Store(ref sums, i, Floats.Zero);"));
            foreach (int v in Vectors(isa))
            {
                writer.Lines($"Floats most{v} = Simd.Create(float.NegativeInfinity), total{v} = Floats.Zero;");
            }

            if (kernel.Shape.IsCausal)
            {
                foreach (int v in Vectors(isa))
                {
                    string lanes = string.Join(", ", Enumerable.Range(v * isa.Lanes, isa.Lanes));
                    writer.Lines($"Ints query{v} = Simd.Create((int)first) + Simd.Create({lanes});");
                }
            }

            writer.Block($"for (nint block = 0; block < keyCount; block += {AttentionKernel.KeyBlock})", () => WriteKeyBlock(writer, isa, kernel, tiles));
            foreach (int v in Vectors(isa))
            {
                // A target may have an empty source: no keys, no weights, and a result of zeros.
                string share = $"Floats.One / total{v}";
                writer.Lines($"total{v} = {(kernel.IsCross ? $"Simd.ConditionalSelect(Simd.Equals(total{v}, Floats.Zero), Floats.Zero, {share})" : share)};");
            }

            writer.Block($"for (nint i = 0; i < {headDim * Tile}; i += {Tile})", () => writer.Lines(string.Join("\n", Vectors(isa).Select(v =>
                $"Store(ref sums, i + {v * isa.Lanes}, Load(ref sums, i + {v * isa.Lanes}) * total{v});"))));
        });
    }

    /// <summary>Qᵀ [HeadDim][16]; lanes beyond the last query are zero.</summary>
    private static void WriteTransposedQueries(SourceWriter writer, AttentionKernel kernel)
    {
        const int Tile = AttentionKernel.QueryTile;
        int headDim = kernel.Shape.HeadDim;
        writer.Lines("nint quads = count / 4 * 4;");
        writer.Block("for (nint i = 0; i < quads; i += 4)", () =>
            writer.Lines($"Transpose4({headDim}, ref At(ref q, (first + i) * {kernel.QueryStride}), {kernel.QueryStride}, ref At(ref scratch, i), {Tile});"));
        writer.Block($"for (nint i = quads; i < {Tile}; i++)", () => writer.Block($"for (nint j = 0; j < {headDim}; j++)", () =>
            writer.Lines($"At(ref scratch, (j * {Tile}) + i) = i < count ? At(ref q, ((first + i) * {kernel.QueryStride}) + j) : 0f;")));
    }

    /// <summary>The method that copies a tile of results to packed rows.</summary>
    public static void WritePackContext(SourceWriter writer, IsaProfile isa) => writer.Blank().Lines($$"""
        /// <summary>Oᵀ [columns][{{AttentionKernel.QueryTile}}] of queries that begin at token t to packed tiles: runs of up to 6 tokens.</summary>
        [MethodImpl(Hot)]
        private static void PackContext(nint columns, nint t, nint count, ref float from, ref float packed, nint tile)
        { unchecked {
            while (count > 0)
            {
                nint run = Least(6 - (t % 6), count);
                ref float to = ref At(ref packed, (t / 6 * tile) + (t % 6));
                nint r = 0;
                if (run >= 4)
                {
                    for (nint j = 0; j < columns; j++)
                    {
                        {{TransposeWriter.Store4(isa)}}(ref to, j * 6, {{TransposeWriter.Load4(isa)}}(ref from, j * {{AttentionKernel.QueryTile}}));
                    }

                    r = 4;
                }

                for (; r < run; r++)
                {
                    for (nint j = 0; j < columns; j++)
                    {
                        At(ref to, (j * 6) + r) = At(ref from, (j * {{AttentionKernel.QueryTile}}) + r);
                    }
                }

                from = ref At(ref from, run);
                t += run;
                count -= run;
            }
        } }
        """);

    private static void WriteKeyBlock(SourceWriter writer, IsaProfile isa, AttentionKernel kernel, AttentionTiles tiles)
    {
        int headDim = kernel.Shape.HeadDim;
        const int Tile = AttentionKernel.QueryTile;
        string Each(System.Func<int, string> line) => string.Join("\n", Vectors(isa).Select(line));
        string At(int v) => v == 0 ? "i" : $"i + {v * isa.Lanes}";
        writer.Lines($"nint end = Least(keyCount - block, {AttentionKernel.KeyBlock});");
        writer.Block($"for (nint k = 0; k < end; k += {tiles.Score.Rows})", () =>
            writer.Lines($"{tiles.Score.Name}(ref At(ref keys, (block + k) * {headDim}), ref scratch, ref At(ref scores, k * {Tile}));"));
        WriteBiasAndMask(writer, isa, kernel);
        writer.Lines(Each(v => $"Floats before{v} = most{v};"));
        WriteMaxima(writer, isa);

        // exp(s · x) = 2^(s · log2(e) · x): one factor for both. A bias forced the scale before the sum already.
        float scale = kernel.BiasStride > 0 ? 1f : kernel.Shape.Scale;
        string factor = SourceWriter.Literal((float)(scale * 1.4426950408889634));
        string Exp(string x) => $"Exp2NonPositive(({x}) * Simd.Create({factor}))";
        writer.Lines(Each(v => $"before{v} = {Exp($"before{v} - most{v}")}; total{v} *= before{v};"));
        writer.Block($"for (nint i = 0; i < {tiles.ValueStride * Tile}; i += {Tile})", () =>
            writer.Lines(Each(v => $"Store(ref sums, {At(v)}, Load(ref sums, {At(v)}) * before{v});")));
        writer.Block($"for (nint i = 0; i < end * {Tile}; i += {Tile})", () => writer.Lines(Each(v =>
            $"Floats weight{v} = {Exp($"Load(ref scores, {At(v)}) - most{v}")}; total{v} += weight{v}; Store(ref scores, {At(v)}, weight{v});")));
        writer.Block($"for (nint j = 0; j < {tiles.ValueStride}; j += {tiles.Value.Rows})", () =>
            writer.Lines($"{tiles.Value.Name}(end, ref At(ref values, (block * {tiles.ValueStride}) + j), ref scores, ref At(ref sums, j * {Tile}));"));
    }

    /// <summary>most = max(most, scores of the block): enough keys side by side for four maxima at once, which a maximum's four cycles allow.</summary>
    private static void WriteMaxima(SourceWriter writer, IsaProfile isa)
    {
        const int Tile = AttentionKernel.QueryTile;
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

    private static void WriteBiasAndMask(SourceWriter writer, IsaProfile isa, AttentionKernel kernel)
    {
        const int Tile = AttentionKernel.QueryTile;
        string At(int v) => v == 0 ? $"k * {Tile}" : $"(k * {Tile}) + {v * isa.Lanes}";
        if (kernel.BiasStride > 0)
        {
            int middle = (kernel.BiasStride - Tile) / 2;
            string scale = kernel.Shape.Scale == 1f ? "" : $" * {SourceWriter.Literal(kernel.Shape.Scale)}";
            writer.Block("for (nint k = 0; k < end; k++)", () => writer.Lines(string.Join("\n", Vectors(isa).Select(v =>
                $"Store(ref scores, {At(v)}, (Load(ref scores, {At(v)}){scale}) + Load(ref bias, {middle + (v * isa.Lanes)} + first - block - k));"))));
        }

        if (kernel.Shape.IsCausal)
        {
            // Only the keys after the first query of the tile are hidden from some lane.
            writer.Block("for (nint k = first > block ? first - block : 0; k < end; k++)", () =>
            {
                writer.Lines("Ints key = Simd.Create((int)(block + k));");
                writer.Lines(string.Join("\n", Vectors(isa).Select(v =>
                    $"Store(ref scores, {At(v)}, Simd.ConditionalSelect(Simd.GreaterThan(key, query{v}).AsSingle(), Simd.Create(float.NegativeInfinity), Load(ref scores, {At(v)})));")));
            });
        }
    }

    private static System.Collections.Generic.IEnumerable<int> Vectors(IsaProfile isa) => Enumerable.Range(0, isa.VectorsPerPanel);
}
