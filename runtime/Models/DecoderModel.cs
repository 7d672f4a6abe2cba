using System;
using System.Buffers;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated causal decoder.</summary>
/// <remarks>
/// <see cref="CreateSession"/> starts a sequence that grows token by token; several sessions can advance in one step. Whole sequences need no
/// session: <see cref="ComputeLogits"/>. A token's logits have the same bits in all of these, whatever is computed beside it.
/// </remarks>
public abstract partial class DecoderModel : TransformerModel
{
    /// <summary>Tokens that one pass of a long prompt takes: enough for full speed, and the workspace stays small.</summary>
    internal const int PromptChunk = 512;

    private readonly KeyValueBlocks _passingBlocks;
    private readonly KeyValueBlocks _blocks;

    /// <inheritdoc/>
    protected DecoderModel(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
        : base(definition, path, options, progress, cancellationToken)
    {
        _passingBlocks = new KeyValueBlocks(definition.Cache!, isPassing: true);
        _blocks = new KeyValueBlocks(definition.Cache!, isPassing: false);
    }

    /// <summary>Exact size of the workspace that one call with such a batch needs beyond the weights and the caches.</summary>
    /// <param name="tokens">Tokens of all sequences.</param>
    /// <param name="headRows">Tokens whose logits are computed.</param>
    /// <returns>Bytes.</returns>
    public long WorkspaceBytes(int tokens, int headRows) =>
        ComputeWorkspaceBytes(0, tokens, sequences: 0, headRows);

    /// <summary>Exact size of a session's cache of keys and values.</summary>
    /// <param name="tokens">Tokens of the session, at most ContextLength.</param>
    /// <returns>Bytes: whole blocks of 96 tokens. Where every layer has a window, tokens beyond it take none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The model takes no such number of tokens.</exception>
    public long CacheBytes(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, Definition.ContextLength);
        long kept = Math.Min(tokens, (long)_blocks.Window + Math.Min(PromptChunk, MaxTokens) + PackedLayout.KeyBlock);
        return KeyValueCache.BlocksFor((int)kept) * _blocks.BlockBytes;
    }

    /// <summary>Starts an empty sequence.</summary>
    /// <returns>A session for one thread at a time. It keeps the model's memory alive until it is disposed of.</returns>
    /// <exception cref="ObjectDisposedException">The model has been disposed of.</exception>
    public DecoderSession CreateSession()
    {
        Enter();
        return new DecoderSession(this, new KeyValueCache(_blocks));
    }

    /// <summary>Computes the vocabulary logits that follow chosen tokens of whole sequences.</summary>
    /// <param name="batch">T tokens in B sequences.</param>
    /// <param name="tokens">[R] indices of tokens in the batch, 0 to T - 1.</param>
    /// <param name="logits">Receives [R, VocabularySize].</param>
    /// <param name="sink">Takes hidden states and attention weights, or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">The batch does not fit the model, an index the batch, or the destination the
    /// indices.</exception>
    public void ComputeLogits(
        in TokenBatch batch,
        ReadOnlySpan<int> tokens,
        Span<float> logits,
        IActivationSink? sink = null,
        CancellationToken cancellationToken = default)
    {
        Check(batch);
        CheckChosen(tokens, batch.TokenCount);
        CheckDestination(logits.Length, tokens.Length, Definition.HeadOutputDim, "logits");
        ForwardPass pass = Rent();
        KeyValueCache[] rented = ArrayPool<KeyValueCache>.Shared.Rent(batch.SequenceCount);
        Span<KeyValueCache> caches = rented.AsSpan(0, batch.SequenceCount);
        caches.Clear();
        try
        {
            _passingBlocks.Open(caches, batch.SequenceLengths);
            pass.Target.Set(batch, caches);
            pass.RunHead(tokens, logits, sink, ThreadCount, cancellationToken);
        }
        finally
        {
            _passingBlocks.Close(caches);
            ArrayPool<KeyValueCache>.Shared.Return(rented, clearArray: true);
            Return(pass);
        }
    }

