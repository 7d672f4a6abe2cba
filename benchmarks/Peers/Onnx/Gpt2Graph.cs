using Peers.Decoders;

namespace Peers.Onnx;

/// <summary>GPT-2; the checkpoint has its matrices as [in, out], which is what <c>MatMul</c> takes.</summary>
internal sealed class Gpt2Graph(CheckpointWeights weights, DecoderShape shape, bool isGrouped) : DecoderGraph(weights, shape, isGrouped)
{
    private const float NormEpsilon = 1e-5f;

    protected override string TokenEmbedding => "wte.weight";

    protected override string Hidden()
    {
        Graph.Input(DecoderInputs.Positions, OnnxType.Int32, "batch", "seq");
        string tokens = Graph.Apply("Gather", [Table(TokenEmbedding), DecoderInputs.Ids]);
        string positions = Graph.Apply("Gather", [Table("wpe.weight"), DecoderInputs.Positions]);
        string residual = Graph.Apply("Add", [tokens, positions]);
        string normed = Graph.Apply("LayerNormalization", [residual, Vector("h.0.ln_1.weight"), Vector("h.0.ln_1.bias")], ("axis", -1),
            ("epsilon", NormEpsilon));
        for (int layer = 0; layer < Shape.LayerCount; layer++)
        {
            string prefix = $"h.{layer}.";
            string attended = Multiply(IsGrouped ? Grouped(normed, layer) : Plain(normed, layer), prefix + "attn.c_proj");
            (normed, residual) = AddAndNorm(attended, residual, prefix + "ln_2", prefix + "attn.c_proj.bias");
            string inner = Multiply(normed, prefix + "mlp.c_fc");
            string active = Contrib("FastGelu", [inner, Vector(prefix + "mlp.c_fc.bias")], [prefix + "gelu"])[0];
            string next = layer + 1 < Shape.LayerCount ? $"h.{layer + 1}.ln_1" : "ln_f";
            (normed, residual) = AddAndNorm(Multiply(active, prefix + "mlp.c_proj"), residual, next, prefix + "mlp.c_proj.bias");
        }

        return normed;
    }

    private string Grouped(string normed, int layer)
    {
        string name = $"h.{layer}.attn.c_attn";
        return GroupQueryAttention(Graph.Apply("Add", [Multiply(normed, name), Vector(name + ".bias")]), layer);
    }

    private string Plain(string normed, int layer)
    {
        string name = $"h.{layer}.attn.c_attn";
        string past = Graph.Input(DecoderInputs.Past("pair", layer), OnnxType.Float, "2", "batch", $"{Shape.HeadCount}", "past",
            $"{Shape.HeadDim}");
        string present = DecoderInputs.Present("pair", layer);
        Graph.Declare(present, "2", "batch", $"{Shape.HeadCount}", "total", $"{Shape.HeadDim}");
        return Contrib(
            "Attention",
            [normed, Table(name + ".weight"), Vector(name + ".bias"), "", past],
            [$"attention.{layer}", present],
            ("num_heads", Shape.HeadCount),
            ("unidirectional", 1))[0];
    }

    private string Multiply(string x, string name) => Graph.Apply("MatMul", [x, Table(name + ".weight")]);

    /// <summary>The norm of x + bias + residual, and that sum.</summary>
    private (string Normed, string Sum) AddAndNorm(string x, string residual, string norm, string bias)
    {
        string[] results = Contrib(
            "SkipLayerNormalization",
            [x, residual, Vector(norm + ".weight"), Vector(norm + ".bias"), Vector(bias)],
            [norm + ".normed", "", "", norm + ".sum"],
            ("epsilon", NormEpsilon));
        return (results[0], results[3]);
    }
}
