using System;

namespace Transformers.Generated.Generation;

/// <summary>All processors that the settings ask for, in Hugging Face's order, over one vocabulary. For one thread at a time.</summary>
/// <remarks>
/// They see nothing but the tokens so far, so one object serves every hypothesis of a search. The workspace is allocated once; a call
/// allocates nothing.
/// </remarks>
internal sealed class LogitsProcessors
{
    private readonly GenerationSettings _settings;
    private readonly bool _hasOccurrence;
    private readonly int[] _counts; // [V] where a penalty counts tokens; zeros between calls
    private readonly int[] _best; // [TopK] where sampling
    private readonly ulong[] _keys; // [V] where TopP sorts
    private readonly float[] _weights; // [V] where TopP or renormalising needs probabilities

    public LogitsProcessors(GenerationSettings settings, int vocabularySize)
    {
        _settings = settings;
        _hasOccurrence = settings.PresencePenalty != 0 || settings.FrequencyPenalty != 0;
        bool hasTopP = settings.Sample && settings.TopP < 1;
        _counts = settings.RepetitionPenalty != 1 || _hasOccurrence ? new int[vocabularySize] : [];
        _best = settings.Sample ? new int[Math.Min(settings.TopK, vocabularySize)] : [];
        _keys = hasTopP ? new ulong[vocabularySize] : [];
        _weights = hasTopP || settings.RenormalizeLogits ? new float[vocabularySize] : [];
    }

    /// <summary>
    /// Takes tokens out of the vocabulary; to be called before logits become probabilities, and before <see cref="Process"/>.
    /// </summary>
    /// <param name="logits">[V], changed in place.</param>
    public void Exclude(Span<float> logits) => Bans.Tokens(_settings.ExcludedTokens, logits);

    /// <summary>Processes the scores of the next token.</summary>
    /// <param name="history">The tokens so far: prompt and new ones.</param>
    /// <param name="promptLength">Tokens of the prompt.</param>
    /// <param name="lengthLimit">The most tokens of prompt and new text, or <see cref="int.MaxValue"/>.</param>
    /// <param name="scores">[V] logits or log-probabilities, changed in place.</param>
    public void Process(ReadOnlySpan<int> history, int promptLength, int lengthLimit, Span<float> scores)
    {
        Penalize(history, promptLength, scores);
        Ban(history, promptLength, lengthLimit, scores);
        if (_settings.Sample)
        {
            Warp(scores);
        }

        if (_settings.RenormalizeLogits && float.IsFinite(Distribution.Max(scores)))
        {
            Distribution.LogSoftmax(scores, _weights);
        }
    }

    private void Penalize(ReadOnlySpan<int> history, int promptLength, Span<float> scores)
    {
        Penalties.Bias(_settings.LogitBias, scores);
        if (_settings.RepetitionPenalty != 1)
        {
            Penalties.Repetition(history, _settings.RepetitionPenalty, _counts, scores);
        }

        if (_hasOccurrence)
        {
            Penalties.Occurrence(history[promptLength..], _settings.PresencePenalty, _settings.FrequencyPenalty, _counts, scores);
        }
    }

    private void Ban(ReadOnlySpan<int> history, int promptLength, int lengthLimit, Span<float> scores)
    {
        if (_settings.NoRepeatNGram > 0)
        {
            Bans.RepeatedNGrams(history, _settings.NoRepeatNGram, scores);
        }

        Bans.LastTokens(_settings.BadWords, history, scores);
        if (history.Length < _settings.MinLength || history.Length - promptLength < _settings.MinNewTokens)
        {
            Bans.Tokens(_settings.StopTokens, scores);
        }

        if (_settings.ForcedBosToken is { } first && history.Length == 1)
        {
            Bans.AllBut([first], scores);
        }

        if (_settings.ForcedEosTokens.Length > 0 && history.Length == lengthLimit - 1)
        {
            Bans.AllBut(_settings.ForcedEosTokens, scores);
        }

        Bans.Tokens(_settings.SuppressedTokens, scores);
        if (history.Length == FirstFree(promptLength))
        {
            Bans.Tokens(_settings.BeginSuppressedTokens, scores);
        }
    }

    /// <summary>The place of the first token that is not forced.</summary>
    private int FirstFree(int promptLength) => promptLength == 1 && _settings.ForcedBosToken is not null ? 2 : promptLength;

    private void Warp(Span<float> scores)
    {
        if (_settings.Temperature != 1)
        {
            foreach (ref float score in scores)
            {
                score /= _settings.Temperature;
            }
        }

        if (_best.Length > 0)
        {
            Cutoffs.TopK(scores, _best);
        }

        if (_settings.TopP < 1)
        {
            Cutoffs.TopP(scores, _settings.TopP, least: 1, _weights, _keys);
        }

        if (_settings.MinP > 0)
        {
            Cutoffs.MinP(scores, _settings.MinP);
        }
    }
}
