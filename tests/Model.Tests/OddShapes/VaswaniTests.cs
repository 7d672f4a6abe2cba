using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Transformers.Generated.Reference;
using Xunit;

namespace Model.Tests.OddShapes;

/// <summary>The original Transformer in all its versions, from its checkpoint to its logits and targets, against the oracle.</summary>
public sealed class VaswaniTests
{
    // Some thousand roundings deep, as in the tests of encoders.
    private const double ModelTolerance = 5e-6;

    private static readonly int[] s_sourceLengths = [7, 1, 130, 12];
    private static readonly int[] s_targetLengths = [3, 11, 1, 100];

    private static readonly Dictionary<string, ReferenceTransformerShape> s_shapes = new()
    {
        ["VaswaniPaper"] = new(36, 3, 3, 1) { EmbeddingScale = 6 },
        ["VaswaniTwoTables"] = new(36, 3, 1, 2)
        {
            EmbeddingScale = 6, Positions = ReferencePositionKind.SinusoidalHalves, FirstPosition = 1,
        },
        ["VaswaniTwoLanguages"] = new(25, 5, 1, 2)
        {
            EmbeddingScale = 5, NormPlacement = ReferenceNormPlacement.Pre, Activation = ReferenceActivation.Gelu, FirstPosition = 1,
        },
        ["VaswaniOpenEnd"] = new(16, 2, 2, 1)
        {
            EmbeddingScale = 4, NormPlacement = ReferenceNormPlacement.Pre, Positions = ReferencePositionKind.SinusoidalHalves,
        },
    };

    public static TheoryData<string, InstructionSet> Cases => TestModel.OnEveryInstructionSet(s_shapes.Keys);

    public static TheoryData<string> Names => [.. s_shapes.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryLayerAndTheLogitsMatchTheOracle(string name, InstructionSet isa)
    {
        SafetensorsData data = RandomCheckpoint.Create(TestModel.TypeOf(name));
        ReferenceTransformer oracle = new(s_shapes[name], data.Names.ToDictionary(each => each, data.Values));
        using EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load(name, isa, threads: 2);
        (Tokens sources, Tokens targets) = Draw(model);
        float[] logits = new float[targets.TokenIds.Length * model.Definition.VocabularySize];
        HiddenRecorder encoder = new(ModelSide.Encoder);
        HiddenRecorder decoder = new(ModelSide.Decoder);
        model.ComputeLogits(sources.Batch, targets.Batch, targets.AllTokens, logits, encoder);
        model.ComputeLogits(sources.Batch, targets.Batch, targets.AllTokens, logits, decoder);

        double[][][] encoded = [.. sources.Batch.ToArrays().Select(source => oracle.Encode(source))];
        double[][][] decoded = [.. encoded.Zip(targets.Batch.ToArrays(), (states, target) => oracle.Decode(states[^1], target))];
        CheckStates(encoded, encoder, data.Names.Contains("encoder.norm.weight"), "encoder");
        CheckStates(decoded, decoder, data.Names.Contains("decoder.norm.weight"), "decoder");
        CheckClose([.. decoded.SelectMany(states => oracle.Logits(states[^1]))], logits, "logits");
    }

    /// <summary>A beam of one is greedy search, and greedy search is the best token of whole targets, one after the other.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ABeamOfOneIsGreedySearch(string name)
    {
        using EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load(name, InstructionSet.Automatic);
        (Tokens sources, _) = Draw(model);
        GenerationOptions options = new() { DecoderStartToken = 1, StopTokens = [2], MaxNewTokens = 40, LengthPenalty = 0 };
        GeneratedSequence[][] greedy = model.Search(sources.Batch, options);
        GenerationSettings settings = GenerationSettings.Resolve(options, null, model.Definition.VocabularySize);
        using EncoderDecoderSession session = model.CreateSession(sources.Batch);
        Hypothesis[][] beams = BeamSearch.Run(session, settings, [.. greedy.Select(_ => new[] { 1 })], model.Definition.VocabularySize);
        int[][] each = sources.Batch.ToArrays();
        for (int i = 0; i < greedy.Length; i++)
        {
            Assert.Equal(greedy[i][0].TokenIds, beams[i][0].TokenIds);
            Assert.Equal(greedy[i][0].FinishReason, beams[i][0].FinishReason);
            int[] target = [1, .. greedy[i][0].TokenIds];
            float[] logits = new float[target.Length * model.Definition.VocabularySize];
            int[] all = [.. Enumerable.Range(0, target.Length)];
            model.ComputeLogits(new TokenBatch(each[i], [each[i].Length]), new TokenBatch(target, [target.Length]), all, logits);
            IEnumerable<float[]> rows = logits.Chunk(model.Definition.VocabularySize);
            Assert.Equal(rows.SkipLast(1).Select(row => Array.IndexOf(row, row.Max())), greedy[i][0].TokenIds);
        }
    }

    /// <summary>Bit for bit: greedy, sampled, searched.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ATargetDoesNotDependOnItsBatch(string name)
    {
        using EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load(name, InstructionSet.Automatic);
        (Tokens sources, _) = Draw(model);
        int[][] each = sources.Batch.ToArrays();
        int[][] prefixes = [[3, 4], [], [5], [6, 7, 8]];
        GenerationOptions greedy = new() { DecoderStartToken = 1, StopTokens = [2], MaxNewTokens = 20 };
        GenerationOptions[] ways = [greedy, greedy with { Sample = true, Seed = 5 }, greedy with { BeamCount = 4, ReturnCount = 3 }];
        foreach (GenerationOptions options in ways)
        {
            GeneratedSequence[][] together = model.Search(sources.Batch, options, prefixes);
            for (int i = 0; i < each.Length; i++)
            {
                GeneratedSequence[] alone = model.Search(new TokenBatch(each[i], [each[i].Length]), options, [prefixes[i]])[0];
                Assert.Equal(alone.Select(Spell), together[i].Select(Spell));
            }
        }
    }

    private static string Spell(GeneratedSequence found) =>
        $"{found.Score:R} {string.Join(' ', found.TokenIds)} {string.Join(' ', found.LogProbabilities)}";

    [Fact]
    public void EachSideHasItsVocabulary()
    {
        using VaswaniOpenEnd model = (VaswaniOpenEnd)TestModel.Load("VaswaniOpenEnd", InstructionSet.Automatic);
        Assert.Equal((12, 43), (VaswaniOpenEnd.SourceVocabularySize, VaswaniOpenEnd.VocabularySize));
        Assert.Equal((19, 19), (VaswaniPaper.SourceVocabularySize, VaswaniPaper.VocabularySize));
        float[] logits = new float[VaswaniOpenEnd.VocabularySize];
        model.ComputeLogits(new TokenBatch([11], [1]), new TokenBatch([42], [1]), [0], logits);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => model.ComputeLogits(new TokenBatch([12], [1]), new TokenBatch([42], [1]), [0], logits));
        const string Expected = "source token id 12 at index 0 is not in 0 to 11 (VaswaniOpenEnd.SourceVocabularySize = 12)";
        Assert.Contains(Expected, error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.CreateSession(new TokenBatch([12], [1])));
        Assert.Throws<ArgumentException>(() => model.ComputeLogits(new TokenBatch([11], [1]), new TokenBatch([43], [1]), [0], logits));
    }

