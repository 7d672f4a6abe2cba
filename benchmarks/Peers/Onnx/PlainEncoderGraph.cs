using System;

namespace Peers.Onnx;

/// <summary>Standard operators only, as <c>torch.onnx.export</c> writes a BERT; ONNX Runtime fuses what it can.</summary>
internal sealed class PlainEncoderGraph(CheckpointWeights weights, int modelDim, int headCount, int layerCount)
    : EncoderGraph(weights, modelDim, headCount, layerCount)
{
    private string _scoreBias = "";

    private PlainOperators Plain => new(Graph, ModelDim, HeadCount);

    protected override OnnxType IdType => OnnxType.Int64;

    protected override bool HasMask => true;

    protected override string Embed()
    {
        string zero = Graph.Constant("zero", 0L);
        string one = Graph.Constant("one", 1L);
        (float[] positions, int[] shape) = Weights.Table("embeddings.position_embeddings.weight");
        string length = Graph.Apply("Slice", [Graph.Apply("Shape", [EncoderInputs.Ids]), one, Graph.Constant("two", 2L)]);
        string position = Graph.Apply("Slice", [Graph.Constant("positions", positions, shape), zero, length, zero]);
        string tokens = Graph.Apply("Gather", [Table("embeddings.word_embeddings.weight"), EncoderInputs.Ids]);
        string types = Graph.Apply("Gather", [Table("embeddings.token_type_embeddings.weight"), EncoderInputs.Types]);
        string sum = Graph.Apply("Add", [Graph.Apply("Add", [tokens, types]), position]);

        _scoreBias = Plain.ScoreBias(EncoderInputs.Mask);
        return Norm(sum, "embeddings.LayerNorm");
    }

    protected override string Layer(string prefix, string hidden)
    {
        string self = prefix + "attention.self.";
        string query = Plain.Heads(Project(hidden, self + "query"), PlainOperators.ByHead);
        string keys = Plain.Heads(Project(hidden, self + "key"), PlainOperators.ByHeadTransposed);
        string values = Plain.Heads(Project(hidden, self + "value"), PlainOperators.ByHead);
        string joined = Plain.Attend(query, keys, values, _scoreBias);
        string attended = Graph.Apply("Add", [Project(joined, prefix + "attention.output.dense"), hidden]);
        string normed = Norm(attended, prefix + "attention.output.LayerNorm");
        string inner = Gelu(Project(normed, prefix + "intermediate.dense"));
        return Norm(Graph.Apply("Add", [Project(inner, prefix + "output.dense"), normed]), prefix + "output.LayerNorm");
    }

    private string Project(string hidden, string name) => Graph.Apply("Add", [Multiply(hidden, name), Vector(name + ".bias")]);

    private string Norm(string hidden, string name) =>
        Plain.Norm(hidden, Vector(name + ".weight"), Vector(name + ".bias"), NormEpsilon);

    private string Gelu(string x)
    {
        string erf = Graph.Apply("Erf", [Graph.Apply("Div", [x, Scalar("rootOfTwo", MathF.Sqrt(2f))])]);
        string doubled = Graph.Apply("Mul", [x, Graph.Apply("Add", [erf, Scalar("oneFloat", 1f)])]);
        return Graph.Apply("Mul", [doubled, Scalar("half", 0.5f)]);
    }

    private string Scalar(string name, float value) => Graph.Constant(name, [value]);
}
