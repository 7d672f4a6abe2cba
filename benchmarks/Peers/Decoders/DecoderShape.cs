using System;
using System.Collections.Generic;
using System.IO;
using Benchmarks.Models;
using Peers.Llama;
using Peers.Onnx;
using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Peers.Decoders;

/// <summary>A decoder of the comparison: its size, and its files for all sides with the same random weights.</summary>
internal sealed record DecoderShape(string Name, ModelDefinition Definition, Func<string, LoadOptions, DecoderModel> Load)
{
    public static DecoderShape Gpt2 { get; } =
        new("GPT-2", Benchmarks.Models.Gpt2.Description, (path, options) => Benchmarks.Models.Gpt2.Load(path, options))
        {
            ModelDim = 768, HeadCount = 12, KeyValueHeadCount = 12, LayerCount = 12, FeedForwardDim = 3072, VocabularySize = 50257,
            ContextLength = 1024,
        };

    public static DecoderShape SmolLm2 { get; } =
        new("SmolLM2-135M", Benchmarks.Models.SmolLm2.Description, (path, options) => Benchmarks.Models.SmolLm2.Load(path, options))
        {
            IsLlama = true, ModelDim = 576, HeadCount = 9, KeyValueHeadCount = 3, LayerCount = 30, FeedForwardDim = 1536,
            VocabularySize = 49152, ContextLength = 2048, RotaryTheta = 100_000f,
        };

    public static IReadOnlyList<DecoderShape> All { get; } =
    [
        Gpt2,
        SmolLm2,
        Gpt2 with { Name = "GPT-2 bfloat16", IsHalf = true, Load = (path, options) => Gpt2BFloat16.Load(path, options) },
        SmolLm2 with { Name = "SmolLM2-135M bfloat16", IsHalf = true, Load = (path, options) => SmolLm2BFloat16.Load(path, options) },
    ];

    public bool IsLlama { get; private init; }

    public required int ModelDim { get; init; }

    public required int HeadCount { get; init; }

    public required int KeyValueHeadCount { get; init; }

    public required int LayerCount { get; init; }

    public required int FeedForwardDim { get; init; }

    public required int VocabularySize { get; init; }

    public required int ContextLength { get; init; }

    public float RotaryTheta { get; private init; }

    /// <summary>Whether our model keeps its matrices as 16-bit numbers.</summary>
    public bool IsHalf { get; private init; }

    public int HeadDim => ModelDim / HeadCount;

    /// <summary>Path of the checkpoint, which is written if it is not there.</summary>
    public string Checkpoint => RandomCheckpoint.Write(Definition);

    /// <summary>Formats that llama.cpp is given: of those with as many bits as ours, the fastest counts.</summary>
    public GgufType[] LlamaTypes => IsHalf ? [GgufType.BFloat16, GgufType.Float16] : [GgufType.Float32];

    public DecoderStyle[] Styles => IsLlama ? [DecoderStyle.GroupQuery, DecoderStyle.Unpacked]
        : [DecoderStyle.GroupQuery, DecoderStyle.Unpacked, DecoderStyle.Attention];

    /// <summary>Weights of the matrices of one layer.</summary>
    private long LayerWeights =>
        (2L * ModelDim * HeadDim * (HeadCount + KeyValueHeadCount)) + ((IsLlama ? 3L : 2L) * ModelDim * FeedForwardDim);

    /// <summary>
    /// Useful floating-point operations: projections, attention to what a token sees, and for the last token alone the head and the last layer,
    /// but for its keys and values.
    /// </summary>
    public double Flops(DecoderWork work)
    {
        double seen = (work.Count * (double)work.Past) + (work.Count * (work.Count + 1.0) / 2);
        double layer = (2.0 * work.Count * LayerWeights) + (4.0 * ModelDim * seen);
        double keyValueWeights = 2.0 * ModelDim * HeadDim * KeyValueHeadCount;
        double lastLayer = (2.0 * ((work.Count * keyValueWeights) + (LayerWeights - keyValueWeights))) + (4.0 * ModelDim * (work.Past + work.Count));
        return work.Sequences * (((LayerCount - 1) * layer) + lastLayer + (2.0 * ModelDim * VocabularySize));
    }

    /// <summary>Bytes that a pass reads at least: every matrix once, and the keys and values of tokens before.</summary>
    public double BytesRead(DecoderWork work, int weightBytes, int cacheBytes) =>
        (weightBytes * ((LayerCount * (double)LayerWeights) + ((double)ModelDim * VocabularySize)))
        + (cacheBytes * 2.0 * work.Sequences * work.Past * LayerCount * KeyValueHeadCount * HeadDim);

    /// <summary>Path of an ONNX graph with the weights of the checkpoint, which is written if it is not there.</summary>
    public string OnnxFile(DecoderStyle style)
    {
        bool isGrouped = style != DecoderStyle.Attention;
        return Write(isGrouped ? ".GroupQuery.onnx" : ".Attention.onnx", (weights, path) =>
        {
            DecoderGraph graph = IsLlama ? new LlamaGraph(weights, this) : new Gpt2Graph(weights, this, isGrouped);
            graph.Save(path);
        });
    }

    /// <summary>Path of a GGUF file with the weights of the checkpoint, which is written if it is not there.</summary>
    public string GgufFile(GgufType type) => Write($".{type}.gguf", (weights, path) => new GgufDecoder(weights, this, type).Save(path));

    private string Write(string ending, Action<CheckpointWeights, string> write)
    {
        string path = Path.ChangeExtension(Checkpoint, ending);
        if (!File.Exists(path))
        {
            using CheckpointWeights weights = new(Checkpoint);
            write(weights, path);
        }

        return path;
    }
}
