using System;
using System.Linq;
using Transformers.Generated;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests.Lifecycle;

/// <summary>What happens at the edges is defined: nothing, empty sequences, the longest sequence, NaN.</summary>
public sealed class EdgeCaseTests
{
    public static TheoryData<string, InstructionSet> Models => TestModel.OnEveryInstructionSet(TestModel.Names);

    [Theory]
    [MemberData(nameof(Models))]
    public void AnEmptyBatchGivesNothing(string name, InstructionSet isa)
    {
        using Subject subject = new(name, isa, threads: 2);
        Assert.Empty(subject.Run());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void EmptySequencesReadAsZeros(string name, InstructionSet isa)
    {
        using Subject subject = new(name, isa, threads: 2);
        Sample empty = new([], subject.Model.Definition.TokenTypeCount == 0 ? null : [], []);
        float[][] outputs = subject.Run(empty, empty, empty);
        Assert.Equal(3, outputs.Length);
        int pooled = subject.Model is EncoderModel ? 2 * subject.Model.Definition.ModelDim : 0; // mean and first
        Assert.All(outputs, output => Assert.All(output[..pooled], value => Assert.Equal(0f, value)));
        Assert.All(outputs, output => Bits.Equal(outputs[0], output, "empty sequences"));
    }

    [Fact]
    public void TheHeadOfAnEmptySequenceReadsZeros()
    {
        using OddClassifier model = (OddClassifier)TestModel.Load("OddClassifier", InstructionSet.Automatic);
        float[] logits = new float[2 * OddClassifier.LabelCount];
        model.ComputeLogits(new TokenBatch([1, 2], [2, 0]), logits);
        var data = RandomCheckpoint.Create(typeof(OddClassifier));
        var tensors = data.Names.ToDictionary(name => name, data.Values);
        double[] pooled = ReferenceHead.Pool(new double[OddClassifier.ModelDim], tensors, OddClassifier.ModelDim);
        double[] expected = ReferenceHead.Classify(pooled, tensors, OddClassifier.ModelDim, OddClassifier.LabelCount);
        Assert.Null(Tolerance.Mismatch(expected, logits.AsSpan(OddClassifier.LabelCount), 1e-6));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void TheLongestSequenceIsAccepted(string name, InstructionSet isa)
    {
        using Subject subject = new(name, isa, threads: 2);
        Sample longest = subject.CreateSample(new Random(1), subject.Model.Definition.ContextLength);
        Assert.All(subject.Run(longest)[0], value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>A model of half-precision weights refuses to load one that is not a number.</summary>
    public static TheoryData<string, InstructionSet> ModelsThatTakeNaN => TestModel.OnEveryInstructionSet(TestModel.Names.Where(name => name != "HalfDecoder"));

    [Theory]
    [MemberData(nameof(ModelsThatTakeNaN))]
    public void NaNWeightsGiveNaN(string name, InstructionSet isa)
    {
        Type type = TestModel.TypeOf(name);
        var data = RandomCheckpoint.Create(type);
        string tokens = RandomCheckpoint.DefinitionOf(type).Tensors.Entries.First(entry => entry.Name == "TokenEmbedding").Sources[0].Names.Split('|')[0];
        Array.Fill(data.Values(tokens), float.NaN);
        string path = RandomCheckpoint.NewPath($"{name}-nan.safetensors");
        data.Write(path);
        using Subject subject = new(TestModel.Load(type, path, new LoadOptions { InstructionSet = isa, ThreadCount = 2 }));
        float[][] outputs = subject.Run(subject.CreateSample(new Random(1), 1), subject.CreateSample(new Random(2), 20));
        Assert.All(outputs, output => Assert.All(output, value => Assert.True(float.IsNaN(value))));
    }

    /// <summary>Cross-attention over nothing is nothing, as in the reference: a target may have an empty source.</summary>
    [Theory]
    [InlineData(InstructionSet.Portable)]
    [InlineData(InstructionSet.AdvSimd)]
    [InlineData(InstructionSet.Avx2)]
    [InlineData(InstructionSet.Avx512)]
    public void ATargetWithoutASourceHasFiniteLogits(InstructionSet isa)
    {
        using TinyT5 model = (TinyT5)TestModel.Load("TinyT5", isa, threads: 2);
        float[] logits = new float[5 * TinyT5.VocabularySize];
        model.ComputeLogits(new TokenBatch([4, 5], [0, 2]), new TokenBatch([1, 2, 3, 1, 2], [3, 2]), [0, 1, 2, 3, 4], logits);
        Assert.All(logits, value => Assert.True(float.IsFinite(value)));

        float[] alone = new float[2 * TinyT5.VocabularySize];
        model.ComputeLogits(new TokenBatch([4, 5], [2]), new TokenBatch([1, 2], [2]), [0, 1], alone);
        Bits.Equal(alone, logits.AsSpan(3 * TinyT5.VocabularySize), "the sequence with a source");
    }
}
