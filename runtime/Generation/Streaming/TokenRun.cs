using System;
using System.Threading;

namespace Transformers.Generated.Generation;

/// <summary>One generation over a decoder's session, token by token: prefill, then choose and decode until something ends it.</summary>
internal sealed class TokenRun
{
    private readonly IDecoderSession _session;
    private readonly float[] _logits; // [VocabularySize] of the session

    /// <param name="session">Where the tokens are appended.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="prompt">At least one token.</param>
    /// <param name="choices">Tokens that may be chosen are 0 to <paramref name="choices"/> - 1; at most the session's vocabulary.</param>
    /// <exception cref="ArgumentException">The prompt is empty, or does not fit the context or the limits.</exception>
    public TokenRun(IDecoderSession session, GenerationSettings settings, ReadOnlySpan<int> prompt, int choices)
    {
        Row = new TokenRow(settings, prompt, choices, session.ContextLength, session.Position);
        _session = session;
        _logits = new float[session.VocabularySize];
    }

    public TokenRow Row { get; }

    /// <summary>Computes and returns the next token; only while the row has no end.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the session keeps what it had consumed.</exception>
    public int Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Row.NewTokens.IsEmpty)
        {
            _session.Prefill(Row.Prompt, _logits, cancellationToken);
        }
        else
        {
            _session.DecodeStep(Row.NewTokens[^1], _logits, cancellationToken);
        }

        return Row.Choose(_logits);
    }
}
