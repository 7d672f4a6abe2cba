using System;
using System.Linq;
using System.Threading;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Xunit;

namespace Model.Tests.Contract;

/// <summary>A last layer that computes only what the head reads gives the same bits as one that computes every row.</summary>
public sealed class NarrowingTests
{
    private static readonly string[] s_names =
        [.. TestModel.Names.Where(name => Definition(name) is { CanNarrow: true })];

    public static TheoryData<string, InstructionSet> Models => TestModel.OnEveryInstructionSet(s_names);

    public static TheoryData<string> Decoders => [.. TestModel.Decoders];

    [Fact]
    public void EncodersAndDecodersCanNarrow() =>
        Assert.Equal(TestModel.Names.Except(["TinyT5", "OddGatedT5"]), s_names);

    [Theory]
    [InlineData("OddSinusoidal")]
    [InlineData("OddCustom")]
    [InlineData("TinyBert")]
    public void FirstTokensHaveTheBitsThatTheyHaveAmongAll(string name)
    {
        using EncoderModel model = (EncoderModel)TestModel.Load(name, InstructionSet.Automatic, threads: 2);
        int longest = Math.Min(model.Definition.ContextLength, 40);
        int[] lengths = [longest, 0, 3, longest, longest - 1, longest];
        int dim = model.Definition.ModelDim;
        TokenBatch batch = new([.. Enumerable.Range(0, lengths.Sum()).Select(i => i * 31 % model.Definition.VocabularySize)], lengths);
        float[] all = new float[lengths.Sum() * dim];
        model.Encode(batch, all);
        float[] first = new float[lengths.Length * dim];
        model.EncodeFirst(batch, first);
        int start = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            float[] expected = lengths[i] == 0 ? new float[dim] : all[(start * dim)..((start + 1) * dim)];
            Bits.Equal(expected, first[(i * dim)..((i + 1) * dim)], $"{name}, sequence {i}");
            start += lengths[i];
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void FewRowsHaveTheBitsThatTheyHaveAmongAll(string name, InstructionSet isa)
    {
        foreach (int threads in (int[])[1, 3])
        {
            using TransformerModel model = TestModel.Load(name, isa, threads);
            int longest = model.Definition.ContextLength;
            int[] lengths = [.. Enumerable.Repeat((int[])[Math.Min(longest, 50), 0, 1, Math.Min(longest, 21)], 96).SelectMany(each => each).Take(9)];
            int tokens = lengths.Sum();
            TokenBatch batch = new([.. Enumerable.Range(0, tokens).Select(i => i * 31 % model.Definition.VocabularySize)], lengths);
            int[] rows = [tokens - 1, -1, 0, 40, tokens - 1, 7]; // any order, twice, and none
            float[] narrow = Head(model, batch, rows, sink: null, expected: true);
            Bits.Equal(Head(model, batch, rows, new Watcher(), expected: false), narrow, $"{name} {isa}, {threads} threads");
        }
    }

    [Theory]
    [InlineData(15, false)] // a tile of queries costs as much
    [InlineData(16, true)]
    public void ARowIsFewAmongSixteen(int tokens, bool expected)
    {
        using TransformerModel model = TestModel.Load("OddDecoder", InstructionSet.Automatic);
        Head(model, new TokenBatch(new int[tokens], [tokens]), [tokens - 1], sink: null, expected);
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void APromptBehindOthersHasTheSameBits(string name)
    {
        using DecoderModel model = (DecoderModel)TestModel.Load(name, InstructionSet.Automatic, threads: 2);
        int vocabulary = model.Definition.VocabularySize;
        int[] tokens = [.. Enumerable.Range(0, Math.Min(model.Definition.ContextLength, 130)).Select(i => i * 17 % vocabulary)];
        foreach (int past in (int[])[1, tokens.Length / 3])
        {
            using DecoderSession session = model.CreateSession();
            float[] last = new float[vocabulary];
            session.Prefill(tokens.AsSpan(0, past), last);
            using DecoderSession twin = session.Fork();
            session.Prefill(tokens.AsSpan(past), last);
            float[] all = new float[(tokens.Length - past) * vocabulary];
            twin.PrefillAll(tokens.AsSpan(past), all);
            Bits.Equal(all[^vocabulary..], last, $"{name}, {past} tokens before");
        }
    }

    private static float[] Head(TransformerModel model, TokenBatch batch, int[] rows, IActivationSink? sink, bool expected)
    {
        float[] output = new float[rows.Length * model.Definition.HeadOutputDim];
        using ForwardPass pass = new(model);
        KeyValueCache[] caches = [];
        if (model.Definition.Cache is { } shape)
        {
            caches = new KeyValueCache[batch.SequenceCount];
            new KeyValueBlocks(shape, isPassing: true).Open(caches, batch.SequenceLengths);
        }

        (model.Definition.HasTarget ? pass.Target : pass.Source).Set(batch, caches);
        pass.RunHead(rows, output, sink, model.ThreadCount, CancellationToken.None);
        Assert.Equal(expected, pass.IsNarrow);
        return output;
    }

    private static ModelDefinition Definition(string name) => (ModelDefinition)TestModel.TypeOf(name)
        .GetField("s_definition", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.GetValue(null)!;

    /// <summary>Somebody who might ask for any row, and asks for none.</summary>
    private sealed class Watcher : IActivationSink
    {
        public bool WantsHiddenStates(ModelSide side, int layer) => false;

        public bool WantsAttention(AttentionKind kind, int layer, int head) => false;

        public void OnHiddenStates(ModelSide side, int layer, ReadOnlySpan<float> hiddenStates) => throw new InvalidOperationException();

        public void OnAttention(AttentionWeights weights) => throw new InvalidOperationException();
    }
}
