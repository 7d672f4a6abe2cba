using System;
using System.Threading;

namespace Transformers.Generated.Generation;

/// <summary>One generation, token by token: prefill, then choose and decode until something ends it. Knows nothing of text.</summary>
internal sealed class TokenRun
{
    private readonly IDecoderSession _session;
    private readonly GenerationSettings _settings;
    private readonly LogitsProcessors _processors;
    private readonly TokenSampler _sampler;
    private readonly float[] _logits; // [VocabularySize] of the session
    private readonly int _choices; // tokens that may be chosen: those with a text
    private readonly int _promptLength;
    private readonly int _lengthLimit; // of prompt and new tokens, by the options
    private int[] _tokens; // prompt and new ones
    private float[] _logProbabilities = [];
    private int _length;

    /// <param name="session">Where the tokens are appended.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="prompt">At least one token.</param>
    /// <param name="choices">Tokens that may be chosen are 0 to <paramref name="choices"/> - 1; at most the session's vocabulary.</param>
    /// <exception cref="ArgumentException">The prompt is empty, or does not fit the context or the limits.</exception>
    public TokenRun(IDecoderSession session, GenerationSettings settings, ReadOnlySpan<int> prompt, int choices)
    {
        CheckPrompt(session, settings, prompt);
        _session = session;
        _settings = settings;
        _processors = new LogitsProcessors(settings, choices);
        _sampler = new TokenSampler(settings, choices);
        _logits = new float[session.VocabularySize];
        _choices = choices;
        _promptLength = prompt.Length;
        _lengthLimit = settings.LengthLimit(prompt.Length);
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

    /// <summary>Computes and returns the next token; only while <see cref="Finish"/> is null.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the session keeps what it had consumed.</exception>
    public int Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_length == _promptLength)
        {
            _session.Prefill(Prompt, _logits, cancellationToken);
        }
        else
        {
            _session.DecodeStep(_tokens[_length - 1], _logits, cancellationToken);
        }

        Span<float> scores = _logits.AsSpan(0, _choices);
        _processors.Process(_tokens.AsSpan(0, _length), _promptLength, _lengthLimit, scores);
        int token = _sampler.Choose(scores);
        Add(token);
        Finish = _settings.StopTokens.AsSpan().Contains(token) ? FinishReason.StopToken
            : _length >= _lengthLimit ? FinishReason.Length
            : _session.Position >= _session.ContextLength ? FinishReason.ContextFull
            : null;
        return token;
    }

    private static void CheckPrompt(IDecoderSession session, GenerationSettings settings, ReadOnlySpan<int> prompt)
    {
        if (prompt.IsEmpty)
        {
            throw new ArgumentException(
                "The prompt has no tokens, and nothing says which token begins a text; set GenerationOptions.BosToken.");
        }

        int room = session.ContextLength - session.Position;
        if (prompt.Length > room)
        {
            throw new ArgumentException(
                $"The prompt has {prompt.Length} tokens, but the context of {session.ContextLength} has room for {room}; shorten it.");
        }

        if (settings.BeamCount > 1)
        {
            throw new ArgumentException(
                $"BeamCount is {settings.BeamCount}, but a decoder without an encoder is not searched with beams; set BeamCount = 1.");
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
