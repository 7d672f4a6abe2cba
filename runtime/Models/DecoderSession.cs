using System;
using System.Threading;
using Transformers.Generated.Execution;

namespace Transformers.Generated;

/// <summary>A sequence that grows: the keys and values of its tokens, so that each new token costs one step and not the whole sequence.</summary>
/// <remarks>
/// One thread at a time; two at once throw. A session outlives its model's <see cref="TransformerModel.Dispose"/>: it keeps the weights in
/// memory until it is disposed of itself. Its cache grows in blocks of 96 tokens, which forks share until they differ.
/// </remarks>
public sealed class DecoderSession : IDecoderSession
{
    private readonly DecoderModel _model;
    private readonly KeyValueCache _cache;
    private int _state; // 0 idle, 1 in use, 2 disposed

    internal DecoderSession(DecoderModel model, KeyValueCache cache)
    {
        _model = model;
        _cache = cache;
    }

    /// <summary>Number of tokens in the vocabulary, and of logits.</summary>
    public int VocabularySize => _model.Definition.VocabularySize;

    /// <summary>Most tokens that a session can hold.</summary>
    public int ContextLength => _model.Definition.ContextLength;

    /// <summary>Tokens taken so far.</summary>
    public int Position => _cache.Count;

    /// <summary>
    /// Takes hidden states and attention weights of the tokens that this session's own methods take, whoever calls them; null for nobody.
    /// Steps of several sessions (<see cref="DecoderModel.Advance"/>) have a sink of their own. Set it between calls.
    /// </summary>
    public IActivationSink? Sink { get; set; }

    /// <summary>Takes the tokens of a prompt, many at once.</summary>
    /// <param name="tokens">[T] vocabulary ids, at least one.</param>
    /// <param name="logits">Receives [VocabularySize]: what follows the last token.</param>
    /// <param name="cancellationToken">Checked between layers. Long prompts go in parts of 512 tokens; when one is cancelled,
    /// <see cref="Position"/> tells how many tokens were taken.</param>
    /// <exception cref="ArgumentException">There is no token, a token is not in the vocabulary, or the destination has another size.</exception>
    /// <exception cref="InvalidOperationException">The session is in use, or its context would overflow.</exception>
    public void Prefill(ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken = default)
    {
        if (tokens.IsEmpty)
        {
            throw new ArgumentException("the prompt has no tokens; logits follow a token, so give at least one, for example the begin-of-text token");
        }

        TransformerModel.CheckDestination(logits.Length, 1, VocabularySize, "logits");
        BeginPrompt(tokens.Length);
        int chunk = Math.Min(DecoderModel.PromptChunk, _model.MaxTokens);
        while (tokens.Length > chunk)
        {
            Append(tokens[..chunk], [], [], cancellationToken);
            tokens = tokens[chunk..];
        }

        Append(tokens, [tokens.Length - 1], logits, cancellationToken);
    }

    /// <summary>Takes the tokens of a prompt and gives the logits after each of them.</summary>
    /// <param name="tokens">[T] vocabulary ids.</param>
    /// <param name="logits">Receives [T, VocabularySize]: row t is what follows token t.</param>
    /// <param name="cancellationToken">Checked between layers; as for <see cref="Prefill"/>.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or the destination has another size.</exception>
    /// <exception cref="InvalidOperationException">The session is in use, or its context would overflow.</exception>
    public void PrefillAll(ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken = default)
    {
        TransformerModel.CheckDestination(logits.Length, tokens.Length, VocabularySize, "logits");
        BeginPrompt(tokens.Length);
        int chunk = Math.Min(DecoderModel.PromptChunk, _model.MaxTokens);
        Span<int> rows = stackalloc int[Math.Min(chunk, tokens.Length)];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
        }

