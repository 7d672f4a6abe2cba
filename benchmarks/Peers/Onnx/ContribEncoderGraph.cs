namespace Peers.Onnx;

/// <summary>ONNX Runtime's own fused operators, as its optimizer for transformers writes a BERT.</summary>
/// <param name="weights">The checkpoint.</param>
/// <param name="modelDim">Width of a hidden state.</param>
/// <param name="headCount">Attention heads.</param>
/// <param name="layerCount">Layers.</param>
/// <param name="hasMask">
/// True: <c>Attention</c> with a padding mask. False: <c>MultiHeadAttention</c> without one, for batches without padding; only so does ONNX
/// Runtime use its flash attention.
/// </param>
internal sealed class ContribEncoderGraph(CheckpointWeights weights, int modelDim, int headCount, int layerCount, bool hasMask)
    : EncoderGraph(weights, modelDim, headCount, layerCount)
{
    protected override OnnxType IdType => OnnxType.Int32;

    protected override bool HasMask => hasMask;

    protected override string Embed() => Contrib(
        "EmbedLayerNormalization",
        [
            EncoderInputs.Ids, EncoderInputs.Types, Table("embeddings.word_embeddings.weight"),
                Table("embeddings.position_embeddings.weight"),
            Table("embeddings.token_type_embeddings.weight"), Vector("embeddings.LayerNorm.weight"), Vector("embeddings.LayerNorm.bias"),
        ],
        outputs: 2,
        ("epsilon", NormEpsilon))[0];

    protected override string Layer(string prefix, string hidden)
    {
        string context = hasMask ? Attention(prefix + "attention.self.", hidden) : FlashAttention(prefix + "attention.self.", hidden);
        string attended = AddAndNorm(context, hidden, prefix + "attention.output");
        string inner = Multiply(attended, prefix + "intermediate.dense");
        string activated = Contrib("BiasGelu", [inner, Vector(prefix + "intermediate.dense.bias")])[0];
        return AddAndNorm(activated, attended, prefix + "output");
    }

    private string Attention(string self, string hidden)
    {
        (float[] values, int[] shape) = Weights.Matrices(self + "query.weight", self + "key.weight", self + "value.weight");
        string kernel = Graph.Constant(self + "kernel", values, shape);
        return Contrib("Attention", [hidden, kernel, QueryKeyValueBias(self), EncoderInputs.Mask], 1, ("num_heads", HeadCount))[0];
    }

    private string FlashAttention(string self, string hidden)
    {
        string joined = Multiply(hidden, self + "query", self + "key", self + "value");
        string[] parts = Graph.Apply("Split", "", [joined, Graph.Constant("split", ModelDim, ModelDim, ModelDim)], 3, ("axis", -1));
        return Contrib("MultiHeadAttention", [.. parts, QueryKeyValueBias(self)], 1, ("num_heads", HeadCount))[0];
    }

    private string QueryKeyValueBias(string self) => Vector(self + "query.bias", self + "key.bias", self + "value.bias");

    /// <summary>norm(x · weight + bias + residual)</summary>
    private string AddAndNorm(string x, string residual, string name) => Contrib(
        "SkipLayerNormalization",
        [
            Multiply(x, name + ".dense"), residual, Vector(name + ".LayerNorm.weight"), Vector(name + ".LayerNorm.bias"),
                Vector(name + ".dense.bias"),
        ],
        1,
        ("epsilon", NormEpsilon))[0];

    private string[] Contrib(string op, string[] inputs, int outputs = 1, params (string Name, object Value)[] attributes) =>
        Graph.Apply(op, OnnxGraph.Contrib, inputs, outputs, attributes);
}
