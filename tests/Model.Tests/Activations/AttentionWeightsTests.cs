using System;
using System.Linq;
using TestSupport;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Activations;

/// <summary>Attention weights as a sink gets them: against recorded ones, an oracle, and themselves however the tokens come.</summary>
/// <remarks>Encoders and decoders of odd shapes meet their oracles in OddShapes.</remarks>
public sealed class AttentionWeightsTests
{
    private const double ScoreTolerance = 1e-5;

    public static TheoryData<string, InstructionSet> Decoders => TestModel.OnEveryInstructionSet(TestModel.Decoders);

    public static TheoryData<string, InstructionSet> EncoderDecoders => TestModel.OnEveryInstructionSet("TinyT5", "OddGatedT5");

    [Fact]
    public void TheyAreThoseOfHuggingFace()
    {
        Golden golden = new("bert-mlm");
        int[] shape = golden.Data.Shape("out.attn0"); // [B, H, T, T]
        int width = shape[2];
        float[] expected = golden.Data.Values("out.attn0");
        int[] mask = golden.Data.Ints("in.attention_mask");
        Assert.Contains(0, mask);
        foreach (InstructionSet isa in TestModel.InstructionSets)
        {
            using TinyBert model = TinyBert.Load(golden.Checkpoint, new LoadOptions { InstructionSet = isa });
            ActivationRecorder recorder = new(attention: (_, layer, _) => layer == 0);
            model.Encode(golden.Source.Batch, new float[golden.Source.TokenIds.Length * TinyBert.ModelDim], recorder);
            for (int head = 0; head < shape[0] * shape[1]; head++)
            {
                int sequence = head / shape[1];
                int[] kept = [.. Enumerable.Range(0, width).Where(t => mask[(sequence * width) + t] != 0)];
                float[] rows = [.. kept.SelectMany(query => kept.Select(key => expected[(((head * width) + query) * width) + key]))];
                RecordedAttention actual = recorder.Attention(AttentionKind.EncoderSelf, 0, head % shape[1], sequence);
                Close.Rows(rows, actual.Values, 1e-6f, $"{isa}, sequence {sequence}, head {head % shape[1]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(EncoderDecoders))]
    public void AnEncoderDecodersMatchTheOracle(string name, InstructionSet isa)
    {
        using EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load(name, isa, threads: 2);
        Random random = new(5);
        int[] source = Draw(random, model, Math.Min(110, model.Definition.ContextLength));
        int[] target = Draw(random, model, Math.Min(99, model.Definition.ContextLength));
        ActivationRecorder recorder = new((_, _) => true, (_, _, _) => true);
        model.ComputeLogits(new TokenBatch(source, [source.Length]), new TokenBatch(target, [target.Length]), [], [], recorder);
        T5Attention oracle = new(model.Definition, SafetensorsData.Read(TestModel.Checkpoint(name)), recorder);
        int encoderLayers = model.Definition.SourceCache!.Layers;
        for (int layer = 0; layer < encoderLayers; layer++)
        {
            AttentionCheck.Close(oracle.Self(ModelSide.Encoder, layer), recorder, AttentionKind.EncoderSelf, layer, sequence: 0, ScoreTolerance);
        }

        for (int layer = 0; layer < model.Definition.Cache!.Layers; layer++)
        {
            AttentionCheck.Close(oracle.Self(ModelSide.Decoder, layer), recorder, AttentionKind.DecoderSelf, layer, sequence: 0, ScoreTolerance);
            AttentionCheck.Close(oracle.Cross(layer, encoderLayers), recorder, AttentionKind.Cross, layer, sequence: 0, ScoreTolerance);
        }
    }

    /// <summary>Prompts in parts and single steps see what the whole sequence sees, bit for bit; keys that a window has passed are left out.</summary>
    [Theory]
    [MemberData(nameof(Decoders))]
    public void ASessionGivesTheRowsOfTheWholeSequence(string name, InstructionSet isa)
    {
        using DecoderModel model = (DecoderModel)TestModel.Load(name, isa, threads: 2);
        int length = Math.Min(200, model.Definition.ContextLength);
        int[] ids = Draw(new Random(6), model, length);
        ActivationRecorder whole = new(attention: (_, _, _) => true);
        model.ComputeLogits(new TokenBatch(ids, [length]), [], [], whole);
        using DecoderSession session = model.CreateSession();
        float[] logits = new float[session.VocabularySize];
        ActivationRecorder part = new(attention: (_, _, _) => true);
        session.Sink = part;
        int[] cuts = [.. new[] { 0, 1, 40, 41, 97, length - 2, length - 1, length }.Where(cut => cut <= length).Distinct().Order()];
        foreach ((int start, int end) in cuts.Zip(cuts.Skip(1)))
        {
            session.Prefill(ids.AsSpan(start, end - start), logits);
            for (int layer = 0; layer < model.Definition.Cache!.Layers; layer++)
            {
                for (int head = 0; head < model.Definition.DecoderAttention!.HeadCount; head++)
                {
                    RecordedAttention rows = part.Attention(AttentionKind.DecoderSelf, layer, head);
                    Assert.Equal((start, end - start, end), (rows.FirstQuery, rows.QueryCount, rows.FirstKey + rows.KeyCount));
                    CheckRows(whole.Attention(AttentionKind.DecoderSelf, layer, head), rows, $"tokens {start} to {end}, layer {layer}, head {head}");
                }
            }
        }
    }

    /// <summary>Rows of a session with beams are those of the whole targets, whichever row they continue.</summary>
    [Theory]
    [MemberData(nameof(EncoderDecoders))]
    public void BeamsGiveTheRowsOfTheirWholeTargets(string name, InstructionSet isa)
    {
        using EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load(name, isa, threads: 2);
        Random random = new(7);
        int[][] sources = [Draw(random, model, 5), Draw(random, model, 14)];
        TokenBatch batch = new([.. sources.SelectMany(source => source)], [5, 14]);
        ActivationRecorder encoder = new(attention: (kind, _, _) => kind == AttentionKind.EncoderSelf);
        using EncoderDecoderSession session = model.CreateSession(batch, encoder);
        ActivationRecorder step = new(attention: (_, _, _) => true);
        session.Sink = step;
        int[][] targets = [[], []];
        int[] sourceOf = [0, 1];
        foreach (int[] parents in (int[][])[[1, 0, 1], [2, 2, 1, 0], [3, 0], [1, 0, 0]])
        {
            int[] tokens = Draw(random, model, parents.Length);
            session.Step(tokens, parents, new float[parents.Length * session.VocabularySize]);
            targets = [.. parents.Select((parent, row) => (int[])[.. targets[parent], tokens[row]])];
            sourceOf = [.. parents.Select(parent => sourceOf[parent])];
            for (int row = 0; row < parents.Length; row++)
            {
                int[] source = sources[sourceOf[row]];
                ActivationRecorder whole = new(attention: (_, _, _) => true);
                model.ComputeLogits(new TokenBatch(source, [source.Length]), new TokenBatch(targets[row], [targets[row].Length]), [], [], whole);
                foreach (AttentionKind kind in (AttentionKind[])[AttentionKind.DecoderSelf, AttentionKind.Cross])
                {
                    CheckRows(whole.Attention(kind, 0, 1), step.Attention(kind, 0, 1, row), $"{kind}, row {row}");
                }

                CheckRows(whole.Attention(AttentionKind.EncoderSelf, 0, 1), encoder.Attention(AttentionKind.EncoderSelf, 0, 1, sourceOf[row]), "source");
            }
        }
    }

    /// <summary>A sequence's weights do not depend on what is beside it; one without tokens has none.</summary>
    [Theory]
    [InlineData("OddMasked", AttentionKind.EncoderSelf)]
    [InlineData("OddLlama", AttentionKind.DecoderSelf)]
    [InlineData("OddGatedT5", AttentionKind.Cross)]
    public void SequencesOfABatchAreAsAlone(string name, AttentionKind kind)
    {
        using TransformerModel model = TestModel.Load(name, InstructionSet.Automatic, threads: 2);
        int[] lengths = [13, 0, 1, 70];
        int[] ids = Draw(new Random(8), model, lengths.Sum());
        ActivationRecorder together = new(attention: (_, _, _) => true);
        Activations.Run(model, new TokenBatch(ids, lengths), together);
        for (int sequence = 0, start = 0; sequence < lengths.Length; start += lengths[sequence++])
        {
            if (lengths[sequence] == 0)
            {
                Assert.ThrowsAny<Exception>(() => together.Attention(kind, 0, 0, sequence));
                continue;
            }

            ActivationRecorder alone = new(attention: (_, _, _) => true);
            Activations.Run(model, new TokenBatch(ids.AsSpan(start, lengths[sequence]), [lengths[sequence]]), alone);
            CheckRows(alone.Attention(kind, 0, 0), together.Attention(kind, 0, 0, sequence), $"sequence {sequence}");
        }
    }

    [Fact]
    public void WithoutASourceThereIsNoKey()
    {
        using EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load("OddGatedT5", InstructionSet.Automatic);
        ActivationRecorder recorder = new(attention: (_, _, _) => true);
        model.ComputeLogits(new TokenBatch([], [0]), new TokenBatch([1, 2], [2]), [], [], recorder);
        RecordedAttention weights = recorder.Attention(AttentionKind.Cross, 0, 0);
        Assert.Equal((2, 0), (weights.QueryCount, weights.KeyCount));
        Assert.True(weights.Row(1).IsEmpty);
    }

    /// <summary>The rows of a pass are bits of the rows of the whole; what the pass left out on the left is zero there.</summary>
    private static void CheckRows(RecordedAttention whole, RecordedAttention part, string what)
    {
        for (int i = 0; i < part.QueryCount; i++)
        {
            ReadOnlySpan<float> expected = whole.Row(part.FirstQuery + i);
            Bits.Equal(expected.Slice(part.FirstKey, part.KeyCount), part.Row(i), $"{what}, query {i}");
            Assert.False(expected[..part.FirstKey].ContainsAnyExcept(0f), $"{what}: query {i} sees a key before {part.FirstKey}");
        }
    }

    private static int[] Draw(Random random, TransformerModel model, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(model.Definition.VocabularySize))];
}
