using Peers.EncoderDecoders;

namespace Peers.Onnx;

/// <summary>Standard operators only, as exporters write an encoder and a decoder with past; ONNX Runtime fuses what it can.</summary>
internal sealed class PlainTransformerGraph(CheckpointWeights weights, EncoderDecoderShape shape) : TransformerGraph(weights, shape)
{
    private string _scoreBias = "";

    protected override bool HasMask => true;

    private PlainOperators Plain => new(Graph, Shape.ModelDim, Shape.HeadCount);

    protected override string AsRows(string hidden) => Graph.Apply("Reshape", [hidden, Batched]);

    protected override void Prepare(bool isDecoder) => _scoreBias = Plain.ScoreBias(EncoderInputs.Mask);

    protected override string Project(string x, string name, int first, int count) => Graph.Apply("Add",
        [Graph.Apply("MatMul", [x, Matrix(name, first, count)]), Vector(name + "bias", first, count)]);

    protected override string SourceAttention(string self, string hidden)
    {
        string[] parts = QueryKeyValue(self, hidden);
        return Plain.Attend(
            Plain.Heads(parts[0], PlainOperators.ByHead),
            Plain.Heads(parts[1], PlainOperators.ByHeadTransposed),
            Plain.Heads(parts[2], PlainOperators.ByHead),
            _scoreBias);
    }

    protected override string TargetAttention(int layer, string hidden)
    {
        string[] parts = QueryKeyValue($"decoder.layers.{layer}.self_attn.", hidden);
        string keys = Append("key", layer, parts[1]);
        string values = Append("value", layer, parts[2]);
        return Plain.Attend(Plain.Heads(parts[0], PlainOperators.ByHead), Transposed(keys), values, scoreBias: null);
    }

    protected override string CrossAttention(string query, string keys, string values) =>
        Plain.Attend(Plain.Heads(query, PlainOperators.ByHead), Transposed(keys), values, _scoreBias);

    protected override string AddAndNorm(string x, string residual, string projection, string norm)
    {
        string projected = Graph.Apply("Add", [Multiply(x, projection), Vector(projection + "bias")]);
        string sum = Graph.Apply("Add", [projected, residual]);
        return Plain.Norm(sum, Vector(norm + "weight"), Vector(norm + "bias"), NormEpsilon);
    }

    private string[] QueryKeyValue(string self, string hidden)
    {
        string joined = Project(hidden, self + "in_proj_", 0, 3 * Shape.ModelDim);
        string sizes = Graph.Constant("split", Shape.ModelDim, Shape.ModelDim, Shape.ModelDim);
        return Graph.Apply("Split", "", [joined, sizes], 3, ("axis", -1));
    }

    /// <summary>Keys or values of all tokens: those of the past, and one more.</summary>
    private string Append(string what, int layer, string projected)
    {
        string present = DecoderInputs.Present(what, layer);
        string past = Graph.Input(
            DecoderInputs.Past(what, layer), OnnxType.Float, "batch", $"{Shape.HeadCount}", "past", $"{Shape.HeadDim}");
        Graph.Apply("Concat", "", [past, Plain.Heads(projected, PlainOperators.ByHead)], [present], ("axis", 2));
        Graph.Declare(present, "batch", $"{Shape.HeadCount}", "total", $"{Shape.HeadDim}");
        return present;
    }

    private string Transposed(string keys) => Graph.Apply("Transpose", [keys], ("perm", (int[])[0, 1, 3, 2]));
}
