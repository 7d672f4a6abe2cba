using System;
using System.Collections.Generic;

namespace Transformers.Generated.Reference;

/// <summary>
/// The original encoder-decoder (Vaswani et al., "Attention Is All You Need", 2017), in double, one pair of sequences at a time.
/// </summary>
/// <remarks>
/// Tensors carry the names of torch.nn.Transformer, with query, key and value in one matrix; embeddings are "source.weight" and
/// "target.weight", the output matrix is "generator". The norm behind each stack, the source's own embedding, the output matrix (else the
/// target's embedding) and every bias may be absent.
/// </remarks>
internal sealed class ReferenceTransformer(ReferenceTransformerShape shape, IReadOnlyDictionary<string, float[]> tensors)
{
    private readonly ReferenceAttentionShape _heads = new(shape.HeadCount, shape.HeadCount, shape.ModelDim / shape.HeadCount);

    /// <summary>The embeddings and the hidden states after every layer of the encoder, each [S, d]; the last after the last norm.</summary>
    /// <param name="source">[S], rows of the source's vocabulary.</param>
    internal double[][] Encode(ReadOnlySpan<int> source)
    {
        double[][] states = new double[shape.EncoderLayerCount + 1][];
        states[0] = Embed(source, tensors.ContainsKey("source.weight") ? "source.weight" : "target.weight");
        for (int layer = 0; layer < shape.EncoderLayerCount; layer++)
        {
            string prefix = $"encoder.layers.{layer}.";
            double[] x = Sublayer(states[layer], prefix + "norm1", y => Attend(y, y, prefix + "self_attn", isCausal: false));
            states[layer + 1] = Sublayer(x, prefix + "norm2", y => FeedForward(y, prefix));
        }

        states[^1] = LastNorm(states[^1], "encoder.norm");
        return states;
    }

    /// <summary>The same of the decoder, each [T, d].</summary>
    /// <param name="memory">[S, d], the last states of the encoder.</param>
    /// <param name="target">[T], rows of the target's vocabulary.</param>
    internal double[][] Decode(double[] memory, ReadOnlySpan<int> target)
    {
        double[][] states = new double[shape.DecoderLayerCount + 1][];
        states[0] = Embed(target, "target.weight");
        for (int layer = 0; layer < shape.DecoderLayerCount; layer++)
        {
            string prefix = $"decoder.layers.{layer}.";
            double[] x = Sublayer(states[layer], prefix + "norm1", y => Attend(y, y, prefix + "self_attn", isCausal: true));
            x = Sublayer(x, prefix + "norm2", y => Attend(y, memory, prefix + "multihead_attn", isCausal: false));
            states[layer + 1] = Sublayer(x, prefix + "norm3", y => FeedForward(y, prefix));
        }

        states[^1] = LastNorm(states[^1], "decoder.norm");
        return states;
    }

    /// <summary>[T, VocabularySize] from the decoder's last states.</summary>
    internal double[] Logits(double[] hidden)
    {
        float[] weight = tensors.GetValueOrDefault("generator.weight") ?? tensors["target.weight"];
        return ReferenceProjection.Project(
            hidden, weight, tensors.GetValueOrDefault("generator.bias"), shape.ModelDim, weight.Length / shape.ModelDim);
    }

    private double[] Embed(ReadOnlySpan<int> tokens, string name)
    {
        int dim = shape.ModelDim;
        float[] table = tensors[name];
        double[] x = ReferencePositions.Rows(shape.Positions, shape.FirstPosition, tokens.Length, dim);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += table[(tokens[i / dim] * dim) + (i % dim)] * shape.EmbeddingScale;
        }

        return x;
    }

    /// <summary>Post: norm(x + f(x)). Pre: x + f(norm(x)).</summary>
    private double[] Sublayer(double[] x, string norm, Func<double[], double[]> function)
    {
        bool isPre = shape.NormPlacement == ReferenceNormPlacement.Pre;
        double[] y = function(isPre ? Norm(x, norm) : x);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] += x[i];
        }

        return isPre ? y : Norm(y, norm);
    }

    private double[] Attend(double[] queries, double[] keys, string name, bool isCausal)
    {
        double[] query = ProjectPart(queries, name, 0);
        double[] key = ProjectPart(keys, name, 1);
        double[] value = ProjectPart(keys, name, 2);
        double[] context = ReferenceAttention.Attend(query, key, value, _heads with { Causal = isCausal });
        return Project(context, name + ".out_proj", shape.ModelDim);
    }

    /// <summary>One of query, key and value, which stand below each other in one matrix.</summary>
    private double[] ProjectPart(double[] x, string name, int part)
    {
        int dim = shape.ModelDim;
        ReadOnlySpan<float> bias = tensors.GetValueOrDefault(name + ".in_proj_bias");
        return ReferenceProjection.Project(
            x,
            tensors[name + ".in_proj_weight"].AsSpan(part * dim * dim, dim * dim),
            bias.IsEmpty ? default : bias.Slice(part * dim, dim),
            dim,
            dim);
    }

    private double[] FeedForward(double[] x, string prefix)
    {
        int inner = tensors[prefix + "linear1.weight"].Length / shape.ModelDim;
        return Project(Project(x, prefix + "linear1", inner, shape.Activation), prefix + "linear2", shape.ModelDim);
    }

    private double[] Project(double[] x, string name, int outputDim, ReferenceActivation activation = ReferenceActivation.None)
    {
        float[] weight = tensors[name + ".weight"];
        return ReferenceProjection.Project(
            x, weight, tensors.GetValueOrDefault(name + ".bias"), weight.Length / outputDim, outputDim, activation);
    }

    private double[] LastNorm(double[] x, string name) => tensors.ContainsKey(name + ".weight") ? Norm(x, name) : x;

    private double[] Norm(double[] x, string name) =>
        ReferenceNorm.LayerNorm(x, tensors[name + ".weight"], tensors.GetValueOrDefault(name + ".bias"), shape.Epsilon);
}
