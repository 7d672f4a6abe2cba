using System;
using System.Collections.Generic;
using System.Linq;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests.OddShapes;

/// <summary>Decoders of shapes that no published checkpoint has, against the scalar oracle: every layer and the logits of every token.</summary>
public sealed class OddDecoderTests
{
    private const float ModelTolerance = 1e-5f;

    private static readonly Dictionary<string, ReferenceDecoderShape> s_shapes = new()
    {
        ["OddLlama"] = new(160, 12, 3) { KeyValueHeadCount = 3, HeadDim = 16, Rotary = new ReferenceRotary(16, 10000) { IsInterleaved = true } },
        ["OddWindow"] = new(24, 7, 3)
        {
            KeyValueHeadCount = 1,
            HeadDim = 10,
            Window = 70,
            Rotary = new ReferenceRotary(10, 10000) { Scaling = RotaryScaling.Linear, Factor = 2 },
        },
        ["OddBanded"] = new(32, 2, 4)
        {
            HasRmsNorm = false,
            Epsilon = 1e-5,
            Activation = ReferenceActivation.GeluTanh,
            Window = 20,
            WindowFirstLayer = 1,
            WindowEvery = 2,
        },
        ["BrainDecoder"] = new(45, 5, 2),
    };

    public static TheoryData<string, InstructionSet> Cases => TestModel.OnEveryInstructionSet(s_shapes.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryLayerMatchesTheOracle(string name, InstructionSet isa)
    {
        using DecoderModel model = (DecoderModel)TestModel.Load(name, isa, threads: 2);
        SafetensorsData data = RandomCheckpoint.Create(TestModel.TypeOf(name));
        ReferenceDecoder oracle = new(s_shapes[name], data.Names.ToDictionary(Bare, data.Values));
        Random random = new(1);
        foreach (int length in (int[])[1, 15, 97, 210])
        {
            int[] ids = [.. Enumerable.Range(0, length).Select(_ => random.Next(model.Definition.VocabularySize))];
            double[][] states = oracle.Forward(ids);
            HiddenRecorder recorder = new(ModelSide.Decoder);
            float[] logits = new float[length * model.Definition.VocabularySize];
            model.ComputeLogits(new TokenBatch(ids, [length]), [.. Enumerable.Range(0, length)], logits, recorder);
            int last = recorder.States.Keys.Max();
            for (int layer = 0; layer < states.Length; layer++)
            {
                float[] actual = recorder.States[layer == states.Length - 1 ? last : layer];
                Close.Rows([.. states[layer].Select(value => (float)value)], actual, ModelTolerance, $"{length} tokens, layer {layer}");
            }

            Close.Rows([.. oracle.Logits(states[^1]).Select(value => (float)value)], logits, ModelTolerance, $"{length} tokens, logits");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AttentionWeightsMatchTheOracle(string name, InstructionSet isa)
    {
        using DecoderModel model = (DecoderModel)TestModel.Load(name, isa, threads: 2);
        SafetensorsData data = RandomCheckpoint.Create(TestModel.TypeOf(name));
        ReferenceDecoder oracle = new(s_shapes[name], data.Names.ToDictionary(Bare, data.Values));
        Random random = new(2);
        foreach (int length in (int[])[3, 130])
        {
            int[] ids = [.. Enumerable.Range(0, length).Select(_ => random.Next(model.Definition.VocabularySize))];
            List<double[]> expected = [];
            oracle.Forward(ids, expected);
            ActivationRecorder recorder = new(attention: (_, _, _) => true);
            model.ComputeLogits(new TokenBatch(ids, [length]), [], [], recorder);
            for (int layer = 0; layer < expected.Count; layer++)
            {
                AttentionCheck.Close(expected[layer], recorder, AttentionKind.DecoderSelf, layer, sequence: 0, ModelTolerance);
            }
        }
    }

    private static string Bare(string name) => name.StartsWith("model.", StringComparison.Ordinal) ? name["model.".Length..] : name;
}
