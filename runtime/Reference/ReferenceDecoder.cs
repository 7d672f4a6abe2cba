using System;
using System.Collections.Generic;
using System.Linq;

namespace Transformers.Generated.Reference;

/// <summary>
/// A whole causal decoder, in double, one sequence at a time and without a cache: GPT, GPT-2, GPT-3, Llama, Mistral, Qwen.
/// </summary>
/// <remarks>
/// Tensors carry Hugging Face's Llama names without the leading "model."; weights are [out, in]. What is there is used: a gate
/// (mlp.gate_proj), biases, norms of query and key heads (self_attn.q_norm), learned positions (embed_positions), a last norm (norm), an
/// output matrix of its own (lm_head). A post-norm model keeps its norms under the same names as a pre-norm one.
/// </remarks>
internal sealed class ReferenceDecoder(ReferenceDecoderShape shape, IReadOnlyDictionary<string, float[]> tensors)
{
    private readonly int _headDim = shape.HeadDim ?? (shape.ModelDim / shape.HeadCount);
    private readonly int _keyValueHeads = shape.KeyValueHeadCount ?? shape.HeadCount;

    /// <summary>
    /// The embeddings and the hidden states after every layer, each [T, ModelDim]; where there is a last norm, the last one is normalised.
    /// </summary>
    /// <param name="tokens">[T], rows of the vocabulary; token t stands at position t.</param>
    /// <param name="weights">Receives the attention weights of each layer, [H, T, T]; or null.</param>
    internal double[][] Forward(ReadOnlySpan<int> tokens, List<double[]>? weights = null)
    {
        int[] positions = [.. Enumerable.Range(0, tokens.Length)];
        double[][] states = new double[shape.LayerCount + 1][];
        states[0] = Embed(tokens);
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            states[layer + 1] = Block(states[layer], positions, layer, weights);
        }

        if (tensors.ContainsKey("norm.weight"))
        {
            states[^1] = Norm(states[^1], "norm");
        }

        return states;
    }

    /// <summary>The logits of the last hidden states: [T, vocabulary].</summary>
    internal double[] Logits(double[] hidden)
    {
        string name = tensors.ContainsKey("lm_head.weight") ? "lm_head" : "embed_tokens";
        return Project(hidden, name, tensors[name + ".weight"].Length / shape.ModelDim);
    }

    private double[] Embed(ReadOnlySpan<int> tokens)
    {
        int dim = shape.ModelDim;
        float[] words = tensors["embed_tokens.weight"];
        float[]? positions = tensors.GetValueOrDefault("embed_positions.weight");
        double[] x = new double[tokens.Length * dim];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (double)words[(tokens[i / dim] * dim) + (i % dim)] + (positions?[i] ?? 0);
        }

        return x;
    }

    private double[] Block(double[] x, int[] positions, int layer, List<double[]>? weights)
    {
        string attentionNorm = $"layers.{layer}.input_layernorm";
        string feedForwardNorm = $"layers.{layer}.post_attention_layernorm";
        if (shape.NormPlacement == ReferenceNormPlacement.Pre)
        {
            double[] attended = Attention(Norm(x, attentionNorm), x, positions, layer, weights);
            return FeedForward(Norm(attended, feedForwardNorm), attended, layer);
        }

        double[] middle = Norm(Attention(x, x, positions, layer, weights), attentionNorm);
        return Norm(FeedForward(middle, middle, layer), feedForwardNorm);
    }

    private double[] Attention(double[] x, double[] residual, int[] positions, int layer, List<double[]>? weights)
    {
        string prefix = $"layers.{layer}.self_attn.";
        double[] query = Turn(Project(x, prefix + "q_proj", shape.HeadCount * _headDim), prefix + "q_norm.weight", positions);
        double[] key = Turn(Project(x, prefix + "k_proj", _keyValueHeads * _headDim), prefix + "k_norm.weight", positions);
        double[] value = Project(x, prefix + "v_proj", _keyValueHeads * _headDim);
        ReferenceAttentionShape heads = new(shape.HeadCount, _keyValueHeads, _headDim)
        {
            Causal = true,
            SlidingWindow = shape.WindowOf(layer),
        };
        int tokens = x.Length / shape.ModelDim;
        double[] rows = new double[weights is null ? 0 : shape.HeadCount * tokens * tokens];
        double[] context = ReferenceAttention.Attend(query, key, value, heads, weights: rows);
        weights?.Add(rows);
        return Project(context, prefix + "o_proj", shape.ModelDim, residual: residual);
    }

    /// <summary>Norm of every head where the model has one, then rotation.</summary>
    private double[] Turn(double[] heads, string norm, int[] positions)
    {
        double[] normal = tensors.TryGetValue(norm, out float[]? gain) ? ReferenceNorm.RmsNorm(heads, gain, shape.Epsilon) : heads;
        return shape.Rotary?.Rotate(normal, positions, positions.Length) ?? normal;
    }

    private double[] FeedForward(double[] x, double[] residual, int layer)
    {
        string prefix = $"layers.{layer}.mlp.";
        int inner = tensors[prefix + "up_proj.weight"].Length / shape.ModelDim;
        bool isGated = tensors.ContainsKey(prefix + "gate_proj.weight");
        double[] up = Project(x, prefix + "up_proj", inner, isGated ? ReferenceActivation.None : shape.Activation);
        double[] product = isGated
            ? [.. Project(x, prefix + "gate_proj", inner, shape.Activation).Zip(up, static (gate, value) => gate * value)]
            : up;
        return Project(product, prefix + "down_proj", shape.ModelDim, residual: residual);
    }

    private double[] Project(
        double[] x,
        string name,
        int outputDim,
        ReferenceActivation activation = ReferenceActivation.None,
        double[]? residual = null)
    {
        float[] weight = tensors[name + ".weight"];
        float[]? bias = tensors.GetValueOrDefault(name + ".bias");
        return ReferenceProjection.Project(x, weight, bias, weight.Length / outputDim, outputDim, activation, residual);
    }

    private double[] Norm(double[] x, string name) => shape.HasRmsNorm
        ? ReferenceNorm.RmsNorm(x, tensors[name + ".weight"], shape.Epsilon)
        : ReferenceNorm.LayerNorm(x, tensors[name + ".weight"], tensors.GetValueOrDefault(name + ".bias"), shape.Epsilon);
}
