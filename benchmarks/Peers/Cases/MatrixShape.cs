using System;
using System.Collections.Generic;
using Benchmarks.Models;
using Transformers.Generated.Execution;

namespace Peers.Cases;

/// <summary>A projection of a model: [128, K] · [N, K]ᵀ.</summary>
internal sealed record MatrixShape(string Name, int N, int K, Type Model, ModelDefinition Definition)
{
    public const int Rows = 128;

    public static IReadOnlyList<MatrixShape> All { get; } =
    [
        .. Of("MiniLM", 384, 1536, typeof(MiniLmProjections), MiniLmProjections.Description),
        .. Of("BERT-base", 768, 3072, typeof(BertBaseProjections), BertBaseProjections.Description),
    ];

    public double Flops => 2.0 * Rows * N * K;

    private static MatrixShape[] Of(string name, int modelDim, int feedForwardDim, Type model, ModelDefinition definition) =>
    [
        new($"{name} QKV", 3 * modelDim, modelDim, model, definition),
        new($"{name} output", modelDim, modelDim, model, definition),
        new($"{name} up", feedForwardDim, modelDim, model, definition),
        new($"{name} down", modelDim, feedForwardDim, model, definition),
    ];
}
