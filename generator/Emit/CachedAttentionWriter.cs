using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints attention to a cache: new queries of a sequence against keys and values in blocks of 96, wherever these lie.</summary>
/// <remarks>
/// Many queries go in tiles of 16, one in each lane. Few, as in decoding, go one by one with keys, then columns of values, in the lanes: the
/// same operations on the same numbers in the same order, so that a token's result does not depend on how many came with it. One query is a
/// part at a time: several heads that share keys, so that memory is read once for them, or one head.
/// </remarks>
internal static class CachedAttentionWriter
{
    private const int Block = AttentionBase.KeyBlock;

    /// <summary>From so many queries on, a tile of 16 is faster than one after the other.</summary>
    private const int FewestForTile = 4;

    public static string Summary(CachedAttentionKernel kernel)
    {
        string window = kernel.HasWindow ? "q - window < k ≤ q" : "k ≤ q";
        return QueryTileWriter.Summary(kernel, kernel.IsCausal ? $" over cached keys {window}" : " over cached keys");
    }

    public static string Loops(IsaPlan plan, CachedAttentionKernel kernel)
    {
        AttentionTiles tiles = plan.Attention(kernel);
        string row = $" Fewer than {FewestForTile} queries: one by one, "
            + string.Join("; or ", tiles.Rows.Select(row => (row.Heads == 1 ? "" : $"in {row.Heads} heads, if there are such parts for all lanes, ")
                + $"{row.Score.Panels * PackedLayout.PanelWidth} keys or {row.Value.Panels * PackedLayout.PanelWidth} columns of values at once")) + ".";
        return AttentionWriter.Loops(plan, kernel) + (HasRow(kernel) ? row : "");
    }

    public static string Signature(CachedAttentionKernel kernel) => string.Concat(
        $"{KernelText.Lane} lane, {KernelText.Tokens} queries, {KernelText.Tokens} keys, nint layer, ",
        kernel.HasWindow ? "nint window, " : "",
        "ref float q, ",
        kernel.BiasStride > 0 ? "ref float bias, " : "",
        "ref float y, ref float scratch");

    public static void Write(SourceWriter writer, IsaPlan plan, AttentionScratch scratch, CachedAttentionKernel kernel)
    {
        AttentionTiles tiles = plan.Attention(kernel);
        WriteItems(writer, kernel, tiles, scratch);
        writer.Blank();
        WriteTile(writer, plan.Isa, kernel, tiles, scratch);
        if (HasRow(kernel))
        {
            writer.Blank();
            WriteRow(writer, kernel, tiles.Rows, scratch);
        }
    }

    /// <summary>Decoding has single queries; an encoder's sequences come whole.</summary>
    private static bool HasRow(CachedAttentionKernel kernel) => kernel.Keys != KeyRange.Own;

