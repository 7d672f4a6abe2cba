using System;
using System.Linq;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Reference;

namespace Model.Tests.Activations;

/// <summary>
/// The attention weights of a T5 in double, layer by layer, from the hidden states before it that a sink was given: one sequence.
/// </summary>
internal sealed class T5Attention(ModelDefinition definition, SafetensorsData tensors, ActivationRecorder recorder)
{
    private const double Epsilon = 1e-6;

    /// <summary>Self-attention of a layer, [H, T, T].</summary>
    public double[] Self(ModelSide side, int layer) => ComputeSelf(side, layer).Weights;

    /// <summary>Cross-attention of a layer, [H, T', T]; its queries come after self-attention.</summary>
    public double[] Cross(int layer, int encoderLayers)
    {
        string prefix = $"decoder.block.{layer}.layer.1.";
        double[] memory = Widen(recorder.HiddenStates(ModelSide.Encoder, encoderLayers + 1));
        double[] query = Project(Norm(ComputeSelf(ModelSide.Decoder, layer).Hidden, prefix), prefix + "EncDecAttention.q");
        double[] key = Project(memory, prefix + "EncDecAttention.k");
        AttentionShape shape = definition.CrossAttention!;
        double[] weights = new double[shape.HeadCount * (query.Length / (shape.HeadCount * shape.HeadDim)) * (memory.Length / definition.ModelDim)];
        ReferenceAttention.Attend(query, key, key, Heads(shape, isCausal: false), weights: weights);
        return weights;
    }

    private (double[] Weights, double[] Hidden) ComputeSelf(ModelSide side, int layer)
    {
        bool isEncoder = side == ModelSide.Encoder;
        string stack = isEncoder ? "encoder" : "decoder";
        string prefix = $"{stack}.block.{layer}.layer.0.";
        AttentionShape shape = (isEncoder ? definition.EncoderAttention : definition.DecoderAttention)!;
        double[] hidden = Widen(recorder.HiddenStates(side, layer));
        double[] x = Norm(hidden, prefix);
        int tokens = hidden.Length / definition.ModelDim;
        float[] table = tensors.Values($"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"); // [buckets, heads], of all layers
        double[] bias = new double[shape.HeadCount * tokens * tokens];
        for (int i = 0; i < bias.Length; i++)
        {
            int bucket = ReferencePositions.RelativeBucket((i % tokens) - (i / tokens % tokens), isEncoder);
            bias[i] = table[(bucket * shape.HeadCount) + (i / (tokens * tokens))];
        }

        double[] weights = new double[bias.Length];
        double[] context = ReferenceAttention.Attend(
            Project(x, prefix + "SelfAttention.q"), Project(x, prefix + "SelfAttention.k"), Project(x, prefix + "SelfAttention.v"),
            Heads(shape, isCausal: !isEncoder), bias: bias, weights: weights);
        return (weights, [.. Project(context, prefix + "SelfAttention.o").Zip(hidden, (change, state) => change + state)]);
    }

    private static ReferenceAttentionShape Heads(AttentionShape shape, bool isCausal) =>
        new(shape.HeadCount, shape.HeadCount, shape.HeadDim) { Causal = isCausal, Scale = 1 };

    private double[] Norm(double[] x, string prefix) => ReferenceNorm.RmsNorm(x, tensors.Values(prefix + "layer_norm.weight"), Epsilon);

    private double[] Project(double[] x, string name)
    {
        int[] shape = tensors.Shape(name + ".weight"); // [out, in]
        return ReferenceProjection.Project(x, tensors.Values(name + ".weight"), [], shape[1], shape[0]);
    }

    private static double[] Widen(ReadOnlySpan<float> values) => ReferenceMath.Widen(values);
}
