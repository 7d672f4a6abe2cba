using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using TestSupport;
using Transformers.Generated;
using Xunit;

namespace Model.Tests;

/// <summary>A model that others trained, with names and conventions of their own, does its task without a mistake.</summary>
public sealed class UvaReverseTests
{
    private const int Digits = 16;
    private const int ModelDim = UvaReverse.ModelDim;

    [SharedDataFact]
    public void RecordedLogitsAreMatched()
    {
        using Reverser reverser = new();
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("uva-reverse", "expected_numpy.json")));
        Assert.Equal(4, golden.RootElement.GetArrayLength());
        foreach (JsonElement item in golden.RootElement.EnumerateArray())
        {
            int[] ids = [.. item.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            float[] expected = [.. item.GetProperty("logits").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(logit => logit.GetSingle())];
            float[] actual = reverser.ComputeLogits(ids, sequences: 1);
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    [SharedDataFact]
    public void AThousandRandomStringsAreReversed()
    {
        const int Sequences = 1_000;
        Random random = new(2024);
        int[] ids = [.. Enumerable.Range(0, Sequences * Digits).Select(_ => random.Next(10))];
        using Reverser reverser = new();
        float[] logits = reverser.ComputeLogits(ids, Sequences);
        int[] actual = [.. logits.Chunk(10).Select(row => Array.IndexOf(row, row.Max()))];
        Assert.Equal(ids.Chunk(Digits).SelectMany(digits => digits.Reverse()), actual);
    }

    /// <summary>The generated block between the tutorial's own input layer and output net.</summary>
    private sealed class Reverser : IDisposable
    {
        private readonly SafetensorsData _weights = SafetensorsData.Read(TestData.Path("uva-reverse", "reverse.safetensors"));
        private readonly UvaReverse _model;

        public Reverser()
        {
            string file = Path.Combine(Path.GetTempPath(), $"uva-reverse-{Guid.NewGuid():N}.safetensors");
            try
            {
                Adapt().Write(file);
                _model = UvaReverse.Load(file);
            }
            finally
            {
                File.Delete(file);
            }
        }

        public float[] ComputeLogits(int[] ids, int sequences)
        {
            float[] hidden = new float[ids.Length * ModelDim];
            _model.Encode(new TokenBatch(ids, [.. Enumerable.Repeat(Digits, sequences)]), hidden);
            return [.. hidden.Chunk(ModelDim).SelectMany(OutputNet).Select(logit => (float)logit)];
        }

        public void Dispose() => _model.Dispose();

        /// <summary>A linear layer on one-hot inputs is a table: row d is column d of its weight, plus the bias.</summary>
        private SafetensorsData Adapt()
        {
            float[] weight = _weights.Values("input_net.1.weight"); // [ModelDim, 10]
            float[] bias = _weights.Values("input_net.1.bias");
            float[] table = [.. Enumerable.Range(0, 10 * ModelDim).Select(i => weight[(i % ModelDim * 10) + (i / ModelDim)] + bias[i % ModelDim])];

            // The tutorial stores rows as [head][query, key, value][HeadDim]; with one head that is the order the generator reads.
            return _weights.Rename(name => name.StartsWith("transformer.", StringComparison.Ordinal) ? name : null).Set("embedding.weight", table, 10, ModelDim);
        }

        /// <summary>Linear, LayerNorm, ReLU, Linear.</summary>
        private double[] OutputNet(float[] hidden)
        {
            double[] inner = Linear([.. hidden.Select(value => (double)value)], "output_net.0");
            double mean = inner.Average();
            double deviation = Math.Sqrt(inner.Average(value => (value - mean) * (value - mean)) + 1e-5);
            float[] scale = _weights.Values("output_net.1.weight");
            float[] shift = _weights.Values("output_net.1.bias");
            return Linear([.. inner.Select((value, i) => Math.Max(0, ((value - mean) / deviation * scale[i]) + shift[i]))], "output_net.4");
        }

        private double[] Linear(double[] x, string name)
        {
            float[] weight = _weights.Values(name + ".weight");
            float[] bias = _weights.Values(name + ".bias");
            return [.. bias.Select((value, o) => value + x.Select((input, k) => input * weight[(o * x.Length) + k]).Sum())];
        }
    }
}