    /// <summary>Advances several sessions by one token each, in one pass over the weights.</summary>
    /// <param name="sessions">[B] different sessions of this model; they may stand at different positions.</param>
    /// <param name="tokens">[B] the token that each takes.</param>
    /// <param name="logits">Receives [B, VocabularySize]: what follows each session's token.</param>
    /// <param name="cancellationToken">Checked between layers. A cancelled step leaves every session as it was.</param>
    /// <exception cref="ArgumentException">A session is of another model or named twice, a token is not in the vocabulary, or the sizes do not
    /// fit.</exception>
    /// <exception cref="InvalidOperationException">A session is in use, or its context is full.</exception>
    public void DecodeStep(
        ReadOnlySpan<DecoderSession> sessions, ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken = default)
    {
        if (tokens.Length != sessions.Length)
        {
            throw new ArgumentException($"there are {sessions.Length} sessions but {tokens.Length} tokens; each session takes one token in a step");
        }

        int[] rented = ArrayPool<int>.Shared.Rent(2 * tokens.Length);
        try
        {
            Span<int> lengths = rented.AsSpan(0, tokens.Length);
            Span<int> chosen = rented.AsSpan(tokens.Length, tokens.Length);
            lengths.Fill(1);
            for (int i = 0; i < chosen.Length; i++)
            {
                chosen[i] = i;
            }

            Advance(sessions, new TokenBatch(tokens, lengths), chosen, logits, sink: null, cancellationToken);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>Advances several sessions by any number of tokens each, in one pass.</summary>
    /// <param name="sessions">[B] different sessions of this model; they may stand at different positions.</param>
    /// <param name="batch">T tokens in B sequences: sequence i continues session i. Positions, where given, are those of the model's position
    /// encoding; by default they count on.</param>
    /// <param name="tokens">[R] indices of tokens in the batch whose logits are wanted, 0 to T - 1.</param>
    /// <param name="logits">Receives [R, VocabularySize].</param>
    /// <param name="sink">Takes hidden states and attention weights, or null.</param>
    /// <param name="cancellationToken">Checked between layers. A cancelled call leaves every session as it was.</param>
    /// <exception cref="ArgumentException">A session is of another model or named twice, the batch does not fit the model, or the sizes do not
    /// fit.</exception>
    /// <exception cref="InvalidOperationException">A session is in use, or its context would overflow.</exception>
    public void Advance(
        ReadOnlySpan<DecoderSession> sessions,
        in TokenBatch batch,
        ReadOnlySpan<int> tokens,
        Span<float> logits,
        IActivationSink? sink = null,
        CancellationToken cancellationToken = default)
    {
        if (sessions.Length != batch.SequenceCount)
        {
            throw new ArgumentException($"there are {sessions.Length} sessions but {batch.SequenceCount} sequences; each sequence continues one session");
        }

        Check(batch);
        CheckChosen(tokens, batch.TokenCount);
        CheckDestination(logits.Length, tokens.Length, Definition.HeadOutputDim, "logits");
        KeyValueCache[] rented = ArrayPool<KeyValueCache>.Shared.Rent(sessions.Length);
        Span<KeyValueCache> caches = rented.AsSpan(0, sessions.Length);
        int entered = 0;
        ForwardPass? pass = null;
        try
        {
            for (; entered < sessions.Length; entered++)
            {
                caches[entered] = sessions[entered].Enter(this, batch.SequenceLengths[entered]);
            }

            pass = RentHeld();
            pass.Target.Set(batch, caches);
            pass.ReserveTarget(ThreadCount);
            pass.RunHead(tokens, logits, sink, ThreadCount, cancellationToken);
            foreach (KeyValueCache cache in caches)
            {
                cache.Commit();
            }
        }
        finally
        {
            for (int i = 0; i < entered; i++)
            {
                sessions[i].Leave();
            }

            ArrayPool<KeyValueCache>.Shared.Return(rented, clearArray: true);
            if (pass is not null)
            {
                Return(pass);
            }
        }
    }

    private protected override void FreeCaches()
    {
        _passingBlocks.Dispose();
        _blocks.Dispose();
    }
}
