using System;
using System.Linq;
using System.Reflection;
using System.Threading;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Memory;
using Xunit;

namespace Model.Tests.Lifecycle;

/// <summary>The bytes announced for a batch are the bytes its pass reserves, and those of a cache what a session keeps.</summary>
/// <remarks>Of an encoder's batch in parts, <see cref="Contract.PartsTests"/>.</remarks>
public sealed class WorkspaceTests
{
    private static readonly int[] s_lengths = [7, 0, 20, 1];
    private static readonly int[] s_targets = [3, 0, 12, 31];

    public static TheoryData<string, int> Encoders => new() { { "TinyBert", 1 }, { "TinyBert", 2 }, { "OddClassifier", 3 }, { "OddTokens", 4 } };

    public static TheoryData<string, int> Decoders => new() { { "TinyGpt2", 1 }, { "OddDecoder", 3 } };

    [Theory]
    [MemberData(nameof(Encoders))]
    public void OfAnEncoder(string name, int threads)
    {
        using EncoderModel model = (EncoderModel)TestModel.Load(name, InstructionSet.Automatic, threads);
        int tokens = s_lengths.Sum();
        TokenBatch batch = new(new int[tokens], s_lengths);
        Assert.Equal(Reserved(model, batch, default, []), model.ComputeWorkspaceBytes(tokens, 0, s_lengths.Length, 0));
        int[] rows = [.. Enumerable.Range(0, 9)];
        Assert.Equal(Reserved(model, batch, default, rows), model.ComputeWorkspaceBytes(tokens, 0, s_lengths.Length, rows.Length));
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void OfADecoder(string name, int threads)
    {
        using DecoderModel model = (DecoderModel)TestModel.Load(name, InstructionSet.Automatic, threads);
        int tokens = s_lengths.Sum();
        int[] rows = [.. Enumerable.Range(0, 9)];
        TokenBatch batch = new(new int[tokens], s_lengths);
        Assert.Equal(Reserved(model, default, batch, rows), model.WorkspaceBytes(tokens, rows.Length));
    }

    [Fact]
    public void OfAnEncoderDecoder()
    {
        using TinyT5 model = (TinyT5)TestModel.Load("TinyT5", InstructionSet.Automatic, threads: 2);
        int[] rows = [.. Enumerable.Range(0, 9)];
        TokenBatch source = new(new int[s_lengths.Sum()], s_lengths);
        TokenBatch target = new(new int[s_targets.Sum()], s_targets);
        Assert.Equal(
            Reserved(model, source, target, rows),
            model.WorkspaceBytes(source.TokenCount, target.TokenCount, rows.Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(300)]
    public void OfADecodersCache(int tokens)
    {
        using OddDecoder model = (OddDecoder)TestModel.Load("OddDecoder", InstructionSet.Automatic, threads: 1);
        using DecoderSession session = model.CreateSession();
        session.Prefill(new int[tokens], new float[session.VocabularySize]);
        Assert.Equal(Kept(Field<KeyValueCache>(session, "_cache")), model.CacheBytes(tokens));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(97, 2)]
    [InlineData(5, 97)]
    public void OfAnEncoderDecodersCaches(int sourceTokens, int targetTokens)
    {
        using OddGatedT5 model = (OddGatedT5)TestModel.Load("OddGatedT5", InstructionSet.Automatic, threads: 1);
        using EncoderDecoderSession session = model.CreateSession(new TokenBatch(new int[sourceTokens], [sourceTokens]));
        session.Prefill(new TokenBatch(new int[targetTokens], [targetTokens]), new float[session.VocabularySize]);
        long kept = Kept(Field<KeyValueCache[]>(session, "_sources")[0]) + Kept(Field<KeyValueCache[]>(session, "_rows")[0]);
        Assert.Equal(kept, model.CacheBytes(sourceTokens, targetTokens));
    }

    [Fact]
    public void CachesOfMoreThanTheContextAreRefused()
    {
        using OddDecoder decoder = (OddDecoder)TestModel.Load("OddDecoder", InstructionSet.Automatic, threads: 1);
        using OddGatedT5 translator = (OddGatedT5)TestModel.Load("OddGatedT5", InstructionSet.Automatic, threads: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => decoder.CacheBytes(OddDecoder.ContextLength + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => translator.CacheBytes(OddGatedT5.ContextLength + 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => translator.CacheBytes(1, -1));
    }

    /// <summary>Bytes of the blocks that a cache holds.</summary>
    private static long Kept(KeyValueCache cache) =>
        Field<KeyValueBlock?[]>(cache, "_blocks").OfType<KeyValueBlock>().Sum(block => sizeof(float) * (long)Field<AlignedBuffer>(block, "_floats").Length);

    private static T Field<T>(object owner, string name) =>
        (T)owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(owner)!;

    /// <summary>Bytes in the workspace of a new pass after its first run.</summary>
    private static long Reserved(TransformerModel model, TokenBatch source, TokenBatch target, int[] rows)
    {
        using ForwardPass pass = new(model);
        pass.Source.Set(source, Caches(model.Definition.SourceCache, source));
        pass.Target.Set(target, Caches(model.Definition.Cache, target));
        pass.Memory.SetCaches(Caches(model.Definition.CrossCache, source));
        pass.RunHead(rows, new float[rows.Length * model.Definition.HeadOutputDim], null, model.ThreadCount, CancellationToken.None);
        return sizeof(float) * (long)Field<AlignedBuffer>(pass, "_workspace").Length;
    }

    private static KeyValueCache[] Caches(CacheShape? shape, TokenBatch batch)
    {
        KeyValueCache[] caches = new KeyValueCache[shape is null ? 0 : batch.SequenceCount];
        if (shape is not null)
        {
            new KeyValueBlocks(shape, isPassing: false).Open(caches, batch.SequenceLengths);
        }

        return caches;
    }
}
