using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Weights;

namespace Runtime.Tests.Weights;

/// <summary>A checkpoint under construction and the same tensors in memory, with values that tell every element from every other.</summary>
internal sealed class ModelFiles
{
    private readonly SafetensorsBuilder _builder = new();
    private readonly Dictionary<string, float[]> _tensors = new(StringComparer.Ordinal);
    private int _next = 1;

    /// <summary>Whether 32-bit tensors too have values that 16 bits can hold.</summary>
    internal bool HoldsSmallNumbers { get; init; }

    internal IReadOnlyDictionary<string, float[]> Tensors => _tensors;

    internal ModelFiles Add(string name, params long[] shape) => AddAs("F32", name, shape);

    internal ModelFiles AddAs(string type, string name, params long[] shape)
    {
        // 16-bit types hold few integers: they get values from 1 to 200.
        bool isWide = type is "F32" or "F64" && !HoldsSmallNumbers;
        int count = (int)shape.Aggregate(1L, static (product, length) => product * length);
        float[] values = [.. Enumerable.Range(_next, count).Select(value => (float)(isWide ? value : (value % 200) + 1))];
        _next += count;
        _tensors.Add(name, values);
        _builder.Add(name, shape, values, type);
        return this;
    }

    internal ModelFiles AddBytes(string type, string name, long[] shape, int bytes)
    {
        _builder.Add(name, type, shape, new byte[bytes]);
        return this;
    }

    internal Checkpoint Open(TemporaryFolder folder) => Checkpoint.Open(folder.Write("model.safetensors", _builder.Build()));

    /// <summary>A table of one entry at offset 0.</summary>
    internal static TensorTable Table(TensorLayout layout, int columns, params TensorSource[] sources) =>
        Table([""], [], layout, columns, sources);

    internal static TensorTable Table(string[] prefixes, string[] ignored, TensorLayout layout, int columns, params TensorSource[] sources)
    {
        TensorEntry entry = new("Weight", layout, sources.Sum(static source => source.Rows), columns, 0, 1, 0, sources);
        return new TensorTable(entry.FloatCount, prefixes, ignored, [entry]);
    }
}
