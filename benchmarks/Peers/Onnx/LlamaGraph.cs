using System;
using Peers.Decoders;

namespace Peers.Onnx;

/// <summary>Llama: RMS norms, rotated and shared heads, a gated feed-forward.</summary>
internal sealed class LlamaGraph(CheckpointWeights weights, DecoderShape shape) : DecoderGraph(weights, shape, isGrouped: true)
{
    private const float NormEpsilon = 1e-5f;

    protected override string TokenEmbedding => "embed_tokens.weight";

    protected override string Hidden()
    {
        string[] rotation = [Rotation("cosines", Math.Cos), Rotation("sines", Math.Sin)];
        string residual = Graph.Apply("Gather", [Table(TokenEmbedding), DecoderInputs.Ids]);
        string normed = Graph.Apply("SimplifiedLayerNormalization", [residual, Vector("layers.0.input_layernorm.weight")], ("axis", -1),
            ("epsilon", NormEpsilon));
        for (int layer = 0; layer < Shape.LayerCount; layer++)
        {
            string self = $"layers.{layer}.self_attn.";
            string feedForward = $"layers.{layer}.mlp.";
            string packed = Multiply(normed, self + "q_proj", self + "k_proj", self + "v_proj");
            string attended = Multiply(GroupQueryAttention(packed, layer, rotation), self + "o_proj");
            (normed, residual) = AddAndNorm(attended, residual, $"layers.{layer}.post_attention_layernorm");
            string gate = Multiply(normed, feedForward + "gate_proj");
            string active = Contrib("QuickGelu", [gate], [feedForward + "silu"], ("alpha", 1f))[0];
            string inner = Graph.Apply("Mul", [active, Multiply(normed, feedForward + "up_proj")]);
            string next = layer + 1 < Shape.LayerCount ? $"layers.{layer + 1}.input_layernorm" : "norm";
            (normed, residual) = AddAndNorm(Multiply(inner, feedForward + "down_proj"), residual, next);
        }

        return normed;
    }

    private string Multiply(string x, params string[] names)
    {
        (float[] values, int[] size) = Weights.Matrices(Array.ConvertAll(names, name => name + ".weight"));
        return Graph.Apply("MatMul", [x, Graph.Constant(names[0] + ".kernel", values, size)]);
    }

    /// <summary>The norm of x + residual, and that sum.</summary>
    private (string Normed, string Sum) AddAndNorm(string x, string residual, string norm)
    {
        string[] results = Contrib(
            "SkipSimplifiedLayerNormalization",
            [x, residual, Vector(norm + ".weight")],
            [norm + ".normed", "", "", norm + ".sum"],
            ("epsilon", NormEpsilon));
        return (results[0], results[3]);
    }

    /// <summary>[ContextLength, HeadDim / 2] of the angles t · θ^(-2i / HeadDim).</summary>
    private string Rotation(string name, Func<double, double> function)
    {
        int pairs = Shape.HeadDim / 2;
        float[] values = new float[Shape.ContextLength * pairs];
        for (int t = 0; t < Shape.ContextLength; t++)
        {
            for (int i = 0; i < pairs; i++)
            {
                values[(t * pairs) + i] = (float)function(t * Math.Pow(Shape.RotaryTheta, -2.0 * i / Shape.HeadDim));
            }
        }

        return Graph.Constant(name, values, Shape.ContextLength, pairs);
    }
}
