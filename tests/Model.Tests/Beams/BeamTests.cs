using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Runtime.Tests.Generation;
using TestSupport;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Beams;

/// <summary>Beam search over real encoder-decoders, against recorded runs of Hugging Face's, and over sessions by their contract.</summary>
public sealed class BeamTests
{
    /// <summary>Of scores. Recorded runs are stable against errors of 2e-6 in the weights.</summary>
    private const double Tolerance = 2e-5;

    [SharedDataTheory]
    [InlineData("BeamT5", "t5")]
    [InlineData("TinyMarian", "marian")]
    [InlineData("TinyBart", "bart")]
    public void EveryRecordedSearchFindsTheSame(string name, string recorded)
    {
        using EncoderDecoderModel model = Load(name, recorded);
        IReadOnlyList<BeamGolden> goldens = BeamGolden.ReadAll(recorded);
        Assert.Equal(32, goldens.Count);
        foreach (BeamGolden golden in goldens)
        {
            int[][] prefixes = [.. golden.Prefixes.Select(prefix => prefix[1..])];
            golden.AssertFound(model.Search(Pack(golden).Batch, OptionsOf(golden, recorded), prefixes), Tolerance);
        }
    }

    /// <summary>A decoder's beams, with and without processors.</summary>
    [Theory]
    [MemberData(nameof(GoldenTests.InstructionSets), MemberType = typeof(GoldenTests))]
    public void ADecodersRecordedSearchesFindTheSame(InstructionSet isa)
    {
        using TinyGpt2 model = TinyGpt2.Load(new Golden("gpt2").Checkpoint, new LoadOptions { InstructionSet = isa });
        string path = Path.Combine(Golden.Folder, "greedy-gpt2.json");
        BeamGolden[] goldens = [.. BeamGolden.ReadFile(path).Where(each => each.Options.BeamCount > 1)];
        Assert.Equal(2, goldens.Length);
        foreach (BeamGolden golden in goldens)
        {
            golden.AssertFound(model.Search(Pack(golden).Batch, golden.Options), Tolerance);
        }
    }

    /// <summary>A source's hypotheses are its own, whatever is searched beside it.</summary>
    [SharedDataTheory]
    [InlineData("BeamT5", "t5")]
    [InlineData("TinyMarian", "marian")]
    [InlineData("TinyBart", "bart")]
    public void ASourceIsSearchedAsIfAlone(string name, string recorded)
    {
        using EncoderDecoderModel model = Load(name, recorded);
        BeamGolden golden = BeamGolden.ReadAll(recorded).First(each => each.Options.BeamCount > 2);
        GenerationOptions options = OptionsOf(golden, recorded);
        Tokens sources = Pack(golden);
        GeneratedSequence[][] all = model.Search(sources.Batch, options);
        int start = 0;
        for (int i = 0; i < all.Length; i++)
        {
            int[] ids = sources.TokenIds[start..(start + sources.Lengths[i])];
            GeneratedSequence[] found = model.Search(new TokenBatch(ids, [ids.Length]), options)[0];
            Assert.Equal(all[i].Select(each => each.Score), found.Select(each => each.Score));
            Assert.Equal(all[i].Select(each => string.Join(' ', each.TokenIds)), found.Select(each => string.Join(' ', each.TokenIds)));
            start += ids.Length;
        }
    }

    public static TheoryData<string, InstructionSet> Models => TestModel.OnEveryInstructionSet("TinyT5", "OddGatedT5");

