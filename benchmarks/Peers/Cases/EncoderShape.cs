using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Benchmarks.Models;
using Peers.Onnx;
using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Peers.Cases;

/// <summary>A model of the comparison: its size, and its files for both sides with the same random weights.</summary>
internal sealed record EncoderShape(
    string Name, int ModelDim, int HeadCount, int LayerCount, int FeedForwardDim,
    ModelDefinition Definition, Func<string, LoadOptions, EncoderModel> Load)
{
    public static EncoderShape MiniLm { get; } = new(
        "MiniLM-L6", 384, 12, 6, 1536,
        Benchmarks.Models.MiniLm.Description, (path, options) => Benchmarks.Models.MiniLm.Load(path, options));

    public static EncoderShape BertBase { get; } = new(
        "BERT-base", 768, 12, 12, 3072,
        Benchmarks.Models.BertBase.Description, (path, options) => Benchmarks.Models.BertBase.Load(path, options));

    public static EncoderShape TinyBert4 { get; } = new(
        "TinyBERT-4", 312, 12, 4, 1200,
        Benchmarks.Models.TinyBert4.Description, (path, options) => Benchmarks.Models.TinyBert4.Load(path, options));

    public static IReadOnlyList<EncoderShape> All { get; } = [MiniLm, BertBase, TinyBert4];

    /// <summary>Path of the checkpoint, which is written if it is not there.</summary>
    public string Checkpoint => RandomCheckpoint.Write(Definition);

    /// <summary>
    /// Floating-point operations of the products for a batch: projections, scores and sums of values. Padding is no useful work.
    /// </summary>
    public double Flops(Tokens tokens)
    {
        double perToken = 2.0 * ((4.0 * ModelDim * ModelDim) + (2.0 * ModelDim * FeedForwardDim));
        return LayerCount * tokens.Lengths.Sum(length => (length * perToken) + (4.0 * length * length * ModelDim));
    }

    /// <summary>Path of an ONNX graph with the weights of the checkpoint, which is written if it is not there.</summary>
    public string OnnxFile(OnnxStyle style)
    {
        string path = Path.ChangeExtension(Checkpoint, $".{style}.onnx");
        if (!File.Exists(path))
        {
            using CheckpointWeights weights = new(Checkpoint);
            EncoderGraph graph = style == OnnxStyle.Plain
                ? new PlainEncoderGraph(weights, ModelDim, HeadCount, LayerCount)
                : new ContribEncoderGraph(weights, ModelDim, HeadCount, LayerCount, hasMask: style == OnnxStyle.Attention);
            graph.Save(path);
        }

        return path;
    }
}
