using System;
using System.Linq;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Contract;

/// <summary>Sessions say bit for bit what the whole sequence says, however its tokens come.</summary>
public sealed class SessionTests
{
    public static TheoryData<string, InstructionSet> Decoders => TestModel.OnEveryInstructionSet(TestModel.Decoders);

    [Theory]
    [MemberData(nameof(Decoders))]
    public void EveryCutOfASequenceGivesTheSameLogits(string name, InstructionSet isa)
    {
        using DecoderModel model = (DecoderModel)TestModel.Load(name, isa, threads: 2);
        Random random = new(2);
        int length = Math.Min(230, model.Definition.ContextLength);
        int[] ids = Draw(random, model, length);
        float[] whole = Whole(model, ids);
        for (int round = 0; round < 7; round++)
        {
            using DecoderSession session = model.CreateSession();
            while (session.Position < length)
            {
                // Runs of one token (as in decoding), of few, of more than a tile, of more than a block of the cache.
                int most = round switch { 0 => 1, 1 => 3, 2 => 5, 3 => 20, _ => 120 };
                int start = session.Position;
                int count = Math.Min(1 + random.Next(most), length - start);
                float[] logits = new float[count * session.VocabularySize];
                session.PrefillAll(ids.AsSpan(start, count), logits);
                Bits.Equal(whole.AsSpan(start * session.VocabularySize, logits.Length), logits, $"round {round}, tokens {start} to {start + count - 1}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void SessionsInOneStepDoNotChangeEachOther(string name, InstructionSet isa)
    {
        using DecoderModel model = (DecoderModel)TestModel.Load(name, isa, threads: 2);
        Random random = new(3);
        int length = Math.Min(140, model.Definition.ContextLength);
        int[][] texts = [.. Enumerable.Range(0, 7).Select(_ => Draw(random, model, length))];
        float[][] whole = [.. texts.Select(ids => Whole(model, ids))];
        DecoderSession[] sessions = [.. texts.Select(_ => model.CreateSession())];
        float[] first = new float[model.Definition.VocabularySize];
        for (int i = 1; i < sessions.Length; i++)
        {
            // All at positions of their own; one at none.
            sessions[i].Prefill(texts[i].AsSpan(0, 1 + random.Next(length - 12)), first);
        }

        for (int step = 0; step < 8; step++)
        {
            // They join and leave from step to step, and change places.
            int[] members = [.. Enumerable.Range(0, sessions.Length).OrderBy(_ => random.Next()).Take(1 + random.Next(sessions.Length))];
            int[] positions = [.. members.Select(i => sessions[i].Position)];
            float[] logits = new float[members.Length * model.Definition.VocabularySize];
            model.DecodeStep([.. members.Select(i => sessions[i])], [.. members.Select((i, n) => texts[i][positions[n]])], logits);
            for (int n = 0; n < members.Length; n++)
            {
                int vocabulary = model.Definition.VocabularySize;
                Bits.Equal(
                    whole[members[n]].AsSpan(positions[n] * vocabulary, vocabulary), logits.AsSpan(n * vocabulary, vocabulary),
                    $"step {step}, session {members[n]} among {members.Length}");
            }
        }

        Array.ForEach(sessions, session => session.Dispose());
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void ForksAndTruncatedSessionsGoTheirOwnWay(string name, InstructionSet isa)
    {
        using DecoderModel model = (DecoderModel)TestModel.Load(name, isa);
        Random random = new(4);
        int length = Math.Min(130, model.Definition.ContextLength);
        int[] left = Draw(random, model, length);
        foreach (int shared in (int[])[1, 95, 96, 97])
        {
            if (shared >= length)
            {
                continue;
            }

            int[] right = [.. left.Take(shared), .. Draw(random, model, length - shared)];
            float[] logits = new float[model.Definition.VocabularySize];
            using DecoderSession one = model.CreateSession();
            one.Prefill(left.AsSpan(0, shared), logits);
            using DecoderSession other = one.Fork();
            Continue(one, left, Whole(model, left));
            Continue(other, right, Whole(model, right));
            if (model.Definition.Cache!.Window > length)
            {
                one.Truncate(shared);
                Continue(one, right, Whole(model, right));
            }
        }
    }

    [Fact]
    public void ASessionOutlivesItsModel()
    {
        DecoderModel model = (DecoderModel)TestModel.Load("TinyGpt2", InstructionSet.Automatic);
        int[] ids = Draw(new Random(1), model, 20);
        float[] whole = Whole(model, ids);
        DecoderSession session = model.CreateSession();
        model.Dispose();
        DecoderSession fork = session.Fork();
        Continue(session, ids, whole);
        session.Dispose();
        Continue(fork, ids, whole);
        fork.Dispose();
        fork.Dispose();
        Assert.Throws<ObjectDisposedException>(() => fork.DecodeStep(0, new float[100]));
        Assert.Throws<ObjectDisposedException>(() => model.CreateSession());
    }

    [Fact]
    public void MisuseIsRefusedAndChangesNothing()
    {
        using DecoderModel model = (DecoderModel)TestModel.Load("TinyGpt2", InstructionSet.Automatic);
        using DecoderModel stranger = (DecoderModel)TestModel.Load("TinyGpt2", InstructionSet.Automatic);
        using DecoderSession session = model.CreateSession();
        int context = session.ContextLength;
        float[] logits = new float[session.VocabularySize];
        session.Prefill(new int[5], logits);
        Assert.Contains("no tokens", Assert.Throws<ArgumentException>(() => session.Prefill([], logits)).Message, StringComparison.Ordinal);
        Assert.Contains("100", Assert.Throws<ArgumentException>(() => session.DecodeStep(100, logits)).Message, StringComparison.Ordinal);
        Assert.Contains("logits", Assert.Throws<ArgumentException>(() => session.DecodeStep(1, logits.AsSpan(1))).Message, StringComparison.Ordinal);
        string overflow = Assert.Throws<InvalidOperationException>(() => session.Prefill(new int[context - 4], logits)).Message;
        Assert.Contains($"ContextLength = {context}", overflow, StringComparison.Ordinal);
        Assert.Contains("in use", Assert.Throws<InvalidOperationException>(() => model.DecodeStep([session, session], [1, 2], new float[2 * logits.Length])).Message, StringComparison.Ordinal);
        Assert.Contains("another model", Assert.Throws<ArgumentException>(() => stranger.DecodeStep([session], [1], logits)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Truncate(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Truncate(-1));
        Assert.Equal(5, session.Position);
        session.Prefill(new int[context - 5], logits);
        Assert.Throws<InvalidOperationException>(() => session.DecodeStep(1, logits));
    }

    [Fact]
    public void ACancelledStepLeavesTheSessionAsItWas()
    {
        using DecoderModel model = (DecoderModel)TestModel.Load("OddDecoder", InstructionSet.Automatic);
        int[] ids = Draw(new Random(1), model, 120);
        float[] whole = Whole(model, ids);
        using DecoderSession session = model.CreateSession();
        session.Prefill(ids.AsSpan(0, 90), new float[session.VocabularySize]);
        System.Threading.CancellationToken cancelled = new(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => session.Prefill(ids.AsSpan(90), new float[session.VocabularySize], cancelled));
        Assert.Equal(90, session.Position);
        Continue(session, ids, whole);
    }

    [Fact]
    public void SteadyDecodingAllocatesNothing()
    {
        using DecoderModel model = (DecoderModel)TestModel.Load("OddDecoder", InstructionSet.Automatic);
        using DecoderSession session = model.CreateSession();
        float[] logits = new float[session.VocabularySize];
        session.Prefill(new int[150], logits);
        session.Truncate(10);
        session.DecodeStep(1, logits);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 120; i++)
        {
            session.DecodeStep(i % 7, logits);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int[] Draw(Random random, DecoderModel model, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => random.Next(model.Definition.VocabularySize))];

    private static float[] Whole(DecoderModel model, int[] ids)
    {
        float[] logits = new float[ids.Length * model.Definition.VocabularySize];
        model.ComputeLogits(new TokenBatch(ids, [ids.Length]), [.. Enumerable.Range(0, ids.Length)], logits);
        return logits;
    }

    /// <summary>Takes the rest of a text token by token and compares.</summary>
    private static void Continue(DecoderSession session, int[] ids, float[] whole)
    {
        float[] logits = new float[session.VocabularySize];
        for (int i = session.Position; i < ids.Length; i++)
        {
            session.DecodeStep(ids[i], logits);
            Bits.Equal(whole.AsSpan(i * logits.Length, logits.Length), logits, $"token {i}");
        }
    }
}
