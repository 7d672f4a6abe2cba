using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Generation;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>The best continuations of several beams, against a sort of all of them.</summary>
public sealed class CandidatesTests
{
    [Theory]
    [InlineData(5, 1)]
    [InlineData(8, 3)]
    [InlineData(1003, 4)]
    [InlineData(4096, 8)]
    public void TheBestAreThoseOfASort(int vocabulary, int beams)
    {
        Random random = new(vocabulary);
        for (int round = 0; round < 20; round++)
        {
            // Few different scores make many ties; some tokens are banned.
            double[] sums = [.. Enumerable.Range(0, beams).Select(_ => round == 0 ? 0 : -100 * random.NextDouble())];
            float[][] scores = [.. sums.Select(_ => Enumerable.Range(0, vocabulary).Select(_ => Score(round)).ToArray())];
            Candidates candidates = new(2 * beams);
            Candidates merged = new(2 * beams);
            for (int beam = 0; beam < beams; beam++)
            {
                candidates.Offer(beam, sums[beam], scores[beam]);
                Candidates own = new(2 * beams);
                own.Offer(beam, sums[beam], scores[beam]);
                merged.Offer(own);
            }

            IEnumerable<Candidate> expected =
                from beam in Enumerable.Range(0, beams)
                from token in Enumerable.Range(0, vocabulary)
                where scores[beam][token] > float.NegativeInfinity
                let total = sums[beam] + scores[beam][token]
                orderby total descending, beam, token
                select new Candidate(total, beam, token, scores[beam][token]);
            Assert.Equal(expected.Take(2 * beams), Enumerable.Range(0, candidates.Count).Select(rank => candidates[rank]));
            Assert.Equal(expected.Take(2 * beams), Enumerable.Range(0, merged.Count).Select(rank => merged[rank]));
        }

        float Score(int round) => random.Next(5) == 0 ? float.NegativeInfinity
            : round % 2 == 0 ? -random.Next(4)
            : -20 * random.NextSingle();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1003)]
    public void LogSoftmaxOfAnyLength(int vocabulary)
    {
        Random random = new(vocabulary);
        float[] logits = [.. Enumerable.Range(0, vocabulary).Select(i => i % 5 == 1 ? float.NegativeInfinity : 30 * random.NextSingle())];
        double sum = Math.Log(logits.Sum(logit => Math.Exp(logit)));
        float[] scores = [.. logits];
        Distribution.LogSoftmax(scores, new float[vocabulary]);

        // The sum is off by rounding of its terms, of relative size 2⁻²¹ at most; the difference rounds once.
        Assert.All(scores.Zip(logits), pair =>
        {
            double expected = pair.Second - sum;
            Assert.True(
                double.IsNegativeInfinity(expected) ? float.IsNegativeInfinity(pair.First) : Math.Abs(pair.First - expected) <= 1e-6 + (Math.Abs(expected) * 1e-7),
                $"{pair.First} is not {expected}");
        });
    }
}
