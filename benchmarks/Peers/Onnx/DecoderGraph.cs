using System.Globalization;
using Peers.Decoders;

namespace Peers.Onnx;

/// <summary>A decoder as an ONNX graph of ONNX Runtime's fused operators; what the families share.</summary>
/// <remarks>
/// All sums of a residual and a sublayer wait for the norm after them, which adds them itself. Logits are those of the last token.
/// </remarks>
internal abstract class DecoderGraph(CheckpointWeights weights, DecoderShape shape, bool isGrouped)
{
    protected OnnxGraph Graph { get; } = new();

    protected CheckpointWeights Weights { get; } = weights;

    protected DecoderShape Shape { get; } = shape;

    /// <summary>Whether attention is <c>GroupQueryAttention</c>.</summary>
    protected bool IsGrouped { get; } = isGrouped;

    public void Save(string path)
    {
        Graph.Input(DecoderInputs.Ids, OnnxType.Int32, "batch", "seq");
        if (IsGrouped)
        {
            GroupQuery.DeclareLengths(Graph);
        }

        string last = Graph.Apply("Gather", [Hidden(), Graph.Constant("last", -1L)], ("axis", 1));
        (float[] head, int[] size) = Weights.Matrices(TokenEmbedding);
        string logits = Graph.Apply("MatMul", [last, Graph.Constant("lm_head.kernel", head, size)]);
        Graph.Output(DecoderInputs.Logits, logits, "batch", "1", Shape.VocabularySize.ToString(CultureInfo.InvariantCulture));
        Graph.Save(path);
    }

    protected abstract string TokenEmbedding { get; }

    /// <summary>[batch, seq, ModelDim] after the last norm.</summary>
    protected abstract string Hidden();

    protected string GroupQueryAttention(string packed, int layer, params string[] rotation) =>
        GroupQuery.Attend(Graph, packed, layer, Shape.HeadCount, Shape.KeyValueHeadCount, Shape.HeadDim, rotation);

    protected string Vector(string name)
    {
        float[] values = Weights.Vectors(name);
        return Graph.Constant(name, values, values.Length);
    }

    protected string Table(string name)
    {
        (float[] values, int[] shape) = Weights.Table(name);
        return Graph.Constant(name, values, shape);
    }

    protected string[] Contrib(string op, string[] inputs, string[] results, params (string Name, object Value)[] attributes) =>
        Graph.Apply(op, OnnxGraph.Contrib, inputs, results, attributes);
}