        for (int start = 0; start < tokens.Length; start += chunk)
        {
            int count = Math.Min(chunk, tokens.Length - start);
            Append(tokens.Slice(start, count), rows[..count], logits.Slice(start * VocabularySize, count * VocabularySize), cancellationToken);
        }
    }

    /// <summary>Takes one token.</summary>
    /// <param name="token">Vocabulary id.</param>
    /// <param name="logits">Receives [VocabularySize]: what follows it.</param>
    /// <param name="cancellationToken">Checked between layers. A cancelled step leaves the session as it was.</param>
    /// <exception cref="ArgumentException">The token is not in the vocabulary, or the destination has another size.</exception>
    /// <exception cref="InvalidOperationException">The session is in use, or its context is full.</exception>
    public void DecodeStep(int token, Span<float> logits, CancellationToken cancellationToken = default) =>
        Append([token], [0], logits, cancellationToken);

    /// <summary>Another session of the same tokens, for a second continuation. Blocks of the cache are shared until one of the two changes
    /// them.</summary>
    /// <returns>An independent session.</returns>
    /// <exception cref="InvalidOperationException">The session is in use.</exception>
    public DecoderSession Fork()
    {
        Take();
        try
        {
            _model.Hold();
            return new DecoderSession(_model, _cache.Fork());
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Forgets the tokens from a position on, as if they had never been taken.</summary>
    /// <param name="position">Tokens to keep, 0 to <see cref="Position"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many tokens.</exception>
    /// <exception cref="InvalidOperationException">The session is in use, or keys that the position would need have left the model's
    /// window.</exception>
    public void Truncate(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Position);
        Take();
        try
        {
            if (position > 0 && _cache.First > Math.Max(0, (long)position - _model.Definition.Cache!.Window + 1))
            {
                throw new InvalidOperationException(
                    $"position {position} needs keys before token {_cache.First}, which have left the window of {_model.Definition.Cache.Window} tokens; start a session anew, or fork it earlier");
            }

            _cache.Truncate(position);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Frees the cache, and the model's memory where this was the last to hold it.</summary>
    /// <exception cref="InvalidOperationException">The session is in use.</exception>
    public void Dispose()
    {
        if (Volatile.Read(ref _state) == 2)
        {
            return;
        }

        Take();
        Volatile.Write(ref _state, 2);
        _cache.Dispose();
        _model.Leave();
    }

    /// <summary>Begins a pass that adds tokens to this session.</summary>
    internal KeyValueCache Enter(DecoderModel model, int tokens)
    {
        if (!ReferenceEquals(model, _model))
        {
            throw new ArgumentException($"a session of another model ({_model.Definition.Name}) was given to {model.Definition.Name}; a session runs on the model that created it");
        }

        Take();
        if (tokens > ContextLength - Position)
        {
            Leave();
            CheckRoom(tokens);
        }

        return _cache;
    }

    /// <summary>Ends a pass: what it did not commit is forgotten.</summary>
    internal void Leave()
    {
        _cache.Abandon();
        Volatile.Write(ref _state, 0);
    }

    /// <summary>Announces tokens that are taken in several passes: stretched rotary angles depend on the length of the whole.</summary>
    /// <exception cref="InvalidOperationException">The context would overflow.</exception>
    internal void BeginPrompt(int tokens)
    {
        CheckRoom(tokens);
        _cache.PromptEnd = Position + tokens;
    }

    /// <summary>Takes tokens in one pass; gives the logits [R, VocabularySize] after the chosen ones.</summary>
    internal void Append(ReadOnlySpan<int> tokens, ReadOnlySpan<int> rows, Span<float> logits, CancellationToken cancellationToken)
    {
        int length = tokens.Length;
        DecoderSession self = this;
        TokenBatch batch = new(tokens, new ReadOnlySpan<int>(in length));
        _model.Advance(new ReadOnlySpan<DecoderSession>(in self), batch, rows, logits, Sink, cancellationToken);
    }

    private void CheckRoom(int tokens)
    {
        if (tokens > ContextLength - Position)
        {
            throw new InvalidOperationException(
                $"the session holds {Position} tokens and would take {tokens} more; {_model.Definition.Name} takes up to ContextLength = {ContextLength}: shorten the prompt, or start a session with its last part");
        }
    }

    private void Take()
    {
        int before = Interlocked.CompareExchange(ref _state, 1, 0);
        ObjectDisposedException.ThrowIf(before == 2, this);
        if (before == 1)
        {
            throw new InvalidOperationException("the session is in use: it serves one thread at a time, and a step takes it once; fork it, or create one for each thread");
        }
    }
}
