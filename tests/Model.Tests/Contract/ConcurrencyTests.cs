using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Contract;

/// <summary>Many callers, several models, one worker team: everybody gets the bits of an undisturbed call.</summary>
public sealed class ConcurrencyTests
{
    public static TheoryData<string> Models => ["TinyBert", "TinyGpt2", "TinyT5", "OddClassifier", "OddTokens"];

    [Theory]
    [MemberData(nameof(Models))]
    public void SixtyFourCallersGetEqualBits(string name)
    {
        using Subject subject = new(name, InstructionSet.Automatic, threads: 2);
        Sample[][] batches = [.. Enumerable.Range(0, 6).Select(seed => subject.CreateSamples(seed, count: 4))];
        float[][][] expected = [.. batches.Select(batch => subject.Run(batch))];
        RunTogether(64, caller =>
        {
            for (int call = 0; call < 12; call++)
            {
                int batch = (caller + call) % batches.Length;
                Bits.Equal(expected[batch], subject.Run(batches[batch]), $"caller {caller}, call {call}");
            }
        });
    }

    [Fact]
    public void TwoModelsShareOneTeam()
    {
        using Subject encoder = new("OddMasked", InstructionSet.Automatic, threads: 2);
        using Subject decoder = new("OddDecoder", InstructionSet.Automatic, threads: 3);
        Subject[] subjects = [encoder, decoder];
        Sample[][] samples = [.. subjects.Select(subject => subject.CreateSamples(seed: 8, count: 5))];
        float[][][] expected = [.. subjects.Select((subject, i) => subject.Run(samples[i]))];
        RunTogether(4, caller =>
        {
            for (int call = 0; call < 15; call++)
            {
                int i = caller % 2;
                Bits.Equal(expected[i], subjects[i].Run(samples[i]), $"model {i}, call {call}");
            }
        });
    }

    [Theory]
    [InlineData("TinyBert")]
    [InlineData("OddMasked")]
    public void ACallMadeWhileTheTeamIsBusyIsEqual(string name)
    {
        using Subject subject = new(name, InstructionSet.Automatic, threads: 2);
        Sample[] samples = subject.CreateSamples(seed: 4, count: 6);
        float[][] expected = subject.Run(samples);
        BusyCaller inner = new(() => Bits.Equal(expected, subject.Run(samples), "inside another call"));
        EncoderModel model = (EncoderModel)subject.Model;
        int length = Math.Min(30, model.Definition.ContextLength);
        model.Encode(new TokenBatch(new int[length], [length]), new float[length * model.Definition.ModelDim], inner);
        Assert.True(inner.CallCount > 1);
        Bits.Equal(expected, subject.Run(samples), "afterwards");
    }

    /// <summary>Starts all callers at once, waits for them, and rethrows what they threw.</summary>
    internal static void RunTogether(int callers, Action<int> body)
    {
        ConcurrentQueue<Exception> failures = new();
        using Barrier start = new(callers);
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(caller => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                body(caller);
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(failures);
    }
}