    /// <summary>Scores of given targets are those of their search, and a plain softmax over the logits.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void GivenTargetsAreScored(string name)
    {
        using EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load(name, InstructionSet.Automatic);
        (Tokens sources, Tokens targets) = Draw(model);
        int vocabulary = model.Definition.VocabularySize;
        float[] logits = new float[targets.TokenIds.Length * vocabulary];
        model.ComputeLogits(sources.Batch, targets.Batch, targets.AllTokens, logits);
        List<double> expected = [];
        int row = 0;
        foreach (int[] target in targets.Batch.ToArrays())
        {
            for (int t = 0; t < target.Length; t++, row++)
            {
                double[] scores = [.. logits.AsSpan(row * vocabulary, vocabulary).ToArray().Select(value => (double)value)];
                if (t + 1 < target.Length)
                {
                    expected.Add(scores[target[t + 1]] - Math.Log(scores.Sum(Math.Exp)));
                }
            }
        }

        float[] found = new float[expected.Count];
        model.ComputeLogProbabilities(sources.Batch, targets.Batch, found);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-6 * (1 + Math.Abs(expected[i])));
        }

        Assert.Throws<ArgumentException>(() => model.ComputeLogProbabilities(sources.Batch, targets.Batch, new float[found.Length + 1]));
        Assert.Throws<ArgumentException>(() => model.ComputeLogProbabilities(new TokenBatch([1], [1]), new TokenBatch([], [0]), []));
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => model.ComputeLogProbabilities(sources.Batch, targets.Batch, found, stop.Token));
    }

    private static (Tokens Sources, Tokens Targets) Draw(EncoderDecoderModel model)
    {
        Random random = new(3);
        int own = model.Definition.SourceVocabularySize;
        int shared = model.Definition.VocabularySize;
        return (Draw(s_sourceLengths, own > 0 ? own : shared), Draw(s_targetLengths, shared));

        Tokens Draw(int[] lengths, int vocabulary) =>
            new([.. Enumerable.Range(0, lengths.Sum()).Select(_ => random.Next(vocabulary))], lengths, null);
    }

    /// <summary>Where a norm follows the last layer, the model shows that layer's states before it.</summary>
    private static void CheckStates(double[][][] expected, HiddenRecorder found, bool hasLastNorm, string what)
    {
        int last = expected[0].Length - 1;
        for (int layer = 0; layer < last; layer++)
        {
            CheckClose([.. expected.SelectMany(states => states[layer])], found.States[layer], $"{what}: hidden states {layer}");
        }

        float[] final = found.States[last + (hasLastNorm ? 1 : 0)];
        CheckClose([.. expected.SelectMany(states => states[last])], final, $"{what}: last hidden states");
    }

    private static void CheckClose(double[] expected, float[] actual, string what)
    {
        string? mismatch = Tolerance.Mismatch(expected, actual, ModelTolerance * (1 + expected.Max(Math.Abs)));
        Assert.True(mismatch is null, $"{what}: {mismatch}");
    }
}
