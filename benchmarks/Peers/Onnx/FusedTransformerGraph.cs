using Peers.EncoderDecoders;

namespace Peers.Onnx;

/// <summary>
/// ONNX Runtime's own fused operators; hidden states are matrices, so that products take their biases and ReLUs with them.
/// </summary>
/// <param name="weights">The checkpoint.</param>
/// <param name="shape">The model.</param>
/// <param name="hasMask">
/// Whether sources are padded. The encoder then has <c>Attention</c>, else <c>MultiHeadAttention</c>, which without a mask is flash
/// attention.
/// </param>
internal sealed class FusedTransformerGraph(CheckpointWeights weights, EncoderDecoderShape shape, bool hasMask)
    : TransformerGraph(weights, shape)
{
    protected override bool HasMask => hasMask;

    protected override string AsRows(string hidden) => Reshape(hidden, "rows", -1, Shape.ModelDim);

    protected override void Prepare(bool isDecoder)
    {
        if (isDecoder)
        {
            GroupQuery.DeclareLengths(Graph);
        }
    }

    protected override string Project(string x, string name, int first, int count) =>
        Graph.Apply("Gemm", [x, Matrix(name, first, count), Vector(name + "bias", first, count)]);

    protected override string SourceAttention(string self, string hidden)
    {
        string name = self + "in_proj_";
        string bias = Vector(name + "bias");
        if (hasMask)
        {
            string states = Graph.Apply("Reshape", [hidden, Batched]);
            string kernel = Matrix(name, 0, 3 * Shape.ModelDim);
            return AsRows(Contrib("Attention", [states, kernel, bias, EncoderInputs.Mask], ("num_heads", Shape.HeadCount)));
        }

        string joined = Graph.Apply("Reshape", [Multiply(hidden, name), Batched]);
        string sizes = Graph.Constant("split", Shape.ModelDim, Shape.ModelDim, Shape.ModelDim);
        string[] parts = Graph.Apply("Split", "", [joined, sizes], 3, ("axis", -1));
        return AsRows(Contrib("MultiHeadAttention", [.. parts, bias], ("num_heads", Shape.HeadCount)));
    }

    protected override string TargetAttention(int layer, string hidden)
    {
        string joined = Project(hidden, $"decoder.layers.{layer}.self_attn.in_proj_", 0, 3 * Shape.ModelDim);
        string packed = Graph.Apply("Reshape", [joined, Batched]);
        return AsRows(GroupQuery.Attend(Graph, packed, layer, Shape.HeadCount, Shape.HeadCount, Shape.HeadDim));
    }

    protected override string CrossAttention(string query, string keys, string values)
    {
        string[] mask = hasMask ? ["", EncoderInputs.Mask] : [];
        return Contrib("MultiHeadAttention", [query, keys, values, .. mask], ("num_heads", Shape.HeadCount));
    }

    protected override string AddAndNorm(string x, string residual, string projection, string norm) => Contrib(
        "SkipLayerNormalization",
        [Multiply(x, projection), residual, Vector(norm + "weight"), Vector(norm + "bias"), Vector(projection + "bias")],
        ("epsilon", NormEpsilon));

    private string Contrib(string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Graph.Apply(op, OnnxGraph.Contrib, inputs, 1, attributes)[0];
}
