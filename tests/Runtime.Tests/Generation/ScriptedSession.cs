using System;
using System.Collections.Generic;
using System.Threading;
using Transformers.Generated;

namespace Runtime.Tests.Generation;

/// <summary>A decoder whose logits are a function of the tokens so far.</summary>
internal sealed class ScriptedSession : IDecoderSession
{
    private readonly Action<List<int>, Span<float>> _logits;

    public ScriptedSession(int vocabularySize, int contextLength, Action<List<int>, Span<float>> logits)
    {
        VocabularySize = vocabularySize;
        ContextLength = contextLength;
        _logits = logits;
        Tokens.Capacity = contextLength; // so that a step allocates nothing
    }

    public int VocabularySize { get; }

    public int ContextLength { get; }

    public List<int> Tokens { get; } = [];

    public int Position => Tokens.Count;

    public int Prefills { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Called at the beginning of every step.</summary>
    public Action? OnStep { get; init; }

    /// <summary>A decoder that says these tokens one after the other, whatever it is given, and then the last again and again.</summary>
    public static ScriptedSession Saying(int vocabularySize, int contextLength, params int[] script)
    {
        int said = 0;
        return new ScriptedSession(vocabularySize, contextLength, (_, logits) =>
        {
            logits.Clear();
            logits[script[Math.Min(said++, script.Length - 1)]] = 5;
        });
    }

    public void Prefill(ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken = default)
    {
        Prefills++;
        Append(tokens, logits, cancellationToken);
    }

    public void DecodeStep(int token, Span<float> logits, CancellationToken cancellationToken = default) =>
        Append([token], logits, cancellationToken);

    public void Dispose() => IsDisposed = true;

    private void Append(ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken)
    {
        OnStep?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        if (tokens.IsEmpty || tokens.Length > ContextLength - Position || logits.Length != VocabularySize)
        {
            throw new ArgumentException($"{tokens.Length} tokens at {Position} of {ContextLength}, {logits.Length} logits.");
        }

        foreach (int token in tokens)
        {
            Tokens.Add(token);
        }

        _logits(Tokens, logits);
    }
}
