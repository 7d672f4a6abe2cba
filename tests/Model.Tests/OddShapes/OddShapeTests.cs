using System;
using System.Linq;
using Transformers.Generated;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests.OddShapes;

/// <summary>
/// Shapes and options that no published checkpoint has, against the scalar oracle: embeddings, every layer, mean and head.
/// </summary>
public sealed class OddShapeTests
{
    // Some thousand roundings deep; the largest error measured on any instruction set is a third of it.
    private const float ModelTolerance = 5e-6f;

    private static readonly OddCase[] s_cases =
    [
        Create("OddMasked", new ReferenceEncoderShape(312, 12, 2, 1200)),
        Create("OddSinusoidal", new ReferenceEncoderShape(100, 5, 3, 390)
        {
            Activation = ReferenceActivation.Relu,
            NormPlacement = ReferenceNormPlacement.Pre,
            Positions = ReferencePositionKind.SinusoidalHalves,
            EmbeddingScale = 10,
        }),
        Create("OddCustom", new ReferenceEncoderShape(33, 1, 1, 70)
        {
            Activation = ReferenceActivation.Silu,
            NormPlacement = ReferenceNormPlacement.Pre,
            Positions = ReferencePositionKind.SinusoidalInterleaved,
            FirstPosition = 1,
            Epsilon = 1e-5f,
        }),
        Create("OddClassifier", new ReferenceEncoderShape(48, 3, 2, 769)
        {
            HeadDim = 20,
            Activation = ReferenceActivation.GeluTanh,
            FirstPosition = 3,
        }),
        Create("OddTokens", new ReferenceEncoderShape(5, 1, 2, 3)
        {
            Activation = ReferenceActivation.Tanh,
            Positions = ReferencePositionKind.None,
        }),
    ];

    public static TheoryData<string, InstructionSet> Cases => TestModel.OnEveryInstructionSet(s_cases.Select(each => each.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryLayerMatchesTheOracle(string name, InstructionSet isa)
    {
        OddCase expected = s_cases.Single(each => each.Name == name);
        using EncoderModel model = (EncoderModel)TestModel.Load(name, isa, threads: 2);
        Tokens tokens = Pack(expected.Samples);
        HiddenRecorder recorder = new(ModelSide.Encoder);
        float[] hidden = new float[tokens.TokenIds.Length * expected.Shape.ModelDim];
        model.Encode(tokens.Batch, hidden, recorder);
        int layers = expected.Shape.LayerCount;
        for (int layer = 0; layer < layers + (expected.HasFinalNorm ? 0 : 1); layer++)
        {
            CheckClose(expected.Hidden(layer), recorder.States[layer], $"hidden states {layer}");
        }

        CheckClose(expected.Hidden(layers), hidden, "last hidden states");
        float[] means = new float[expected.Samples.Length * expected.Shape.ModelDim];
        model.EncodeMean(tokens.Batch, means);
        CheckClose([.. expected.States.SelectMany(states => ReferencePooling.Mean(states[^1], expected.Shape.ModelDim))], means, "means");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AttentionWeightsMatchTheOracle(string name, InstructionSet isa)
    {
        OddCase expected = s_cases.Single(each => each.Name == name);
        using EncoderModel model = (EncoderModel)TestModel.Load(name, isa, threads: 2);
        Tokens tokens = Pack(expected.Samples);
        ActivationRecorder recorder = new(attention: (_, _, _) => true);
        model.Encode(tokens.Batch, new float[tokens.TokenIds.Length * expected.Shape.ModelDim], recorder);
        for (int sample = 0; sample < expected.Samples.Length; sample++)
        {
            for (int layer = 0; layer < expected.Shape.LayerCount; layer++)
            {
                AttentionCheck.Close(expected.Attention(sample, layer), recorder, AttentionKind.EncoderSelf, layer, sample, ModelTolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheHeadMatchesTheOracle(string name, InstructionSet isa)
    {
        OddCase expected = s_cases.Single(each => each.Name == name);
        ReferenceEncoderShape shape = expected.Shape;
        using TransformerModel model = TestModel.Load(name, isa, threads: 2);
        Tokens tokens = Pack(expected.Samples);
        double[] all = expected.Hidden(shape.LayerCount);
        double[] first = [.. expected.States.SelectMany(states => states[^1].Take(shape.ModelDim))];
        int rows = model is TokenClassifier or MaskedLanguageModel ? tokens.TokenIds.Length : expected.Samples.Length;
        float[] actual = new float[rows * model.Definition.HeadOutputDim];
        double[] wanted = [];
        switch (model)
        {
            case MaskedLanguageModel masked:
                masked.ComputeLogits(tokens.Batch, tokens.AllTokens, actual);
                wanted = ReferenceHead.PredictMasked(all, expected.Tensors, shape.ModelDim, model.Definition.VocabularySize, shape.Activation, shape.Epsilon);
                break;
            case TokenClassifier classifier:
                classifier.ComputeLogits(tokens.Batch, actual);
                wanted = ReferenceHead.Classify(all, expected.Tensors, shape.ModelDim, OddTokens.LabelCount);
                break;
            case SequenceClassifier classifier:
                classifier.ComputeLogits(tokens.Batch, actual);
                wanted = ReferenceHead.Classify(ReferenceHead.Pool(first, expected.Tensors, shape.ModelDim), expected.Tensors, shape.ModelDim, OddClassifier.LabelCount);
                break;
            case PooledEncoder pooler:
                pooler.EncodePooled(tokens.Batch, actual);
                wanted = ReferenceHead.Pool(first, expected.Tensors, shape.ModelDim);
                break;
        }

        CheckClose(wanted, actual, "head");
    }

    [Theory]
    [InlineData("OddMasked")]
    [InlineData("OddSinusoidal")]
    [InlineData("OddCustom")]
    [InlineData("OddClassifier")]
    public void PositionsMayBeChosen(string name)
    {
        OddCase expected = s_cases.Single(each => each.Name == name);
        using EncoderModel model = (EncoderModel)TestModel.Load(name, InstructionSet.Automatic);
        Sample sample = expected.Samples[1];
        int[] positions = [.. Enumerable.Range(0, sample.Ids.Length).Select(i => model.Definition.ContextLength - 1 - (2 * i))];
        float[] hidden = new float[sample.Ids.Length * expected.Shape.ModelDim];
        model.Encode(new TokenBatch(sample.Ids, [sample.Ids.Length], sample.Types, positions), hidden);
        CheckClose(new ReferenceEncoder(expected.Shape, expected.Tensors).Forward(sample.Ids, sample.Types ?? [], positions)[^1], hidden, "hidden states");
    }

    private static OddCase Create(string name, ReferenceEncoderShape shape)
    {
        using Subject subject = new(name, InstructionSet.Portable);
        Random random = new(19);
        return new OddCase(name, shape) { Samples = [.. new[] { 1, 7, 37 }.Select(length => subject.CreateSample(random, length))] };
    }

    private static Tokens Pack(Sample[] samples) => new(
        [.. samples.SelectMany(sample => sample.Ids)],
        [.. samples.Select(sample => sample.Ids.Length)],
        samples[0].Types is null ? null : [.. samples.SelectMany(sample => sample.Types!)]);

    private static void CheckClose(double[] expected, float[] actual, string what)
    {
        double size = 1 + expected.Max(Math.Abs);
        string? mismatch = Tolerance.Mismatch(expected, actual, ModelTolerance * size);
        Assert.True(mismatch is null, $"{what}: {mismatch}");
    }
}
