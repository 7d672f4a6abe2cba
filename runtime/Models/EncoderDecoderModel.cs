using System;
using System.Buffers;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Transformers.Generated;

/// <summary>A generated encoder-decoder.</summary>
/// <remarks>
/// <see cref="CreateSession"/> encodes sources once and lets targets grow token by token beside them. <see cref="ComputeLogits"/> scores whole
/// targets. A token's logits have the same bits in both, whatever is computed beside it.
/// </remarks>
public abstract partial class EncoderDecoderModel : TransformerModel
{
    private readonly KeyValueBlocks _sourceBlocks;
    private readonly KeyValueBlocks _crossBlocks;
    private readonly KeyValueBlocks _targetBlocks;
    private readonly KeyValueBlocks _rowBlocks;

    /// <inheritdoc/>
    protected EncoderDecoderModel(
        ModelDefinition definition,
        string path,
        LoadOptions? options,
        IProgress<LoadProgress>? progress,
        CancellationToken cancellationToken)
        : base(definition, path, options, progress, cancellationToken)
    {
        _sourceBlocks = new KeyValueBlocks(definition.SourceCache!, isPassing: true);
        _crossBlocks = new KeyValueBlocks(definition.CrossCache!, isPassing: false);
        _targetBlocks = new KeyValueBlocks(definition.Cache!, isPassing: true);
        _rowBlocks = new KeyValueBlocks(definition.Cache!, isPassing: false);
    }

    /// <summary>
    /// Exact size of the workspace that one call with such batches needs beyond the weights and the caches of keys and values.
    /// </summary>
    /// <param name="sourceTokens">Tokens of all sources.</param>
    /// <param name="targetTokens">Tokens of all targets.</param>
    /// <param name="headRows">Target tokens whose logits are computed.</param>
    /// <returns>Bytes.</returns>
    public long WorkspaceBytes(int sourceTokens, int targetTokens, int headRows) =>
        ComputeWorkspaceBytes(sourceTokens, targetTokens, sequences: 0, headRows);