    private static void WriteItems(SourceWriter writer, CachedAttentionKernel kernel, AttentionTiles tiles, AttentionScratch scratch)
    {
        int heads = kernel.Shape.HeadCount;
        int headDim = kernel.Shape.HeadDim;
        int group = kernel.Group;
        bool hasParts = HasRow(kernel) && tiles.Rows.Count > 1;
        string Arguments(string count, string query) => string.Concat(
            $"keys, sequence, layer, {(group == 1 ? "head" : $"head / {group}")}, past + first, ",
            count,
            kernel.IsCausal ? "" : "keyCount, ",
            kernel.HasWindow ? "window, " : "",
            $"ref At(ref headQueries, {query})",
            kernel.BiasStride > 0 ? $", ref At(ref bias, head * {kernel.BiasStride})" : "",
            ", ref scratch");
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () =>
        {
            if (hasParts)
            {
                int most = tiles.Rows[0].Heads;
                int parts = (group + most - 1) / most * kernel.Shape.KeyValueHeadCount;
                writer.Lines($"nint part = queries.ChunkCount * {parts} < lane.Count ? 1 : {most}; // heads at once, if all lanes get some");
            }

            writer.Lines($"while (lane.Claim(queries.ChunkCount * {heads}, {(group == 1 ? "" : $"{group}, ")}out int item))").Open();
            writer.Lines($"""
                nint head = item % {heads};
                int sequence = queries.ChunkSequence(item / {heads});
                nint first = queries.ChunkStart(item / {heads});
                nint end = queries.ChunkEnd(item / {heads});
                nint {(kernel.IsCausal ? "past = keys.Past(sequence)" : "past = 0, keyCount = keys.KeyCount(sequence)")};
                nint start = queries.Start(sequence);
                ref float headQueries = ref At(ref q, (start * {kernel.QueryStride}){(kernel.QueryFirst == 0 ? "" : $" + {kernel.QueryFirst}")} + (head * {headDim}));
                """);
            string query = $"first * {kernel.QueryStride}";
            writer.Block($"for (; first{(HasRow(kernel) ? $" + {FewestForTile} <=" : " <")} end; first += {AttentionBase.QueryTile})", () =>
            {
                writer.Lines($"nint count = Least(end - first, {AttentionBase.QueryTile});");
                writer.Lines($"{kernel.Name}Tile({Arguments("count, ", query)});");
                writer.Lines(QueryTileWriter.StoreRows(kernel, scratch, "start + first"));
            });
            if (hasParts)
            {
                WriteParts(writer, kernel, tiles.Rows[0].Heads, scratch, back => Arguments("part, ", back ? $"({query}) - (back * {headDim})" : query));
            }
            else if (HasRow(kernel))
            {
                writer.Block("for (; first < end; first++)", () =>
                {
                    writer.Lines($"{kernel.Name}Row({Arguments("", query)});");
                    writer.Lines(EndRow(kernel, scratch, "", "head"));
                });
            }

            writer.Close();
        });
    }

    /// <summary>The item of a part's first head does the work of all its heads. A group's last part goes back over heads that are done already.</summary>
    private static void WriteParts(
        SourceWriter writer, CachedAttentionKernel kernel, int most, AttentionScratch scratch, System.Func<bool, string> arguments)
    {
        int group = kernel.Group;
        int excess = group % most;
        bool goesBack = excess > 0;
        writer.Block($"if ({(goesBack ? $"head % {group}" : "head")} % part != 0)", () => writer.Lines("continue;"));
        if (goesBack)
        {
            writer.Lines($"nint back = part > 1 && head % {group} == {group - excess} ? {most - excess} : 0;");
        }

        writer.Block("for (; first < end; first++)", () =>
        {
            writer.Lines($"{kernel.Name}Row({arguments(goesBack)});");
            writer.Block($"for (nint r = {(goesBack ? "back" : "0")}; r < part; r++)", () =>
                writer.Lines(EndRow(kernel, scratch, "r", goesBack ? "(head - back + r)" : "(head + r)")));
        });
    }

    private static string EndRow(CachedAttentionKernel kernel, AttentionScratch scratch, string row, string head)
    {
        int headDim = kernel.Shape.HeadDim;
        return $"EndRow({headDim}, {Row("scratch", scratch.Sums, row, kernel.Cache.ValueStride)}, {Row("scratch", scratch.State, row, 1)}, "
            + $"ref At(ref y, ((start + first) * {kernel.OutputStride}) + ({head} * {headDim})));";
    }

    private static string Parameters(CachedAttentionKernel kernel, string count) => string.Concat(
        $"{KernelText.Tokens} tokens, int sequence, nint layer, nint keyHead, nint position, ",
        count,
        kernel.IsCausal ? "" : "nint keyCount, ",
        kernel.HasWindow ? "nint window, " : "",
        "ref float q, ",
        kernel.BiasStride > 0 ? "ref float bias, " : "",
        "ref float scratch");

    private static void WriteTile(SourceWriter writer, IsaProfile isa, CachedAttentionKernel kernel, AttentionTiles tiles, AttentionScratch scratch)
    {
        CacheLayout cache = kernel.Cache;
        writer.Lines($"{QueryTileWriter.TileSummary(kernel)}\n[MethodImpl(Hot)]");
        writer.Method($"private static void {kernel.Name}Tile({Parameters(kernel, "nint count, ")})", () =>
        {
            QueryTileWriter.WriteStart(writer, kernel, tiles, scratch, LeastScore(kernel));
            if (kernel.IsCausal)
            {
                writer.Lines("nint keyCount = position + count;");
                writer.Lines(QueryTileWriter.Each(isa, v =>
                    $"Ints query{v} = Simd.Create((int)position) + Simd.Create({string.Join(", ", Enumerable.Range(v * isa.Lanes, isa.Lanes))});"));
            }

            WriteBlocks(writer, kernel, () =>
            {
                QueryTileWriter.WriteScores(writer, isa, kernel, tiles, $"ref At(ref keys, (k / 16 * {cache.PanelFloats}) + (k % 16))");
                if (kernel.IsCausal)
                {
                    // Only the keys after the first query of the tile are hidden from some lane.
                    QueryTileWriter.WriteMask(writer, isa, "position > block ? position - block : 0", "end", v => $"Simd.GreaterThan(key, query{v})");
                }

                if (kernel.HasWindow)
                {
                    QueryTileWriter.WriteMask(
                        writer, isa, "0", "Least(end, position + count - window - block)", v => $"Simd.GreaterThanOrEqual(query{v} - Simd.Create((int)window), key)");
                }

                QueryTileWriter.WriteSoftmax(writer, kernel, tiles, $"ref At(ref keys, {cache.KeyFloats} + j)");
            });
            QueryTileWriter.WriteEnd(writer, kernel);
        });
    }

    private static void WriteRow(SourceWriter writer, CachedAttentionKernel kernel, IReadOnlyList<RowTiles> tiles, AttentionScratch scratch)
    {
        CacheLayout cache = kernel.Cache;
        int stride = cache.ValueStride;
        bool hasParts = tiles.Count > 1;
        writer.Lines(hasParts
            ? $"/// <summary>One query of a part's heads, {tiles[0].Heads} or one, against the keys they share; leaves O [part][{stride}] in scratch.</summary>"
            : $"/// <summary>One query of one head against all keys; leaves O [{cache.HeadDim}] in scratch.</summary>");
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"private static void {kernel.Name}Row({Parameters(kernel, hasParts ? "nint part, " : "")})", () =>
        {
            writer.Lines($"""
                ref float state = ref At(ref scratch, {scratch.State});
                ref float scores = ref At(ref scratch, {scratch.Scores});
                ref float sums = ref At(ref scratch, {scratch.Sums});
                """);
            EachHead(writer, hasParts, r => $"BeginRow({stride}, {LeastScore(kernel)}, {Row("state", 0, r, 1)}, {Row("sums", 0, r, stride)});");
            if (kernel.IsCausal)
            {
                writer.Lines("nint keyCount = position + 1;");
            }

            WriteBlocks(writer, kernel, () =>
            {
                writer.Lines($"nint end = Least(keyCount - block, {Block});");
                OneOf(writer, tiles, tile => WriteRowScores(writer, cache, tile.Score));
                WriteRowBiasAndMask(writer, kernel, hasParts);
                EachHead(writer, hasParts, r =>
                    $"SoftmaxRow(end, {stride}, {QueryTileWriter.ExponentScale(kernel)}, {Row("scores", 0, r, Block)}, {Row("sums", 0, r, stride)}, {Row("state", 0, r, 1)});");
                OneOf(writer, tiles, tile => WriteRowValues(writer, kernel, tile.Value));
            });
        });
    }

    /// <summary>Meanwhile the block's values are fetched, if that is worth while: few keys have few.</summary>
    private static void WriteRowScores(SourceWriter writer, CacheLayout cache, TilePlan tile)
    {
        string next = "";
        if (tile.FetchesAlong)
        {
            writer.Lines($"nint values = end == {Block} ? {cache.KeyFloats} : 0;");
            next = $"ref At(ref keys, (k * {cache.HeadDim}) + values), ";
        }

        writer.Block($"for (nint k = 0; k < end; k += {tile.Panels * PackedLayout.PanelWidth})", () =>
            writer.Lines($"{tile.Name}(ref q, ref At(ref keys, k * {cache.HeadDim}), {next}ref At(ref scores, k));"));
    }

    /// <summary>Meanwhile the next block's keys are fetched, if there is one.</summary>
    private static void WriteRowValues(SourceWriter writer, CachedAttentionKernel kernel, TilePlan tile)
    {
        string next = "";
        if (tile.FetchesAlong)
        {
            writer.Lines($"ref float next = ref {HeadOf(kernel, $"Least(block + {Block}, keyCount - 1) / {Block}")};");
            next = "ref At(ref next, j), ";
        }

        writer.Block($"for (nint j = 0; j < {kernel.Cache.ValueStride}; j += {tile.Panels * PackedLayout.PanelWidth})", () =>
            writer.Lines($"{tile.Name}(end, ref scores, ref At(ref keys, {kernel.Cache.KeyFloats} + j), {next}ref At(ref sums, j));"));
    }

    /// <summary>The blocks that some query sees; <c>keys</c> is the head's part of one.</summary>
    private static void WriteBlocks(SourceWriter writer, CachedAttentionKernel kernel, System.Action body)
    {
        string first = kernel.HasWindow ? $"position < window ? 0 : (position - window + 1) / {Block} * {Block}" : "0";
        writer.Block($"for (nint block = {first}; block < keyCount; block += {Block})", () =>
        {
            writer.Lines($"ref float keys = ref {HeadOf(kernel, $"block / {Block}")};");
            body();
        });
    }

    private static string HeadOf(CachedAttentionKernel kernel, string block) =>
        $"At(ref tokens.Block(sequence, layer, {block}), keyHead * {kernel.Cache.HeadFloats})";

    /// <summary>Text for parts of several heads, and for one head.</summary>
    private static void OneOf(SourceWriter writer, IReadOnlyList<RowTiles> tiles, System.Action<RowTiles> write)
    {
        if (tiles.Count == 1)
        {
            write(tiles[0]);
            return;
        }

        writer.Block("if (part > 1)", () => write(tiles[0]));
        writer.Block("else", () => write(tiles[1]));
    }

    /// <summary>A line for each head of a part, or for the only one, which has no number.</summary>
    private static void EachHead(SourceWriter writer, bool hasParts, System.Func<string, string> line)
    {
        if (hasParts)
        {
            writer.Block("for (nint r = 0; r < part; r++)", () => writer.Lines(line("r")));
        }
        else
        {
            writer.Lines(line(""));
        }
    }

    /// <summary>A reference to a head's row, if it has a number, among those that begin at <paramref name="first"/>.</summary>
    private static string Row(string name, int first, string row, int stride)
    {
        string[] parts = [first == 0 ? "" : $"{first}", row.Length == 0 || stride == 1 ? row : first == 0 ? $"{row} * {stride}" : $"({row} * {stride})"];
        string place = string.Join(" + ", parts.Where(part => part.Length > 0));
        return place.Length == 0 ? $"ref {name}" : $"ref At(ref {name}, {place})";
    }

    private static void WriteRowBiasAndMask(SourceWriter writer, CachedAttentionKernel kernel, bool hasParts)
    {
        if (kernel.BiasStride > 0)
        {
            int middle = (kernel.BiasStride - AttentionBase.QueryTile) / 2;
            string scale = kernel.Shape.Scale == 1f ? "" : $" * {SourceWriter.Literal(kernel.Shape.Scale)}";
            writer.Block("for (nint k = 0; k < end; k++)", () =>
                writer.Lines($"At(ref scores, k) = (At(ref scores, k){scale}) + At(ref bias, {middle} + position - block - k);"));
        }

        if (kernel.HasWindow)
        {
            writer.Block("for (nint k = 0; k < Least(end, position + 1 - window - block); k++)", () =>
                EachHead(writer, hasParts, r => $"At(ref scores, {(r.Length == 0 ? "k" : $"({r} * {Block}) + k")}) = float.NegativeInfinity;"));
        }
    }

    /// <summary>Below every score. In a window a query may see no key of a block; a finite number keeps that from becoming ∞ - ∞.</summary>
    private static string LeastScore(CachedAttentionKernel kernel) => kernel.HasWindow ? "float.MinValue" : "float.NegativeInfinity";

    /// <summary>The methods that all single queries share: what those of a tile do, with keys or columns in the lanes.</summary>
    public static void WriteHelpers(SourceWriter writer, IsaProfile isa)
    {
        const int Tile = AttentionBase.QueryTile;
        string each = $"i += {isa.Lanes})";
        writer.Blank().Lines($$"""
            /// <summary>Sums [valueColumns] zero; no maximum yet.</summary>
            [MethodImpl(Hot)]
            private static void BeginRow(nint valueColumns, float least, ref float state, ref float sums)
            { unchecked {
                At(ref state, 0) = least;
                At(ref state, {{Tile}}) = 0f;
                for (nint i = 0; i < valueColumns; {{each}}
                {
                    Store(ref sums, i, Floats.Zero);
                }
            } }

            /// <summary>Scores [end] become weights 2^((score - maximum) · factor); what is summed so far is scaled to the new maximum.</summary>
            [MethodImpl(Hot)]
            private static void SoftmaxRow(nint end, nint valueColumns, float factor, ref float scores, ref float sums, ref float state)
            { unchecked {
                for (nint i = end; i % {{isa.Lanes}} != 0; i++)
                {
                    At(ref scores, i) = float.NegativeInfinity;
                }

                Floats before = Simd.Create(At(ref state, 0)), mosts = before;
                for (nint i = 0; i < end; {{each}}
                {
                    mosts = AtLeast(Load(ref scores, i), mosts);
                }

                float most = mosts.GetElement(0), total = At(ref state, {{Tile}});
                for (int i = 1; i < {{isa.Lanes}}; i++)
                {
                    most = mosts.GetElement(i) > most ? mosts.GetElement(i) : most;
                }

                mosts = Simd.Create(most);
                before = Exp2NonPositive((before - mosts) * Simd.Create(factor));
                total *= before.ToScalar();
                for (nint i = 0; i < valueColumns; {{each}}
                {
                    Store(ref sums, i, Load(ref sums, i) * before);
                }

                for (nint i = 0; i < end; {{each}}
                {
                    Store(ref scores, i, Exp2NonPositive((Load(ref scores, i) - mosts) * Simd.Create(factor)));
                }

                for (nint i = 0; i < end; i++)
                {
                    total += At(ref scores, i);
                }

                At(ref state, 0) = most;
                At(ref state, {{Tile}}) = total;
            } }

            /// <summary>y [columns] = O divided by the sum of weights; without a key it is zero.</summary>
            [MethodImpl(Hot)]
            private static void EndRow(nint columns, ref float sums, ref float state, ref float y)
            { unchecked {
                float total = At(ref state, {{Tile}});
                float share = total == 0f ? 0f : 1f / total;
                for (nint j = 0; j < columns; j++)
                {
                    At(ref y, j) = At(ref sums, j) * share;
                }
            } }
            """);
    }
}
