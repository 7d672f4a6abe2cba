using System;
using System.Linq;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>The choice of a token by its scores.</summary>
public sealed class TokenSamplerTests
{
    [Fact]
    public void Without_sampling_the_lowest_of_the_most_likely_is_chosen() =>
        Assert.Equal(3, Sampler(new GenerationOptions()).Choose([1, -2, 0, 4, 2, 4, 1, 1, 1, 3, 4]));

    [Fact]
    public void Drawn_tokens_have_their_probabilities()
    {
        float[] scores = [.. Enumerable.Range(0, 21).Select(token => token % 5 == 0 ? float.NegativeInfinity : MathF.Sin(token) * 2)];
        double[] probabilities = ReferenceProcessors.Softmax([.. scores.Select(score => (double)score)]);
        TokenSampler sampler = Sampler(new GenerationOptions { Sample = true, Seed = 11 });
        const int Draws = 200_000;
        int[] counts = new int[scores.Length];
        for (int i = 0; i < Draws; i++)
        {
            counts[sampler.Choose(scores)]++;
        }

        for (int token = 0; token < scores.Length; token++)
        {
            double deviation = Math.Sqrt(Draws * probabilities[token] * (1 - probabilities[token]));
            Assert.InRange(counts[token] - (Draws * probabilities[token]), -5 * deviation, 5 * deviation);
        }
    }

    /// <summary>The chain from seed to token is pinned: a change here changes every user's text.</summary>
    [Fact]
    public void A_seed_means_the_same_tokens_in_every_version()
    {
        float[] scores = [.. Enumerable.Range(0, 50).Select(token => (token * 37 % 50) / 10f)];
        TokenSampler sampler = Sampler(new GenerationOptions { Sample = true, Seed = 2024 });
        string tokens = string.Join(' ', Enumerable.Range(0, 12).Select(_ => sampler.Choose(scores)));
        Assert.Equal("4 35 4 8 35 9 17 12 27 4 32 43", tokens);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_log_probability_is_that_of_the_processed_distribution(bool sample)
    {
        float[] scores = [0.5f, -1, float.NegativeInfinity, 2, 1.5f, 0, 0, 0, 3];
        double[] probabilities = ReferenceProcessors.Softmax([.. scores.Select(score => (double)score)]);
        TokenSampler sampler = Sampler(new GenerationOptions { Sample = sample, LogProbabilities = true });
        for (int i = 0; i < 20; i++)
        {
            int token = sampler.Choose(scores);
            Assert.Equal(Math.Log(probabilities[token]), sampler.LogProbability, 1e-6);
        }
    }

    [Fact]
    public void A_drawn_seed_is_told_and_repeats_the_draws()
    {
        float[] scores = new float[1_000];
        TokenSampler first = Sampler(new GenerationOptions { Sample = true });
        TokenSampler again = Sampler(new GenerationOptions { Sample = true, Seed = first.Seed });
        Assert.Equal(Enumerable.Range(0, 20).Select(_ => first.Choose(scores)), Enumerable.Range(0, 20).Select(_ => again.Choose(scores)));
        Assert.NotEqual(first.Seed, Sampler(new GenerationOptions { Sample = true }).Seed);
        Assert.Null(Sampler(new GenerationOptions()).Seed);
    }

    [Theory]
    [InlineData(float.NaN, "logit is NaN")]
    [InlineData(float.PositiveInfinity, "logit is")]
    [InlineData(float.NegativeInfinity, "forbid every token")]
    public void Scores_without_a_choice_are_an_error(float score, string message)
    {
        float[] scores = Enumerable.Repeat(float.NegativeInfinity, 19).Append(score).ToArray();
        foreach (bool sample in new[] { false, true })
        {
            TokenSampler sampler = Sampler(new GenerationOptions { Sample = sample });
            InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => sampler.Choose(scores));
            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        }
    }

    private static TokenSampler Sampler(GenerationOptions options) => new(GenerationSettings.Resolve(options, null, 1_000), 1_000);
}
