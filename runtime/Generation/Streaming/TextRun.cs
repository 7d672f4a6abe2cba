using System;
using System.Diagnostics;
using System.Threading;
using Transformers.Generated.Text;

namespace Transformers.Generated.Generation;

/// <summary>One generation as text over a decoder's session, with the time that it takes.</summary>
internal sealed class TextRun
{
    private readonly TokenRun _tokens;
    private readonly TextRow _row;
    private TimeSpan _elapsed;
    private TimeSpan _timeToFirstToken;

    public TextRun(TokenRun tokens, IStreamingDecoder decoder, string[] stopStrings)
    {
        _tokens = tokens;
        _row = new TextRow(tokens.Row, decoder, stopStrings);
    }

    /// <summary>The whole generation, once <see cref="Advance"/> has returned false.</summary>
    public GenerationResult? Result { get; private set; }

    /// <summary>Computes one more token.</summary>
    /// <returns>Whether there are more.</returns>
    public bool Advance(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        bool hasMore = _row.Accept(_tokens.Next(cancellationToken));
        _elapsed += Stopwatch.GetElapsedTime(start);
        if (_row.Tokens.NewTokens.Length == 1)
        {
            _timeToFirstToken = _elapsed;
        }

        Result = hasMore ? null : Complete();
        return hasMore;
    }

    /// <summary>The text that became certain since the last call. Valid until <see cref="Advance"/>.</summary>
    public ReadOnlySpan<char> Release() => _row.Release();

    private GenerationResult Complete() => new()
    {
        Text = _row.Text.ToString(),
        TokenIds = _row.Tokens.NewTokens.ToArray(),
        LogProbabilities = _row.Tokens.LogProbabilities.IsEmpty ? null : _row.Tokens.LogProbabilities.ToArray(),
        FinishReason = _row.Finish!.Value,
        StopString = _row.StopString,
        PromptTokenCount = _row.Tokens.Prompt.Length,
        Seed = _row.Tokens.Seed,
        TimeToFirstToken = _timeToFirstToken,
        Duration = _elapsed,
    };
}
