namespace Peers.Onnx;

/// <summary>Attention over a cache that grows in place.</summary>
internal static class GroupQuery
{
    /// <summary>Declares the inputs that all <c>GroupQueryAttention</c> of a graph read.</summary>
    public static void DeclareLengths(OnnxGraph graph)
    {
        graph.Input(DecoderInputs.LastIndices, OnnxType.Int32, "batch");
        graph.Input(DecoderInputs.TotalLength, OnnxType.Int32);
    }

    /// <summary>Attention of packed queries, keys and values over a cache [batch, keyValueHeads, capacity, headDim].</summary>
    public static string Attend(
        OnnxGraph graph, string packed, int layer, int heads, int keyValueHeads, int headDim, params string[] rotation)
    {
        string[] shape = ["batch", $"{keyValueHeads}", "capacity", $"{headDim}"];
        string keys = graph.Input(DecoderInputs.Past("key", layer), OnnxType.Float, shape);
        string values = graph.Input(DecoderInputs.Past("value", layer), OnnxType.Float, shape);
        string[] results = [$"attention.{layer}", DecoderInputs.Present("key", layer), DecoderInputs.Present("value", layer)];
        graph.Declare(results[1], shape);
        graph.Declare(results[2], shape);
        return graph.Apply(
            "GroupQueryAttention",
            OnnxGraph.Contrib,
            [packed, "", "", keys, values, DecoderInputs.LastIndices, DecoderInputs.TotalLength, .. rotation],
            results,
            ("num_heads", heads),
            ("kv_num_heads", keyValueHeads),
            ("do_rotary", rotation.Length > 0 ? 1 : 0))[0];
    }
}
