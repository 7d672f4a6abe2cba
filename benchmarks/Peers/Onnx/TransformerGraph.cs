using System;
using System.Linq;
using Peers.EncoderDecoders;

namespace Peers.Onnx;

/// <summary>The original Transformer as two ONNX graphs, from torch's names of tensors; what the styles share.</summary>
/// <remarks>
/// The encoder gives hidden states and, for each layer of the decoder, keys and values of the sources. The decoder takes one token for each
/// row; rows of one source stand together and attend to it as if they were its sequence.
/// </remarks>
internal abstract class TransformerGraph(CheckpointWeights weights, EncoderDecoderShape shape)
{
    protected const float NormEpsilon = 1e-5f;

    protected OnnxGraph Graph { get; } = new();

    protected EncoderDecoderShape Shape { get; } = shape;

    /// <summary>Whether sources are padded, which a mask tells.</summary>
    protected abstract bool HasMask { get; }

    private string[] CacheShape => ["batch", $"{Shape.HeadCount}", "source", $"{Shape.HeadDim}"];

    public void SaveEncoder(string path)
    {
        Graph.Input(EncoderInputs.Ids, OnnxType.Int32, "batch", "source");
        string hidden = Begin("source", isDecoder: false);
        for (int layer = 0; layer < Shape.LayerCount; layer++)
        {
            string prefix = $"encoder.layers.{layer}.";
            hidden = AddAndNorm(SourceAttention(prefix + "self_attn.", hidden), hidden, prefix + "self_attn.out_proj.", prefix + "norm1.");
            hidden = FeedForward(hidden, prefix, prefix + "norm2.");
        }

        Graph.Output(EncoderInputs.Output, Reshape(hidden, "rows", -1, Shape.ModelDim), "tokens", $"{Shape.ModelDim}");
        string size = Graph.Apply("Shape", [EncoderInputs.Ids]);
        string heads = Graph.Apply("Concat", [size, Graph.Constant("headSizes", Shape.HeadCount, Shape.HeadDim)], ("axis", 0));
        for (int layer = 0; layer < Shape.LayerCount; layer++)
        {
            Cross("key", layer, Shape.ModelDim);
            Cross("value", layer, 2 * Shape.ModelDim);
        }

        Graph.Save(path);

        void Cross(string what, int layer, int firstRow)
        {
            string name = TranslationInputs.Cross(what, layer);
            string projected = Project(hidden, $"decoder.layers.{layer}.multihead_attn.in_proj_", firstRow, Shape.ModelDim);
            Graph.Apply("Transpose", "", [Graph.Apply("Reshape", [projected, heads])], [name], ("perm", PlainOperators.ByHead));
            Graph.Declare(name, CacheShape);
        }
    }

    public void SaveDecoder(string path)
    {
        Graph.Input(EncoderInputs.Ids, OnnxType.Int32, "batch", "one");
        Graph.Input(TranslationInputs.RowsBySource, OnnxType.Int64, "3");
        string hidden = Begin("one", isDecoder: true);
        for (int layer = 0; layer < Shape.LayerCount; layer++)
        {
            string prefix = $"decoder.layers.{layer}.";
            hidden = AddAndNorm(TargetAttention(layer, hidden), hidden, prefix + "self_attn.out_proj.", prefix + "norm1.");
            string keys = Graph.Input(TranslationInputs.Cross("key", layer), OnnxType.Float, CacheShape);
            string values = Graph.Input(TranslationInputs.Cross("value", layer), OnnxType.Float, CacheShape);
            string query = Project(hidden, prefix + "multihead_attn.in_proj_", 0, Shape.ModelDim);
            string bySource = Graph.Apply("Reshape", [query, TranslationInputs.RowsBySource]);
            string attended = AsRows(CrossAttention(bySource, keys, values));
            hidden = AddAndNorm(attended, hidden, prefix + "multihead_attn.out_proj.", prefix + "norm2.");
            hidden = FeedForward(hidden, prefix, prefix + "norm3.");
        }

        (float[] head, int[] size) = weights.Matrices("embedding.weight");
        string last = Reshape(hidden, "rows", -1, Shape.ModelDim);
        Graph.Apply("MatMul", "", [last, Graph.Constant("head.kernel", head, size)], [DecoderInputs.Logits]);
        Graph.Declare(DecoderInputs.Logits, "batch", $"{Shape.VocabularySize}");
        Graph.Save(path);
    }