    /// <summary>Rows that fork, merge and change places say bit for bit what their whole targets say.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void EveryRowIsItsWholeTarget(string name, InstructionSet isa)
    {
        using EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load(name, isa, threads: 2);
        Random random = new(1);
        int vocabulary = model.Definition.VocabularySize;
        int[][] sources = [.. new[] { 7, 1, 0, 120 }.Select(length => Draw(random, vocabulary, length))];
        using EncoderDecoderSession session = model.CreateSession(new TokenBatch([.. sources.SelectMany(ids => ids)], [.. sources.Select(ids => ids.Length)]));
        (int Source, int[] Target)[] rows = [.. sources.Select((_, i) => (i, Array.Empty<int>()))];
        for (int step = 0; step < 110; step++)
        {
            int[] parents = [.. Enumerable.Range(0, 1 + random.Next(9)).Select(_ => random.Next(rows.Length))];
            int[] tokens = Draw(random, vocabulary, parents.Length);
            rows = [.. parents.Select((parent, i) => (rows[parent].Source, (int[])[.. rows[parent].Target, tokens[i]]))];
            float[] logits = new float[rows.Length * vocabulary];
            session.Step(tokens, parents, logits);
            if (step % 12 > 1 && step is < 94 or > 98)
            {
                continue; // whole targets are slow to compute: look at some steps, and at those around a block's end
            }

            float[] whole = new float[logits.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                int[] source = sources[rows[i].Source];
                TokenBatch target = new(rows[i].Target, [rows[i].Target.Length]);
                model.ComputeLogits(new TokenBatch(source, [source.Length]), target, [target.TokenCount - 1], whole.AsSpan(i * vocabulary, vocabulary));
            }

            Bits.Equal(whole, logits, $"step {step}");
        }
    }

    [Fact]
    public void MisuseAndCancellationChangeNothing()
    {
        EncoderDecoderModel model = (EncoderDecoderModel)TestModel.Load("TinyT5", InstructionSet.Automatic);
        int vocabulary = model.Definition.VocabularySize;
        using EncoderDecoderSession session = model.CreateSession(new TokenBatch([1, 2, 3], [3]));
        using EncoderDecoderSession twin = model.CreateSession(new TokenBatch([1, 2, 3], [3]));
        model.Dispose(); // sessions keep the weights
        Assert.Throws<ObjectDisposedException>(() => model.CreateSession(new TokenBatch([1], [1])));
        float[] logits = new float[2 * vocabulary];
        Assert.Throws<ArgumentException>(() => session.Step([0], [1], logits.AsSpan(0, vocabulary)));
        Assert.Throws<ArgumentException>(() => session.Step([0, 0], [0], logits));
        Assert.Throws<ArgumentException>(() => session.Step([0], [0], logits));
        session.Step([0, 5], [0, 0], logits);
        Assert.ThrowsAny<OperationCanceledException>(() => session.Step([7, 8], [1, 1], logits, new System.Threading.CancellationToken(true)));
        Assert.Throws<ArgumentException>(() => session.Step([vocabulary, 8], [1, 1], logits));
        Assert.Equal((2, 1), (session.RowCount, session.Position));
        session.Step([7, 8], [1, 0], logits);
        float[] expected = new float[2 * vocabulary];
        twin.Step([0, 5], [0, 0], expected);
        twin.Step([7, 8], [1, 0], expected);
        Bits.Equal(expected, logits, "after refused steps");
    }

    /// <summary>In this version of Hugging Face's a Marian model leaves out its padding, whatever the options say.</summary>
    private static GenerationOptions OptionsOf(BeamGolden golden, string recorded) =>
        recorded == "marian" ? golden.Options with { ExcludedTokens = [99] } : golden.Options;

    private static int[] Draw(Random random, int limit, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(limit))];

    private static EncoderDecoderModel Load(string name, string recorded) =>
        (EncoderDecoderModel)TestModel.Load(TestModel.TypeOf(name), new Golden($"beam-{recorded}").Checkpoint, new LoadOptions { ThreadCount = 2 });

    private static Tokens Pack(BeamGolden golden)
    {
        int[][] kept = [.. golden.Sources.Select((ids, i) => ids.Where((_, t) => golden.SourceMask[i][t] != 0).ToArray())];
        return new Tokens([.. kept.SelectMany(ids => ids)], [.. kept.Select(ids => ids.Length)], null);
    }
}
