using System;
using System.Linq;
using System.Text.RegularExpressions;
using Transformers.Generated.Reference;
using Transformers.Generated.Weights;
using Xunit;

namespace Model.Tests.Kernels;

/// <summary>
/// Every emitted attention on every instruction set: self, causal, cross, with relative bias, at all tails of queries and keys.
/// </summary>
public sealed class AttentionKernelTests
{
    private static readonly int[] s_lengths = [.. Enumerable.Range(1, 34), 0, 95, 96, 98, 128, 255, 256, 257, 97]; // behind the last key of 97 a tile of 12 reads 11

    public static TheoryData<string> Models => KernelCase.Names;

    [Theory]
    [MemberData(nameof(Models))]
    public void EveryLengthMatchesTheScalarTwin(string model)
    {
        KernelSet[] sets = KernelSet.AllOf(model);
        Match[] names = [.. sets[0].Find(AttentionCase.Pattern)];
        Assert.NotEmpty(names);
        Assert.Equal(sets[0].Find(".*Attention.*").Count(), names.Length);
        foreach (Match name in names)
        {
            // In cross-attention, short queries meet long keys and the other way round.
            AttentionCase attention = new(KernelCase.Of(model), sets[0], name, s_lengths, [.. s_lengths.Select(length => length == 0 ? 0 : Math.Abs(131 - length))]);
            float[][] actual = [.. sets.Select(attention.Run)];
            int start = 0;
            for (int sequence = 0; sequence < s_lengths.Length; sequence++)
            {
                int floats = s_lengths[sequence] * attention.Width;
                (double[] expected, double[] tolerances) = attention.Reference(sequence);
                for (int i = 0; i < sets.Length; i++)
                {
                    string? mismatch = Tolerance.Mismatch(expected, actual[i].AsSpan(start, floats), tolerances);
                    Assert.True(mismatch is null, $"{model} {name.Value} {sets[i].InstructionSet}, {s_lengths[sequence]} queries: {mismatch}");
                }

                start += floats;
            }
        }
    }

    /// <summary>A NaN among the queries is its query's alone; one among keys or values is its sequence's alone.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void NaNStaysInItsSequence(string model)
    {
        int[] lengths = [5, 40, 20];
        const int Bad = 5 + 17; // token 17 of the second sequence
        foreach (KernelSet kernels in KernelSet.AllOf(model))
        {
            foreach (Match name in kernels.Find(AttentionCase.Pattern))
            {
                AttentionCase clean = new(KernelCase.Of(model), kernels, name, lengths, lengths);
                float[] expected = clean.Run(kernels);
                AttentionCase query = new(KernelCase.Of(model), kernels, name, lengths, lengths);
                query.Query[Bad * query.QueryStride] = float.NaN;
                float[] actual = query.Run(kernels);
                Assert.True(float.IsNaN(actual[Bad * query.Width]), "the query's own result");
                Bits.Equal(expected.AsSpan(0, Bad * query.Width), actual.AsSpan(0, Bad * query.Width), $"{name.Value} {kernels.InstructionSet}, queries before");
                Bits.Equal(expected.AsSpan((Bad + 1) * query.Width), actual.AsSpan((Bad + 1) * query.Width), $"{name.Value} {kernels.InstructionSet}, queries after");

                AttentionCase key = new(KernelCase.Of(model), kernels, name, lengths, lengths);
                key.KeyValue[(Bad * key.KeyStride) + key.KeyFirst] = float.NaN;
                key.KeyValue[(Bad * key.KeyStride) + key.ValueFirst] = float.NaN;
                actual = key.Run(kernels);
                for (int t = Bad; t < 45; t++)
                {
                    Assert.True(float.IsNaN(actual[t * key.Width]), $"{name.Value} {kernels.InstructionSet}: query {t} sees the key");
                }

                Bits.Equal(expected.AsSpan(0, 5 * key.Width), actual.AsSpan(0, 5 * key.Width), $"{name.Value} {kernels.InstructionSet}, sequence before");
                Bits.Equal(expected.AsSpan(45 * key.Width), actual.AsSpan(45 * key.Width), $"{name.Value} {kernels.InstructionSet}, sequence after");
            }
        }
    }

    /// <summary>
    /// A causal mask hides scores, and a hidden value is multiplied by 0: one that is not finite may reach earlier queries, but none before
    /// its own chunk. Through a hidden key nothing reaches an earlier query.
    /// </summary>
    [Theory]
    [InlineData("TinyGpt2", float.NaN)]
    [InlineData("TinyT5", float.NegativeInfinity)]
    [InlineData("OddDecoder", float.PositiveInfinity)]
    public void WhatIsNotFiniteReachesNoTileOfQueriesBeforeItsOwn(string model, float bad)
    {
        const int QueryTile = 16;
        const int Bad = PackedLayout.QueriesPerChunk + (4 * QueryTile) + 6;
        const int Before = Bad / QueryTile * QueryTile;
        int[] lengths = [PackedLayout.QueriesPerChunk + 150];
        foreach (KernelSet kernels in KernelSet.AllOf(model))
        {
            Match name = Assert.Single(kernels.Find(AttentionCase.Pattern), match => match.Groups["causal"].Success);
            string what = $"{name.Value} {kernels.InstructionSet}";
            AttentionCase clean = new(KernelCase.Of(model), kernels, name, lengths, lengths);
            float[] expected = clean.Run(kernels);

            AttentionCase value = new(KernelCase.Of(model), kernels, name, lengths, lengths);
            value.KeyValue[(Bad * value.KeyStride) + value.ValueFirst] = bad;
            float[] actual = value.Run(kernels);
            Bits.Equal(expected.AsSpan(0, Before * value.Width), actual.AsSpan(0, Before * value.Width), $"{what}, tiles before the value");
            Assert.All(Enumerable.Range(Bad, lengths[0] - Bad), t => Assert.False(float.IsFinite(actual[t * value.Width])));

            AttentionCase key = new(KernelCase.Of(model), kernels, name, lengths, lengths);
            key.KeyValue[(Bad * key.KeyStride) + key.KeyFirst] = bad;
            Bits.Equal(expected.AsSpan(0, Bad * key.Width), key.Run(kernels).AsSpan(0, Bad * key.Width), $"{what}, queries before the key");
        }
    }

    /// <summary>Scores of ±3000 would overflow an exponential without the running maximum.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void LargeScoresDoNotOverflow(string model)
    {
        int[] lengths = [1, 30, 130];
        foreach (KernelSet kernels in KernelSet.AllOf(model))
        {
            foreach (Match name in kernels.Find(AttentionCase.Pattern))
            {
                AttentionCase attention = new(KernelCase.Of(model), kernels, name, lengths, lengths);
                for (int i = 0; i < attention.Query.Length; i++)
                {
                    attention.Query[i] *= i % attention.QueryStride < attention.Width ? 3000 : 1;
                }

                // Weights are means: the result lies among the values, each in -2 .. 2.
                Assert.All(attention.Run(kernels), value => Assert.InRange(value, -2.001f, 2.001f));
            }
        }
    }
}