    /// <summary>The shape [batch, seq, -1] of what the graph takes.</summary>
    protected string Batched { get; private set; } = "";

    /// <summary>Hidden states as the style keeps them, of [.., ModelDim].</summary>
    protected abstract string AsRows(string hidden);

    /// <summary>Writes what all layers share.</summary>
    protected abstract void Prepare(bool isDecoder);

    /// <summary>x · W + b, with some outputs of the weight and of the bias.</summary>
    protected abstract string Project(string x, string name, int first, int count);

    /// <summary>Self-attention of the encoder, before its output projection.</summary>
    protected abstract string SourceAttention(string self, string hidden);

    /// <summary>Self-attention of the decoder, before its output projection.</summary>
    protected abstract string TargetAttention(int layer, string hidden);

    /// <summary>[sources, rows of each, ModelDim]: attention to keys and values [sources, heads, source, HeadDim].</summary>
    protected abstract string CrossAttention(string query, string keys, string values);

    /// <summary>norm(x · W + b + residual)</summary>
    protected abstract string AddAndNorm(string x, string residual, string projection, string norm);

    /// <summary>x · W, without bias.</summary>
    /// <param name="x">What is multiplied.</param>
    /// <param name="name">The tensors' name without <c>weight</c> and <c>bias</c>.</param>
    protected string Multiply(string x, string name) => Graph.Apply("MatMul", [x, Matrix(name, 0, Outputs(name))]);

    /// <summary>Some outputs of a weight, as [in, out].</summary>
    protected string Matrix(string name, int first, int count)
    {
        (float[] values, int[] size) = weights.Matrix(name + "weight", first, count);
        return Graph.Constant($"{name}weight.{first}", values, size);
    }

    protected string Vector(string name) => Vector(name, 0, weights.Vectors(name).Length);

    protected string Vector(string name, int first, int count) =>
        Graph.Constant($"{name}.{first}", weights.Vectors(name)[first..(first + count)], count);

    protected string Reshape(string x, string name, params long[] sizes) => Graph.Apply("Reshape", [x, Graph.Constant(name, sizes)]);

    private int Outputs(string name) => weights.Vectors(name + "bias").Length;

    /// <summary>Writes what stands before the layers, and the embeddings: those of tokens, scaled beforehand, and of positions.</summary>
    private string Begin(string length, bool isDecoder)
    {
        Graph.Input(DecoderInputs.Positions, OnnxType.Int32, length);
        if (HasMask)
        {
            Graph.Input(EncoderInputs.Mask, OnnxType.Int32, "sources", "source");
        }

        Batched = Graph.Apply("Concat", [Graph.Apply("Shape", [EncoderInputs.Ids]), Graph.Constant("lastAxis", -1L)], ("axis", 0));
        Prepare(isDecoder);
        (float[] table, int[] size) = weights.Table("embedding.weight");
        string scaled = Graph.Constant("embedding", [.. table.Select(value => value * Shape.EmbeddingScale)], size);
        string positions = Graph.Constant("positions", Positions(), Shape.ContextLength, Shape.ModelDim);
        string sum = Graph.Apply("Add",
            [Graph.Apply("Gather", [scaled, EncoderInputs.Ids]), Graph.Apply("Gather", [positions, DecoderInputs.Positions])]);
        return AsRows(sum);
    }

    private string FeedForward(string hidden, string prefix, string norm)
    {
        string up = prefix + "linear1.";
        string inner = Graph.Apply("Relu", [Project(hidden, up, 0, Outputs(up))]);
        return AddAndNorm(inner, hidden, prefix + "linear2.", norm);
    }

    /// <summary>[ContextLength, ModelDim]: sin(p · 10000^(-2i/d)) in column 2i, cos in 2i + 1.</summary>
    private float[] Positions()
    {
        float[] table = new float[Shape.ContextLength * Shape.ModelDim];
        for (int at = 0; at < table.Length; at++)
        {
            (int position, int column) = Math.DivRem(at, Shape.ModelDim);
            double angle = position * Math.Pow(10000, -2.0 * (column / 2) / Shape.ModelDim);
            table[at] = (float)(column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }

        return table;
    }
}
