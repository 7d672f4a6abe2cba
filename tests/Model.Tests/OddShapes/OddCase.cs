using System;
using System.Collections.Generic;
using System.Linq;
using TestSupport;
using Transformers.Generated.Reference;

namespace Model.Tests.OddShapes;

/// <summary>A declared model, the same model for the oracle, and what the oracle computes for a few sequences.</summary>
internal sealed class OddCase
{
    private readonly Lazy<(double[][] States, List<double[]> Attention)[]> _computed;

    public OddCase(string name, ReferenceEncoderShape shape)
    {
        Name = name;
        Shape = shape;
        SafetensorsData data = RandomCheckpoint.Create(TestModel.TypeOf(name));
        Tensors = data.Names.SelectMany(each => BertNames(each, data.Values(each), shape.ModelDim)).ToDictionary(pair => pair.Name, pair => pair.Values);
        _computed = new Lazy<(double[][], List<double[]>)[]>(() => [.. Samples.Select(Compute)]);
    }

    public string Name { get; }

    public ReferenceEncoderShape Shape { get; }

    /// <summary>The random weights under the names of the oracle.</summary>
    public Dictionary<string, float[]> Tensors { get; }

    public bool HasFinalNorm => Tensors.ContainsKey("encoder.LayerNorm.weight");

    /// <summary>1, 7 and 37 tokens: the longest that every model takes.</summary>
    public Sample[] Samples { get; init; } = [];

    /// <summary>For each sample, the embeddings and the hidden states after every layer.</summary>
    public double[][][] States => [.. _computed.Value.Select(each => each.States)];

    /// <summary>All samples' hidden states after a layer, one after the other.</summary>
    public double[] Hidden(int layer) => [.. States.SelectMany(states => states[layer])];

    /// <summary>A sample's attention weights in a layer, [H, T, T].</summary>
    public double[] Attention(int sample, int layer) => _computed.Value[sample].Attention[layer];

    private (double[][] States, List<double[]> Attention) Compute(Sample sample)
    {
        List<double[]> attention = [];
        return (new ReferenceEncoder(Shape, Tensors).Forward(sample.Ids, sample.Types ?? [], weights: attention), attention);
    }

    /// <summary>The names of <see cref="OddCustom"/> and the decoder's in the oracle's words; query, key and value come apart.</summary>
    private static IEnumerable<(string Name, float[] Values)> BertNames(string name, float[] values, int dim)
    {
        if (name.Contains("qkv_", StringComparison.Ordinal))
        {
            string suffix = name[(name.IndexOf("qkv_", StringComparison.Ordinal) + 4)..];
            int third = values.Length / 3;
            string[] parts = ["query", "key", "value"];
            return parts.Select((part, i) => ($"encoder.layer.{name.Split('.')[1]}.attention.self.{part}.{suffix}", values[(i * third)..((i + 1) * third)]));
        }

        (string Own, string Bert)[] words =
        [
            ("words", "embeddings.word_embeddings"), ("segments", "embeddings.token_type_embeddings"), ("first_norm", "embeddings.LayerNorm"),
            ("blocks", "encoder.layer"), ("mix", "attention.output.dense"), ("norm_a", "attention.output.LayerNorm"),
            ("up", "intermediate.dense"), ("down", "output.dense"), ("norm_b", "output.LayerNorm"), ("last_norm", "encoder.LayerNorm"),
            ("pool", "pooler.dense"),
        ];
        string translated = string.Join('.', name.Split('.').Select(word => words.FirstOrDefault(pair => pair.Own == word).Bert ?? word));
        return [(translated, values)];
    }
}
