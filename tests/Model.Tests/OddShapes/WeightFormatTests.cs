using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Model.Tests.Kernels;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests.OddShapes;

/// <summary>Weights of 16 bits say bit for bit what the same weights say in float32.</summary>
public sealed class WeightFormatTests
{
    public static TheoryData<string, InstructionSet> Models => TestModel.OnEveryInstructionSet("BrainDecoder", "HalfDecoder");

    [Theory]
    [MemberData(nameof(Models))]
    public void ResultsAreThoseOfTheSameFileInFloats(string name, InstructionSet isa)
    {
        LoadOptions options = new() { InstructionSet = isa, ThreadCount = 2 };
        string path = TestModel.Checkpoint(name);
        using Subject halves = new(TestModel.Load(TestModel.TypeOf(name), path, options));
        using Subject floats = new(TestModel.Load(TestModel.TypeOf(name + "InFloats"), path, options));
        Random random = new(9);
        IEnumerable<int> lengths = [.. Enumerable.Range(1, 26), 131, 133];
        Sample[] samples = [.. lengths.Select(length => halves.CreateSample(random, length))];
        foreach (Sample sample in samples)
        {
            Bits.Equal(floats.Run(sample), halves.Run(sample), $"{sample.Ids.Length} tokens");
        }

        Bits.Equal(floats.Run(samples), halves.Run(samples), "together");
    }

    /// <summary>Each of the 65,536 numbers, as a weight that an input of 1 picks out among zeros.</summary>
    [Theory]
    [InlineData("BrainDecoder")]
    [InlineData("HalfDecoder")]
    public void EveryBitPatternIsWidenedExactly(string model)
    {
        WeightFormat format = KernelCase.Of(model).Format;
        float[] values = [.. Enumerable.Range(0, 1 << 16).Select(bits => Widen(format, (ushort)bits)).Where(float.IsFinite)];
        foreach (KernelSet kernels in KernelSet.AllOf(model))
        {
            Match[] names = [.. kernels.Find("Gemm(?<n>\\d+)x(?<k>\\d+)NoBiasOutput")];
            Assert.NotEmpty(names);
            foreach (Match name in names)
            {
                int n = int.Parse(name.Groups["n"].Value, null);
                int k = int.Parse(name.Groups["k"].Value, null);
                for (int first = 0; first < values.Length; first += n * k)
                {
                    float[] weights = new float[n * k];
                    values.AsSpan(first, Math.Min(n * k, values.Length - first)).CopyTo(weights);
                    AssertPicked(kernels, name.Value, weights, n, k, format);
                }
            }
        }
    }

    [Theory]
    [InlineData("BrainDecoder")]
    [InlineData("HalfDecoder")]
    public void AFileInFloatsLoadsIfItsNumbersFit(string name)
    {
        Type type = TestModel.TypeOf(name);
        SafetensorsData data = RandomCheckpoint.Create(type);
        SafetensorsData floats = new();
        foreach (string each in data.Names)
        {
            floats.Set(each, data.Values(each), [.. data.Shape(each).Select(size => (long)size)]);
        }

        string path = RandomCheckpoint.NewPath(name + "-floats.safetensors");
        floats.Write(path);
        using Subject expected = new(TestModel.Load(type, TestModel.Checkpoint(name)));
        using Subject actual = new(TestModel.Load(type, path));
        Sample sample = expected.CreateSample(new Random(1), 20);
        Bits.Equal(expected.Run(sample), actual.Run(sample), name);

        string tensor = data.Names.First(each => each.Contains("mlp", StringComparison.Ordinal) && data.Shape(each).Length == 2);
        floats.Values(tensor)[^1] = 0.1f;
        floats.Write(path);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => TestModel.Load(type, path).Dispose());
        Assert.Contains($"'{tensor}' F32", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"at index {floats.Values(tensor).Length - 1} the weight 0.1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("declare it with Weights = Float32", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherOutputMatrixThanTheTiedOneIsRefused()
    {
        SafetensorsData data = RandomCheckpoint.Create(typeof(HalfDecoder));
        string embedding = data.Names.Single(name => name.EndsWith("wte.weight", StringComparison.Ordinal));
        float[] copy = [.. data.Values(embedding)];
        string path = RandomCheckpoint.NewPath("half-tied.safetensors");
        data.Set("lm_head.weight", copy, HalfDecoder.VocabularySize, HalfDecoder.ModelDim).Write(path);
        HalfDecoder.Load(path).Dispose();

        copy[^1] += 1;
        data.Write(path);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => HalfDecoder.Load(path).Dispose());
        Assert.Contains($"[{HalfDecoder.VocabularySize - 1}, {HalfDecoder.ModelDim - 1}]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ArenasOf16BitsAreAboutHalfAsLarge()
    {
        long halves = RandomCheckpoint.DefinitionOf(typeof(HalfDecoder)).Tensors.FloatCount;
        long floats = RandomCheckpoint.DefinitionOf(typeof(HalfDecoderInFloats)).Tensors.FloatCount;
        Assert.InRange((double)halves / floats, 0.5, 0.62); // positions, norms and biases stay as they are
    }

    private static void AssertPicked(KernelSet kernels, string name, float[] weights, int n, int k, WeightFormat format)
    {
        float[] x = new float[k * k];
        for (int i = 0; i < k; i++)
        {
            x[(i * k) + i] = 1f;
        }

        float[] input = Operand.Rows(x, k, k);
        float[] panels = Operand.Panels(weights, n, k, format);
        float[] y = new float[k * n];
        float[] zeros = new float[64];
        float[] scratch = Operand.Marked(KernelCase.Of("OddMasked").Definition.Workspace.LaneFloats);
        kernels.Get<KernelSet.Rows5>(name)(KernelSet.NewLane(), k, ref input[0], ref panels[0], ref zeros[0], ref y[0], ref scratch[0]);
        for (int i = 0; i < y.Length; i++)
        {
            // Adding zeros turns -0 into 0 and leaves every other number as it is.
            float expected = weights[(i % n * k) + (i / n)] + 0f;
            Assert.True(
                BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(y[i]),
                $"{name} {kernels.InstructionSet}: {expected:G9} expected, {y[i]:G9} computed");
        }
    }

    private static float Widen(WeightFormat format, ushort bits) => format == WeightFormat.Float16
        ? (float)BitConverter.UInt16BitsToHalf(bits)
        : BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
