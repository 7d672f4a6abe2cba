using System;
using System.Collections.Generic;
using System.Linq;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests.OddShapes;

/// <summary>A decoder with gates, from its checkpoint to its logits, against the oracle.</summary>
public sealed class GatedDecoderTests
{
    private const double ModelTolerance = 5e-6;

    private static readonly ReferenceDecoderShape s_shape =
        new(OddGatedDecoder.ModelDim, OddGatedDecoder.HeadCount, OddGatedDecoder.LayerCount) { Epsilon = 1e-6 };

    public static TheoryData<string, InstructionSet> Cases => TestModel.OnEveryInstructionSet("OddGatedDecoder");

    [Theory]
    [MemberData(nameof(Cases))]
    public void LogitsAndEveryLayerMatchTheOracle(string name, InstructionSet isa)
    {
        SafetensorsData data = RandomCheckpoint.Create(TestModel.TypeOf(name));
        Dictionary<string, float[]> tensors = data.Names.ToDictionary(each => each, data.Values);
        ReferenceDecoder oracle = new(s_shape, tensors);
        int[] ids = [.. Enumerable.Range(0, 19).Select(i => i * 7 % OddGatedDecoder.VocabularySize)];
        double[][] expected = oracle.Forward(ids);

        using DecoderModel model = (DecoderModel)TestModel.Load(name, isa, threads: 2);
        float[] logits = new float[ids.Length * OddGatedDecoder.VocabularySize];
        HiddenRecorder recorder = new(ModelSide.Decoder);
        model.ComputeLogits(new TokenBatch(ids, [ids.Length]), [.. Enumerable.Range(0, ids.Length)], logits, recorder);
        for (int layer = 0; layer < s_shape.LayerCount; layer++)
        {
            CheckClose(expected[layer], recorder.States[layer], $"hidden states {layer}");
        }

        CheckClose(oracle.Logits(expected[^1]), logits, "logits");
    }

    private static void CheckClose(double[] expected, float[] actual, string what)
    {
        string? mismatch = Tolerance.Mismatch(expected, actual, ModelTolerance * (1 + expected.Max(Math.Abs)));
        Assert.True(mismatch is null, $"{what}: {mismatch}");
    }
}
