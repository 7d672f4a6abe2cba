using System;

namespace Transformers.Generated.Generation;

/// <summary>The tokens of one generation, and the choice of the next. Knows neither decoder nor text.</summary>
internal sealed class TokenRow
{
    private readonly GenerationSettings _settings;
    private readonly LogitsProcessors _processors;
    private readonly TokenSampler _sampler;
    private readonly int _choices; // tokens that may be chosen: those with a text
    private readonly int _promptLength;
    private readonly int _lengthLimit; // of prompt and new tokens, by the options
    private readonly long _room; // of prompt and new tokens, by the decoder
    private int[] _tokens; // prompt and new ones
    private float[] _logProbabilities = [];
    private int _length;

    /// <param name="settings">The settings.</param>
    /// <param name="prompt">At least one token.</param>
    /// <param name="choices">Tokens that may be chosen are 0 to <paramref name="choices"/> - 1; at most the decoder's vocabulary.</param>
    /// <param name="contextLength">The most tokens that the decoder can consume.</param>
    /// <param name="position">Tokens that it has consumed.</param>
    /// <exception cref="ArgumentException">The prompt is empty, or does not fit the context or the limits.</exception>
    public TokenRow(GenerationSettings settings, ReadOnlySpan<int> prompt, int choices, int contextLength, int position = 0)
    {
        CheckPrompt(settings, prompt, contextLength, contextLength - position);
        _settings = settings;
        _processors = new LogitsProcessors(settings, choices);
        _sampler = new TokenSampler(settings, choices);
        _choices = choices;
        _promptLength = prompt.Length;
        _lengthLimit = settings.LengthLimit(prompt.Length);
        _room = contextLength - position + 1L; // the last token need not be consumed
        _tokens = new int[prompt.Length + 256];
        prompt.CopyTo(_tokens);
        _length = prompt.Length;
    }

    public ReadOnlySpan<int> Prompt => _tokens.AsSpan(0, _promptLength);

    public ReadOnlySpan<int> NewTokens => _tokens.AsSpan(_promptLength, _length - _promptLength);

    /// <summary>Of each new token; empty unless the settings ask for it.</summary>
    public ReadOnlySpan<float> LogProbabilities =>
        _settings.LogProbabilities ? _logProbabilities.AsSpan(0, _length - _promptLength) : default;

    public long? Seed => _sampler.Seed;

    /// <summary>Why it ended; null while it goes on.</summary>
    public FinishReason? Finish { get; private set; }

    /// <summary>Chooses, adds and returns the next token; only while <see cref="Finish"/> is null.</summary>
    /// <param name="logits">[V] of the decoder, changed in place.</param>
    /// <exception cref="InvalidOperationException">No token is allowed, or a logit is not a number.</exception>
    public int Choose(Span<float> logits)
    {
        Span<float> scores = logits[.._choices];
        _processors.Exclude(scores);
        _processors.Process(_tokens.AsSpan(0, _length), _promptLength, _lengthLimit, scores);
        int token = _sampler.Choose(scores);
        Add(token);
        Finish = _settings.StopTokens.AsSpan().Contains(token) ? FinishReason.StopToken
            : _length >= _lengthLimit ? FinishReason.Length
            : _length >= _room ? FinishReason.ContextFull
            : null;
        return token;
    }

    private static void CheckPrompt(GenerationSettings settings, ReadOnlySpan<int> prompt, int contextLength, int room)
    {
        if (prompt.IsEmpty)
        {
            throw new ArgumentException(
                "The prompt has no tokens, and nothing says which token begins a text; set GenerationOptions.BosToken.");
        }

        if (prompt.Length > room)
        {
            throw new ArgumentException(
                $"The prompt has {prompt.Length} tokens, but the context of {contextLength} has room for {room}; shorten it.");
        }

        if (settings.BeamCount > 1)
        {
            throw new ArgumentException(
                $"BeamCount is {settings.BeamCount}, but a beam search has no text before its end; call the model's Search, "
                + "or set BeamCount = 1.");
        }
    }

    private void Add(int token)
    {
        if (_length == _tokens.Length)
        {
            Array.Resize(ref _tokens, checked(_length * 2));
        }

        if (_settings.LogProbabilities)
        {
            int index = _length - _promptLength;
            if (index == _logProbabilities.Length)
            {
                Array.Resize(ref _logProbabilities, Math.Max(256, checked(index * 2)));
            }

            _logProbabilities[index] = _sampler.LogProbability;
        }

        _tokens[_length++] = token;
    }
}
