using System;
using System.Linq;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests.Kernels;

/// <summary>What the kernels of a model have compiled in beyond what their names say.</summary>
/// <param name="Name">The model.</param>
/// <param name="Epsilon">ε of its norms.</param>
internal sealed record KernelCase(string Name, float Epsilon)
{
    private static readonly KernelCase[] s_all =
    [
        new("TinyBert", 1e-12f), new("TinyGpt2", 1e-5f), new("TinyT5", 1e-6f), new("OddMasked", 1e-12f), new("OddSinusoidal", 1e-12f),
        new("OddCustom", 1e-5f), new("OddClassifier", 1e-12f), new("OddTokens", 1e-12f), new("OddDecoder", 1e-5f),
        new("OddGatedDecoder", 1e-6f), new("OddGatedT5", 1e-6f), new("BrainDecoder", 1e-6f), new("HalfDecoder", 1e-5f),
    ];

    public static TheoryData<string> Names => [.. s_all.Select(each => each.Name)];

    /// <summary>T5 does not scale its scores.</summary>
    public bool IsT5 => Name is "TinyT5" or "OddGatedT5";

    public ModelDefinition Definition => RandomCheckpoint.DefinitionOf(TestModel.TypeOf(Name));

    /// <summary>What its matrices hold.</summary>
    public WeightFormat Format => Definition.Tensors.Entries.First(entry => entry.Layout == TensorLayout.Panels).Format;

    public static KernelCase Of(string name) => s_all.Single(each => each.Name == name);

    public double ScoreScale(int headDim) => IsT5 ? 1 : (float)(1 / Math.Sqrt(headDim));

    /// <summary>T5 scales hidden states in front of a tied output.</summary>
    public float GatherScale(int columns) => Name == "TinyT5" ? (float)(1 / Math.Sqrt(columns)) : 1f;
}
