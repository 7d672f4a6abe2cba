using System;
using System.Diagnostics;
using System.Threading;
using Transformers.Generated.Text;

namespace Transformers.Generated.Generation;

/// <summary>One generation as text: tokens through the decoder and the stop strings, with the time that they take.</summary>
internal sealed class TextRun
{
    private readonly TokenRun _tokens;
    private readonly IStreamingDecoder _decoder;
    private readonly StopFilter _filter;
    private TimeSpan _elapsed;
    private TimeSpan _timeToFirstToken;

    public TextRun(TokenRun tokens, IStreamingDecoder decoder, string[] stopStrings)
    {
        _tokens = tokens;
        _decoder = decoder;
        _filter = new StopFilter(stopStrings);
    }

    /// <summary>The whole generation, once <see cref="Advance"/> has returned false.</summary>
    public GenerationResult? Result { get; private set; }

    /// <summary>Computes one more token.</summary>
    /// <returns>Whether there are more.</returns>
    public bool Advance(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int token = _tokens.Next(cancellationToken);
        if (_tokens.Finish != FinishReason.StopToken)
        {
            _filter.Append(_decoder.Add(token));
        }

        if (_tokens.Finish is not null)
        {
            _filter.Append(_decoder.Complete());
        }

        _elapsed += Stopwatch.GetElapsedTime(start);
        if (_tokens.NewTokens.Length == 1)
        {
            _timeToFirstToken = _elapsed;
        }

        if (_filter.Found is null && _tokens.Finish is null)
        {
            return true;
        }

        Result = Complete();
        return false;
    }

    /// <summary>The text that became certain since the last call. Valid until <see cref="Advance"/>.</summary>
    public ReadOnlySpan<char> Release() => _filter.Release();

    private GenerationResult Complete()
    {
        _filter.End();
        return new GenerationResult
        {
            Text = _filter.Text.ToString(),
            TokenIds = _tokens.NewTokens.ToArray(),
            LogProbabilities = _tokens.LogProbabilities.IsEmpty ? null : _tokens.LogProbabilities.ToArray(),
            FinishReason = _filter.Found is null ? _tokens.Finish!.Value : FinishReason.StopString,
            StopString = _filter.Found,
            PromptTokenCount = _tokens.Prompt.Length,
            Seed = _tokens.Seed,
            TimeToFirstToken = _timeToFirstToken,
            Duration = _elapsed,
        };
    }
}