    /// <summary>Exact size of what a session keeps for one source and one row: keys and values, of cross-attention and of the row's own
    /// tokens.</summary>
    /// <param name="sourceTokens">Tokens of the source.</param>
    /// <param name="targetTokens">Tokens of the row, its start token included.</param>
    /// <returns>Bytes: whole blocks of 96 tokens. Beams of one source share its part, and the blocks that they have filled in common.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The model takes no such number of tokens.</exception>
    public long CacheBytes(int sourceTokens, int targetTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sourceTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(targetTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceTokens, Definition.ContextLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(targetTokens, Definition.ContextLength);
        return (KeyValueCache.BlocksFor(sourceTokens) * _crossBlocks.BlockBytes) + (KeyValueCache.BlocksFor(targetTokens) * _rowBlocks.BlockBytes);
    }

    /// <summary>Computes the vocabulary logits that follow chosen target tokens.</summary>
    /// <param name="source">Tokens of B source sequences.</param>
    /// <param name="target">T' tokens of B target sequences, each the continuation for the source of the same index.</param>
    /// <param name="tokens">[R] indices of tokens in the target, 0 to T' - 1.</param>
    /// <param name="logits">Receives [R, VocabularySize].</param>
    /// <param name="sink">Takes hidden states and attention weights, or null.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">A batch does not fit the model or the other, an index the target, or the destination the
    /// indices.</exception>
    public void ComputeLogits(
        in TokenBatch source,
        in TokenBatch target,
        ReadOnlySpan<int> tokens,
        Span<float> logits,
        IActivationSink? sink = null,
        CancellationToken cancellationToken = default)
    {
        Check(source, ModelSide.Encoder);
        Check(target);
        if (source.SequenceCount != target.SequenceCount)
        {
            throw new ArgumentException($"there are {source.SequenceCount} sources but {target.SequenceCount} targets; each target needs its source");
        }

        CheckChosen(tokens, target.TokenCount);
        CheckDestination(logits.Length, tokens.Length, Definition.HeadOutputDim, "logits");
        ForwardPass pass = Rent();
        int count = source.SequenceCount;
        KeyValueCache[] caches = ArrayPool<KeyValueCache>.Shared.Rent(3 * count);
        Span<KeyValueCache> sources = caches.AsSpan(0, count);
        Span<KeyValueCache> memories = caches.AsSpan(count, count);
        Span<KeyValueCache> targets = caches.AsSpan(2 * count, count);
        caches.AsSpan(0, 3 * count).Clear();
        try
        {
            _sourceBlocks.Open(sources, source.SequenceLengths);
            _crossBlocks.Open(memories, source.SequenceLengths);
            _targetBlocks.Open(targets, target.SequenceLengths);
            pass.Source.Set(source, sources);
            pass.Target.Set(target, targets);
            pass.Memory.SetCaches(memories);
            pass.RunHead(tokens, logits, sink, ThreadCount, cancellationToken);
        }
        finally
        {
            _sourceBlocks.Close(sources);
            _crossBlocks.Close(memories);
            _targetBlocks.Close(targets);
            ArrayPool<KeyValueCache>.Shared.Return(caches, clearArray: true);
            Return(pass);
        }
    }

    /// <summary>Encodes sources and starts a session that decodes them.</summary>
    /// <param name="sources">T tokens in B sources.</param>
    /// <param name="sink">Takes the encoder's hidden states and attention weights, or null; steps have
    /// <see cref="EncoderDecoderSession.Sink"/>.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>A session for one thread at a time. It keeps the model's memory alive until it is disposed of.</returns>
    /// <exception cref="ArgumentException">The batch does not fit the model.</exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed of.</exception>
    public EncoderDecoderSession CreateSession(
        in TokenBatch sources, IActivationSink? sink = null, CancellationToken cancellationToken = default)
    {
        Check(sources, ModelSide.Encoder);
        ForwardPass pass = Rent();
        int count = sources.SequenceCount;
        KeyValueCache[] memories = new KeyValueCache[count];
        KeyValueCache[] passing = ArrayPool<KeyValueCache>.Shared.Rent(count);
        Span<KeyValueCache> own = passing.AsSpan(0, count);
        own.Clear();
        bool isDone = false;
        try
        {
            _sourceBlocks.Open(own, sources.SequenceLengths);
            _crossBlocks.Open(memories, sources.SequenceLengths);
            pass.Source.Set(sources, own);
            pass.Target.Set(default);
            pass.Memory.SetCaches(memories);
            pass.Run(PassOutput.Hidden, [], sink, ThreadCount, cancellationToken);
            Array.ForEach(memories, memory => memory.Commit());
            Hold();
            isDone = true;
            return new EncoderDecoderSession(this, memories);
        }
        finally
        {
            _sourceBlocks.Close(own);
            _crossBlocks.Close(isDone ? [] : memories);
            ArrayPool<KeyValueCache>.Shared.Return(passing, clearArray: true);
            Return(pass);
        }
    }

    /// <summary>An empty row of a session.</summary>
    internal KeyValueCache OpenRow() => _rowBlocks.Open();

    /// <summary>Frees rows of a session.</summary>
    internal void CloseRows(ReadOnlySpan<KeyValueCache> rows) => _rowBlocks.Close(rows);

    /// <summary>Frees sources of a session.</summary>
    internal void CloseSources(ReadOnlySpan<KeyValueCache> sources) => _crossBlocks.Close(sources);

    /// <summary>Appends tokens to each row; the rows change only if all goes well.</summary>
    internal void Decode(
        in TokenBatch batch,
        ReadOnlySpan<KeyValueCache> rows,
        ReadOnlySpan<KeyValueCache> memories,
        Span<float> logits,
        IActivationSink? sink,
        CancellationToken cancellationToken)
    {
        Check(batch);
        CheckDestination(logits.Length, rows.Length, Definition.HeadOutputDim, "logits");
        ForwardPass pass = RentHeld();
        try
        {
            pass.Source.Set(default);
            pass.Target.Set(batch, rows);
            pass.ReserveTarget(ThreadCount);
            pass.Memory.SetCaches(memories);
            pass.RunLast(logits, sink, ThreadCount, cancellationToken);
            foreach (KeyValueCache row in rows)
            {
                row.Commit();
            }
        }
        finally
        {
            Return(pass);
        }
    }

    private protected override void FreeCaches()
    {
        _sourceBlocks.Dispose();
        _crossBlocks.Dispose();
        _targetBlocks.Dispose();
        _rowBlocks.Dispose();
    }
}
