using System;
using System.IO;
using System.Linq;
using Benchmarks.Models;
using Peers.Onnx;
using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Peers.EncoderDecoders;

/// <summary>An encoder-decoder of the comparison: its size, and its files for both sides with the same random weights.</summary>
internal sealed record EncoderDecoderShape(string Name, ModelDefinition Definition, Func<string, LoadOptions, EncoderDecoderModel> Load)
{
    public static EncoderDecoderShape TransformerBase { get; } = new(
        "Transformer base",
        Benchmarks.Models.TransformerBase.Description,
        (path, options) => Benchmarks.Models.TransformerBase.Load(path, options))
    {
        ModelDim = 512, HeadCount = 8, LayerCount = 6, FeedForwardDim = 2048, VocabularySize = 32000, ContextLength = 256,
        EmbeddingScale = 22.627417f,
    };

    public required int ModelDim { get; init; }

    public required int HeadCount { get; init; }

    /// <summary>Layers of each side.</summary>
    public required int LayerCount { get; init; }

    public required int FeedForwardDim { get; init; }

    public required int VocabularySize { get; init; }

    public required int ContextLength { get; init; }

    public required float EmbeddingScale { get; init; }

    public int HeadDim => ModelDim / HeadCount;

    /// <summary>Path of the checkpoint, which is written if it is not there.</summary>
    public string Checkpoint => RandomCheckpoint.Write(Definition);

    /// <summary>
    /// Useful floating-point operations of the encoder, and of the keys and values that the decoder reads of a source: no padding.
    /// </summary>
    public double EncoderFlops(TranslationWork work)
    {
        double perToken = 2.0 * ((4.0 * ModelDim * ModelDim) + (2.0 * ModelDim * FeedForwardDim));
        double cross = 4.0 * ModelDim * ModelDim;
        return LayerCount * work.Sources.Lengths.Sum(length => (length * (perToken + cross)) + (4.0 * length * length * ModelDim));
    }

    /// <summary>Useful floating-point operations of all steps; in the first each source has one row.</summary>
    public double DecoderFlops(TranslationWork work)
    {
        double perRow = 2.0 * ((6.0 * ModelDim * ModelDim) + (2.0 * ModelDim * FeedForwardDim));
        double head = 2.0 * ModelDim * VocabularySize;
        return work.Steps.Zip(work.Sources.Lengths, OfSource).Sum();

        double OfSource(int steps, int source) => Enumerable.Range(0, steps).Sum(step =>
            (step == 0 ? 1 : work.Beams) * (head + (LayerCount * (perRow + (4.0 * ModelDim * (step + 1 + source))))));
    }

    /// <summary>Path of the encoder as an ONNX graph with the weights of the checkpoint, which is written if it is not there.</summary>
    public string EncoderFile(OnnxStyle style) => Write($".{style}.encoder.onnx", style == OnnxStyle.Plain, style == OnnxStyle.Attention,
        (graph, path) => graph.SaveEncoder(path));

    /// <summary>Path of the decoder, for padded sources or others; the plain one always has a mask.</summary>
    public string DecoderFile(TargetStyle style, bool isPadded) => style == TargetStyle.Plain
        ? Write(".Plain.decoder.onnx", isPlain: true, hasMask: true, (graph, path) => graph.SaveDecoder(path))
        : Write($".{style}{(isPadded ? ".Masked" : "")}.decoder.onnx", isPlain: false, isPadded, (graph, path) => graph.SaveDecoder(path));

    private string Write(string ending, bool isPlain, bool hasMask, Action<TransformerGraph, string> write)
    {
        string path = Path.ChangeExtension(Checkpoint, ending);
        if (!File.Exists(path))
        {
            using CheckpointWeights weights = new(Checkpoint);
            write(isPlain ? new PlainTransformerGraph(weights, this) : new FusedTransformerGraph(weights, this, hasMask), path);
        }

        return path;
    }
}
