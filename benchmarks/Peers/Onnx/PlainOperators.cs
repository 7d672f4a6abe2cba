using System;

namespace Peers.Onnx;

/// <summary>Parts of a transformer in standard operators, as exporters write them.</summary>
internal sealed class PlainOperators(OnnxGraph graph, int modelDim, int headCount)
{
    /// <summary>[batch, seq, heads, headDim] as [batch, heads, seq, headDim].</summary>
    public static int[] ByHead { get; } = [0, 2, 1, 3];

    /// <summary>[batch, seq, heads, headDim] as [batch, heads, headDim, seq].</summary>
    public static int[] ByHeadTransposed { get; } = [0, 2, 3, 1];

    /// <summary>0 for a token, -10000 for padding, to be added to every score: [batch, 1, 1, seq].</summary>
    public string ScoreBias(string mask)
    {
        string wide = graph.Apply("Unsqueeze", [mask, graph.Constant("maskAxes", 1L, 2L)]);
        string absent = graph.Apply("Sub", [Scalar("oneFloat", 1f), graph.Apply("Cast", [wide], ("to", (int)OnnxType.Float))]);
        return graph.Apply("Mul", [absent, Scalar("masked", -10000f)]);
    }

    /// <summary>Splits [batch, seq, modelDim] into heads, with the axes in an order.</summary>
    public string Heads(string projected, int[] order)
    {
        string split = graph.Apply("Reshape", [projected, graph.Constant("heads", 0, 0, headCount, modelDim / headCount)]);
        return graph.Apply("Transpose", [split], ("perm", order));
    }

    /// <summary>[batch, seq, modelDim] of queries and values <see cref="ByHead"/> and keys <see cref="ByHeadTransposed"/>.</summary>
    public string Attend(string query, string keys, string values, string? scoreBias)
    {
        string scores = graph.Apply("Div",
            [graph.Apply("MatMul", [query, keys]), Scalar("rootOfHeadDim", MathF.Sqrt(modelDim / headCount))]);
        string biased = scoreBias is null ? scores : graph.Apply("Add", [scores, scoreBias]);
        string weights = graph.Apply("Softmax", [biased], ("axis", -1));
        string context = graph.Apply("Transpose", [graph.Apply("MatMul", [weights, values])], ("perm", ByHead));
        return graph.Apply("Reshape", [context, graph.Constant("joined", 0, 0, modelDim)]);
    }

    public string Norm(string hidden, string weight, string bias, float epsilon) =>
        graph.Apply("LayerNormalization", [hidden, weight, bias], ("axis", -1), ("epsilon", epsilon));

    private string Scalar(string name, float value) => graph.Constant(name, [value]);
}
