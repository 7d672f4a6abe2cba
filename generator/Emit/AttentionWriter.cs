using Transformers.Generated.Generator.Plan;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Prints attention of whole sequences: one head at a time, its keys and values in the rows that a projection left.</summary>
internal static class AttentionWriter
{
    public static string Summary(AttentionKernel kernel) => QueryTileWriter.Summary(kernel, "");

    /// <summary>The two tiles of an instruction set, and the loops around them from the outermost.</summary>
    public static string Loops(IsaPlan plan, AttentionBase kernel)
    {
        AttentionTiles tiles = plan.Attention(kernel);
        string score = KernelDoc.Tile(plan.Isa, tiles.Score);
        string value = KernelDoc.Tile(plan.Isa, tiles.Value);
        return (score == value ? $"Tiles of keys, and of values' columns, × queries {score}. " : $"Tiles of keys × queries {score}; of values' columns × queries {value}. ")
            + $"Loops: {PackedLayout.QueriesPerChunk} queries of a sequence in a head, {AttentionBase.QueryTile} queries, "
            + $"{AttentionBase.KeyBlock} keys: scores, running softmax, sums of values.";
    }

    public static string Signature(AttentionKernel kernel) =>
        $"{KernelText.Lane} lane, {KernelText.Tokens} tokens, ref float q, {(kernel.BiasStride > 0 ? "ref float bias, " : "")}ref float y, ref float scratch";

    public static void Write(SourceWriter writer, IsaPlan plan, AttentionScratch scratch, AttentionKernel kernel)
    {
        AttentionTiles tiles = plan.Attention(kernel);
        WriteItems(writer, kernel, scratch);
        writer.Blank();
        WriteTile(writer, plan.Isa, kernel, tiles, scratch);
    }

    private static void WriteItems(SourceWriter writer, AttentionKernel kernel, AttentionScratch scratch)
    {
        int heads = kernel.Shape.HeadCount;
        int headDim = kernel.Shape.HeadDim;
        int stride = kernel.QueryStride;
        string keyHead = kernel.Group == 1 ? "head" : $"head / {kernel.Group}";
        writer.Lines("[MethodImpl(Hot)]");
        writer.Method($"public static void {kernel.Name}({Signature(kernel)})", () =>
        {
            writer.Lines($"while (lane.Claim(tokens.ChunkCount * {heads}, out int item))").Open();
            writer.Lines($"""
                nint head = item % {heads};
                int sequence = tokens.ChunkSequence(item / {heads});
                nint firstQuery = tokens.ChunkStart(item / {heads});
                nint lastQuery = tokens.ChunkEnd(item / {heads});
                nint keyCount = tokens.Length(sequence);
                nint start = tokens.Start(sequence);
                ref float sequenceRows = ref At(ref q, start * {stride});
                ref float queries = ref At(ref sequenceRows, {(kernel.QueryFirst == 0 ? "" : $"{kernel.QueryFirst} + ")}(head * {headDim}));
                ref float keys = ref At(ref sequenceRows, {kernel.KeyFirst} + ({keyHead} * {headDim})), values = ref At(ref sequenceRows, {kernel.ValueFirst} + ({keyHead} * {headDim}));
                """);
            string bias = kernel.BiasStride > 0 ? $", ref At(ref bias, head * {kernel.BiasStride})" : "";
            writer.Block($"for (nint first = firstQuery; first < lastQuery; first += {AttentionBase.QueryTile})", () =>
            {
                writer.Lines($"nint count = Least(lastQuery - first, {AttentionBase.QueryTile});");
                writer.Lines($"{kernel.Name}Tile(first, count, keyCount, ref At(ref queries, first * {stride}), ref keys, ref values{bias}, ref scratch);");
                writer.Lines(QueryTileWriter.StoreRows(kernel, scratch, "start + first"));
            });
            writer.Close();
        });
    }

    private static void WriteTile(SourceWriter writer, IsaProfile isa, AttentionKernel kernel, AttentionTiles tiles, AttentionScratch scratch)
    {
        string bias = kernel.BiasStride > 0 ? ", ref float bias" : "";
        writer.Lines($"{QueryTileWriter.TileSummary(kernel)}\n[MethodImpl(Hot)]");
        writer.Method(
            $"private static void {kernel.Name}Tile(nint position, nint count, nint keyCount, ref float q, ref float keys, ref float values{bias}, ref float scratch)", () =>
        {
            QueryTileWriter.WriteStart(writer, kernel, tiles, scratch);
            writer.Block($"for (nint block = 0; block < keyCount; block += {AttentionBase.KeyBlock})", () =>
            {
                QueryTileWriter.WriteScores(writer, isa, kernel, tiles, $"ref At(ref keys, (block + k) * {kernel.QueryStride})");
                QueryTileWriter.WriteSoftmax(writer, kernel, tiles, $"ref At(ref values, (block * {kernel.QueryStride}) + j)");
            });
            QueryTileWriter.WriteEnd(writer, kernel);
        });
    }
}
