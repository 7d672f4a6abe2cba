using System;
using System.Linq;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Contract;

/// <summary>The numerics contract, bit for bit: results depend on the model and the sequence, and on nothing else.</summary>
public sealed class InvarianceTests
{
    public static TheoryData<string, InstructionSet> Models => TestModel.OnEveryInstructionSet(TestModel.Names);

    public static TheoryData<string, InstructionSet> Decoders => TestModel.OnEveryInstructionSet(TestModel.Decoders);

    [Theory]
    [MemberData(nameof(Models))]
    public void ThreadCountAndRepetitionChangeNothing(string name, InstructionSet isa)
    {
        float[][]? expected = null;
        foreach (int threads in (int[])[1, 2, 3, 4])
        {
            using Subject subject = new(name, isa, threads);
            Sample[] samples = subject.CreateSamples(seed: 5, count: 9);
            expected ??= subject.Run(samples);
            Bits.Equal(expected, subject.Run(samples), $"{threads} threads");
            Bits.Equal(expected, subject.Run(samples), $"{threads} threads, again");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ASequenceIsItselfInEveryBatchAndAtEveryPlace(string name, InstructionSet isa)
    {
        using Subject subject = new(name, isa, threads: 2);
        for (int seed = 1; seed <= 3; seed++)
        {
            Sample[] samples = subject.CreateSamples(seed, count: 8);
            float[][] alone = [.. samples.Select(sample => subject.Run(sample)[0])];
            Bits.Equal(alone, subject.Run(samples), $"seed {seed}");
            Random random = new(seed);
            int[] order = [.. Enumerable.Range(0, 12).Select(_ => random.Next(samples.Length))];
            Bits.Equal([.. order.Select(i => alone[i])], subject.Run([.. order.Select(i => samples[i])]), $"seed {seed}, shuffled with repetitions");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void EveryLengthUpTo34IsItselfBehindEveryOffset(string name, InstructionSet isa)
    {
        using Subject subject = new(name, isa);
        int longest = Math.Min(34, subject.Model.Definition.ContextLength);
        Random random = new(3);
        Sample[] samples = [.. Enumerable.Range(1, longest).Select(length => subject.CreateSample(random, length))];
        float[][] alone = [.. samples.Select(sample => subject.Run(sample)[0])];
        Bits.Equal(alone, subject.Run(samples), "ascending");
        Bits.Equal([.. alone.Reverse()], subject.Run([.. samples.Reverse()]), "descending");
    }

    [Theory]
    [MemberData(nameof(Decoders))]
    public void ACausalTokenDoesNotDependOnWhatFollows(string name, InstructionSet isa)
    {
        using Subject subject = new(name, isa, threads: 2);
        Random random = new(11);
        int longest = Math.Min(260, subject.Model.Definition.ContextLength);
        Sample whole = subject.CreateSample(random, longest);
        float[] expected = subject.Run(whole)[0];
        foreach (int length in (int[])[1, 2, 15, 16, 17, 31, 95, 96, 97, 127, 128, 129, 132, 133, 200])
        {
            if (length <= longest)
            {
                float[] actual = subject.Run(whole with { Ids = whole.Ids[..length] })[0];
                Bits.Equal(expected.AsSpan(0, actual.Length), actual, $"the first {length} of {longest} tokens");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ExplicitDefaultsAreTheDefaults(string name, InstructionSet isa)
    {
        using Subject subject = new(name, isa);
        if (subject.Model is not EncoderModel encoder)
        {
            return;
        }

        Sample sample = subject.CreateSample(new Random(2), Math.Min(20, encoder.Definition.ContextLength));
        float[] expected = new float[sample.Ids.Length * encoder.Definition.ModelDim];
        float[] actual = new float[expected.Length];
        encoder.Encode(new TokenBatch(sample.Ids, [sample.Ids.Length]), expected);
        int[] zeros = new int[sample.Ids.Length];
        encoder.Encode(new TokenBatch(sample.Ids, [sample.Ids.Length], zeros, [.. Enumerable.Range(0, sample.Ids.Length)]), actual);
        Bits.Equal(expected, actual, "explicit types and positions");
    }
}
