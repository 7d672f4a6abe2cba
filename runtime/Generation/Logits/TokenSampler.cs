using System;
using Transformers.Generated.Primitives;

namespace Transformers.Generated.Generation;

/// <summary>Chooses a token by its processed scores: the most likely, or one at random.</summary>
internal sealed class TokenSampler
{
    private readonly RandomSource? _random;
    private readonly bool _wantsLogProbability;
    private readonly float[] _weights; // [V], where probabilities are needed

    public TokenSampler(GenerationSettings settings, int vocabularySize)
    {
        if (settings.Sample)
        {
            Seed = settings.Seed ?? Random.Shared.NextInt64();
            _random = new RandomSource(Seed.Value);
        }

        _wantsLogProbability = settings.LogProbabilities;
        _weights = settings.Sample || _wantsLogProbability ? new float[vocabularySize] : [];
    }

    /// <summary>The seed of its random numbers; null where it needs none.</summary>
    public long? Seed { get; }

    /// <summary>The log-probability of the token chosen last; meaningless unless the settings ask for it.</summary>
    public float LogProbability { get; private set; }

    /// <summary>Chooses a token; of equally likely ones the lowest.</summary>
    /// <param name="scores">[V].</param>
    /// <exception cref="InvalidOperationException">No token is allowed, or a score is not a number.</exception>
    public int Choose(ReadOnlySpan<float> scores)
    {
        float max = CheckedMax(scores);
        double sum = _weights.Length > 0 ? Distribution.Exponentials(scores, max, _weights) : 0;
        int token = _random is null ? scores.IndexOf(max) : Draw(_weights, _random.NextDouble() * sum);
        if (_wantsLogProbability)
        {
            LogProbability = (float)((double)scores[token] - max - DeterministicMath.Log(sum));
        }

        return token;
    }

    /// <summary>The largest score.</summary>
    /// <exception cref="InvalidOperationException">It is not a finite number.</exception>
    public static float CheckedMax(ReadOnlySpan<float> scores)
    {
        float max = Distribution.Max(scores);
        return max switch
        {
            float.NegativeInfinity => throw new InvalidOperationException(
                "The options forbid every token: relax BadWords, SuppressedTokens, NoRepeatNGram, or the minimal length."),
            float.NaN or float.PositiveInfinity => throw new InvalidOperationException(
                $"A token's logit is {max}: the model's weights or the options (a bias, a penalty, a tiny temperature) overflow."),
            _ => max,
        };
    }

    /// <summary>The first token at which the running sum of weights exceeds the target.</summary>
    private static int Draw(ReadOnlySpan<float> weights, double target)
    {
        int last = 0;
        double sum = 0;
        for (int token = 0; token < weights.Length; token++)
        {
            if (weights[token] > 0)
            {
                last = token;
                sum += weights[token];
                if (sum > target)
                {
                    break;
                }
            }
        }

        return last; // where rounding keeps the sum below the target, the last token that can be
    }
}
