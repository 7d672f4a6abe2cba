using System;
using System.Collections.Generic;
using System.Linq;

namespace Transformers.Generated.Reference;

/// <summary>
/// A whole BERT-like encoder (Devlin et al., "BERT", 2019), in double, one sequence at a time: the oracle for models of any shape.
/// </summary>
/// <remarks>
/// Tensors carry Hugging Face's BERT names without the leading "bert.". Biases, token types, and the norms of the embeddings and of the
/// last hidden states may be absent; a missing matrix throws. A pre-norm model keeps the norm in front of attention under
/// "attention.output.LayerNorm", the one in front of the feed-forward layer under "output.LayerNorm"; the last norm of either kind is
/// "encoder.LayerNorm".
/// </remarks>
internal sealed class ReferenceEncoder(ReferenceEncoderShape shape, IReadOnlyDictionary<string, float[]> tensors)
{
    private readonly int _headDim = shape.HeadDim ?? (shape.ModelDim / shape.HeadCount);

    /// <summary>
    /// The embeddings and the hidden states after every layer, each [T, ModelDim]; where there is a last norm, the last one is normalised.
    /// </summary>
    /// <param name="tokens">[T], rows of the vocabulary.</param>
    /// <param name="tokenTypes">[T], or empty for all 0.</param>
    /// <param name="positions">[T], or empty for 0, 1, 2, ...</param>
    /// <param name="weights">Receives the attention weights of each layer, [H, T, T]; or null.</param>
    internal double[][] Forward(
        ReadOnlySpan<int> tokens, ReadOnlySpan<int> tokenTypes = default, ReadOnlySpan<int> positions = default, List<double[]>? weights = null)
    {
        double[][] states = new double[shape.LayerCount + 1][];
        states[0] = Embed(tokens, tokenTypes, positions);
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            states[layer + 1] = Block(states[layer], $"encoder.layer.{layer}.", weights);
        }

        if (tensors.ContainsKey("encoder.LayerNorm.weight"))
        {
            states[^1] = Norm(states[^1], "encoder.LayerNorm");
        }

        return states;
    }

    private double[] Embed(ReadOnlySpan<int> tokens, ReadOnlySpan<int> tokenTypes, ReadOnlySpan<int> positions)
    {
        int dim = shape.ModelDim;
        int length = positions.IsEmpty ? tokens.Length : positions.ToArray().Max() + 1;
        ReadOnlySpan<float> learned = tensors.GetValueOrDefault("embeddings.position_embeddings.weight");
        double[] table = ReferencePositions.Rows(shape.Positions, shape.FirstPosition, length, dim, learned);
        float[] words = tensors["embeddings.word_embeddings.weight"];
        bool hasTypes = tensors.TryGetValue("embeddings.token_type_embeddings.weight", out float[]? types);
        double[] x = new double[tokens.Length * dim];
        for (int t = 0; t < tokens.Length; t++)
        {
            int type = tokenTypes.IsEmpty ? 0 : tokenTypes[t];
            int position = positions.IsEmpty ? t : positions[t];
            for (int k = 0; k < dim; k++)
            {
                x[(t * dim) + k] = (words[(tokens[t] * dim) + k] * shape.EmbeddingScale)
                    + table[(position * dim) + k]
                    + (hasTypes ? types![(type * dim) + k] : 0);
            }
        }

        return tensors.ContainsKey("embeddings.LayerNorm.weight") ? Norm(x, "embeddings.LayerNorm") : x;
    }

    private double[] Block(double[] x, string prefix, List<double[]>? weights)
    {
        if (shape.NormPlacement == ReferenceNormPlacement.Pre)
        {
            double[] attended = Attention(Norm(x, prefix + "attention.output.LayerNorm"), x, prefix, weights);
            return FeedForward(Norm(attended, prefix + "output.LayerNorm"), attended, prefix);
        }

        double[] middle = Norm(Attention(x, x, prefix, weights), prefix + "attention.output.LayerNorm");
        return Norm(FeedForward(middle, middle, prefix), prefix + "output.LayerNorm");
    }

    private double[] Attention(double[] x, double[] residual, string prefix, List<double[]>? weights)
    {
        int width = shape.HeadCount * _headDim;
        double[] query = Project(x, prefix + "attention.self.query", width);
        double[] key = Project(x, prefix + "attention.self.key", width);
        double[] value = Project(x, prefix + "attention.self.value", width);
        ReferenceAttentionShape heads = new(shape.HeadCount, shape.HeadCount, _headDim) { Causal = shape.IsCausal };
        int tokens = x.Length / shape.ModelDim;
        double[] rows = new double[weights is null ? 0 : shape.HeadCount * tokens * tokens];
        double[] context = ReferenceAttention.Attend(query, key, value, heads, weights: rows);
        weights?.Add(rows);
        return Project(context, prefix + "attention.output.dense", shape.ModelDim, ReferenceActivation.None, residual);
    }

    private double[] FeedForward(double[] x, double[] residual, string prefix)
    {
        double[] inner = Project(x, prefix + "intermediate.dense", shape.FeedForwardDim, shape.Activation);
        return Project(inner, prefix + "output.dense", shape.ModelDim, ReferenceActivation.None, residual);
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

    private double[] Norm(double[] x, string name)
    {
        return ReferenceNorm.LayerNorm(x, tensors[name + ".weight"], tensors.GetValueOrDefault(name + ".bias"), shape.Epsilon);
    }
}
