using System;
using System.Globalization;

namespace Peers.Onnx;

/// <summary>A BERT encoder as an ONNX graph; what the styles share.</summary>
/// <remarks>
/// Inputs: <c>input_ids</c>, <c>token_type_ids</c> and, where the style has one, <c>attention_mask</c>, all [batch, seq].
/// </remarks>
internal abstract class EncoderGraph(CheckpointWeights weights, int modelDim, int headCount, int layerCount)
{
    protected const float NormEpsilon = 1e-12f;

    protected OnnxGraph Graph { get; } = new();

    protected CheckpointWeights Weights { get; } = weights;

    protected int ModelDim { get; } = modelDim;

    protected int HeadCount { get; } = headCount;

    protected abstract OnnxType IdType { get; }

    protected abstract bool HasMask { get; }

    public void Save(string path)
    {
        Graph.Input(EncoderInputs.Ids, IdType, "batch", "seq");
        Graph.Input(EncoderInputs.Types, IdType, "batch", "seq");
        if (HasMask)
        {
            Graph.Input(EncoderInputs.Mask, IdType, "batch", "seq");
        }

        string hidden = Embed();
        for (int layer = 0; layer < layerCount; layer++)
        {
            hidden = Layer($"encoder.layer.{layer}.", hidden);
        }

        Graph.Output(EncoderInputs.Output, hidden, "batch", "seq", ModelDim.ToString(CultureInfo.InvariantCulture));
        Graph.Save(path);
    }

    protected abstract string Embed();

    protected abstract string Layer(string prefix, string hidden);

    /// <summary>hidden · weight, without bias; several matrices are joined.</summary>
    protected string Multiply(string hidden, params string[] matrices)
    {
        (float[] values, int[] shape) = Weights.Matrices(Array.ConvertAll(matrices, name => name + ".weight"));
        return Graph.Apply("MatMul", [hidden, Graph.Constant(matrices[0] + ".kernel", values, shape)]);
    }

    protected string Vector(params string[] names)
    {
        float[] values = Weights.Vectors(names);
        return Graph.Constant(names[0], values, values.Length);
    }

    protected string Table(string name)
    {
        (float[] values, int[] shape) = Weights.Table(name);
        return Graph.Constant(name, values, shape);
    }
}
