using System;
using System.Threading;
using Transformers.Generated.Execution;
using Transformers.Generated.Generation;
using Transformers.Generated.Threading;

namespace Transformers.Generated;

/// <summary>
/// Encoded sources and the target sequences that grow beside them: each target is a row, and in each step rows continue rows.
/// </summary>
/// <remarks>
/// The encoder ran once, and what cross-attention reads of a source is computed once; a step costs one token for each row. Rows that continue
/// the same row share its cache until they differ: no keys are moved when beams change places. One thread at a time; two at once throw. A
/// session outlives its model's <see cref="TransformerModel.Dispose"/> and keeps the weights in memory until it is disposed of itself.
/// </remarks>
public sealed class EncoderDecoderSession : IBeamSession
{
    private readonly EncoderDecoderModel _model;
    private readonly KeyValueCache[] _sources;
    private KeyValueCache[] _rows = [];
    private KeyValueCache[] _next = [];
    private KeyValueCache[] _memories = [];
    private int[] _rowSources = [];
    private int[] _nextSources = [];
    private int[] _lengths = [];
    private int _state; // 0 idle, 1 in use, 2 disposed

    internal EncoderDecoderSession(EncoderDecoderModel model, KeyValueCache[] sources)
    {
        _model = model;
        _sources = sources;
    }

    /// <summary>Number of tokens in the vocabulary, and of logits in a row.</summary>
    public int VocabularySize => _model.Definition.VocabularySize;

    /// <summary>Most tokens that a row can hold.</summary>
    public int ContextLength => _model.Definition.ContextLength;

    /// <summary>Number of sources.</summary>
    public int SourceCount => _sources.Length;

    /// <summary>Number of rows after the last step; 0 before the first.</summary>
    public int RowCount { get; private set; }

    /// <summary>Tokens that the longest row has taken.</summary>
    public int Position { get; private set; }

    /// <summary>
    /// Takes hidden states and attention weights of each step, with rows as its sequences; null for nobody. Set it between calls.
    /// </summary>
    public IActivationSink? Sink { get; set; }

    /// <summary>Begins: each source gets one row, which takes its tokens in one pass.</summary>
    /// <param name="targets">T tokens in as many sequences as there are sources: the start token, and what the target is to begin with.
    /// They may have different lengths, from 1 to <see cref="ContextLength"/>.</param>
    /// <param name="logits">Receives [SourceCount, VocabularySize]: what follows each row.</param>
    /// <param name="cancellationToken">Checked between layers. A cancelled call leaves the session as it was.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or the sizes do not fit.</exception>
    /// <exception cref="InvalidOperationException">The session is in use, or has rows.</exception>
    public void Prefill(in TokenBatch targets, Span<float> logits, CancellationToken cancellationToken = default)
    {
        EncoderDecoderModel.CheckTargets(targets, SourceCount);
        Take();
        try
        {
            if (Position > 0)
            {
                throw new InvalidOperationException($"the rows hold {Position} tokens; Prefill begins a session: append with Step");
            }

            Span<int> sources = new int[SourceCount];
            for (int i = 0; i < sources.Length; i++)
            {
                sources[i] = i;
            }

            Reserve(SourceCount);
            Continue(targets, sources, logits, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _state, 0);
        }
    }

    /// <summary>
    /// Replaces all rows by R new ones: each is an old row and one more token. Several may continue one row; others are forgotten.
    /// </summary>
    /// <param name="tokens">[R] the token that each new row appends; at least one.</param>
    /// <param name="parents">[R] the row of the last step that each continues; in the first step its source.</param>
    /// <param name="logits">Receives [R, VocabularySize]: what follows each new row.</param>
    /// <param name="cancellationToken">Checked between layers. A cancelled step leaves the session as it was.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, a parent is no row, or the sizes do not fit.</exception>
    /// <exception cref="InvalidOperationException">The session is in use, or a parent holds as many tokens as the context.</exception>
    public void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, Span<float> logits, CancellationToken cancellationToken = default)
    {
        if (tokens.IsEmpty)
        {
            throw new ArgumentException("a step without tokens would forget every row; give at least one, or dispose of the session");
        }

        if (parents.Length != tokens.Length)
        {
            throw new ArgumentException($"there are {tokens.Length} tokens but {parents.Length} parents; each new row has one of both");
        }

        Take();
        try
        {
            Check(parents);
            Reserve(tokens.Length);
            Continue(new TokenBatch(tokens, _lengths.AsSpan(0, tokens.Length)), parents, logits, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _state, 0);
        }
    }

    int IBeamSession.ThreadCount => _model.ThreadCount;

    void IBeamSession.Run(ParallelLoop loop, int items) => loop.Run(_model.Team, _model.ThreadCount, items);

    /// <summary>Frees the caches, and the model's memory where this was the last to hold it.</summary>
    /// <exception cref="InvalidOperationException">The session is in use.</exception>
    public void Dispose()
    {
        if (Volatile.Read(ref _state) == 2)
        {
            return;
        }

        Take();
        Volatile.Write(ref _state, 2);
        _model.CloseRows(_rows.AsSpan(0, RowCount));
        _model.CloseSources(_sources);
        _model.Leave();
    }

    private void Check(ReadOnlySpan<int> parents)
    {
        int olds = Position == 0 ? SourceCount : RowCount;
        foreach (int parent in parents)
        {
            if ((uint)parent >= (uint)olds)
            {
                string what = Position == 0 ? "sources" : "rows";
                throw new ArgumentException($"parent {parent} is not in 0 to {olds - 1}: there are {olds} {what} to continue");
            }

            if (Position > 0 && _rows[parent].Count >= ContextLength)
            {
                throw new InvalidOperationException(
                    $"row {parent} is full: {_model.Definition.Name} takes ContextLength = {ContextLength} tokens; continue other rows");
            }
        }
    }

    private void Continue(in TokenBatch batch, ReadOnlySpan<int> parents, Span<float> logits, CancellationToken cancellationToken)
    {
        int count = batch.SequenceCount;
        int opened = 0;
        bool isDone = false;
        try
        {
            for (; opened < count; opened++)
            {
                _next[opened] = Child(parents, opened);
                _nextSources[opened] = Position == 0 ? parents[opened] : _rowSources[parents[opened]];
                _memories[opened] = _sources[_nextSources[opened]];
            }

            _model.Decode(batch, _next.AsSpan(0, count), _memories.AsSpan(0, count), logits, Sink, cancellationToken);
            isDone = true;
        }
        finally
        {
            Settle(parents, opened, isDone);
        }
    }

    /// <summary>The first to continue a row takes over its cache, others get forks of it.</summary>
    private KeyValueCache Child(ReadOnlySpan<int> parents, int row)
    {
        if (Position == 0)
        {
            return _model.OpenRow();
        }

        KeyValueCache parent = _rows[parents[row]];
        return parents[..row].Contains(parents[row]) ? parent.Fork() : parent;
    }

    /// <summary>Keeps the new rows and frees the old ones that nobody continued, or the other way round.</summary>
    private void Settle(ReadOnlySpan<int> parents, int opened, bool isDone)
    {
        ReadOnlySpan<KeyValueCache> kept = isDone ? _next.AsSpan(0, opened) : _rows.AsSpan(0, RowCount);
        ReadOnlySpan<KeyValueCache> others = isDone ? _rows.AsSpan(0, RowCount) : _next.AsSpan(0, opened);
        foreach (KeyValueCache cache in others)
        {
            cache.Abandon();
            if (!Contains(kept, cache))
            {
                _model.CloseRows(new ReadOnlySpan<KeyValueCache>(in cache));
            }
        }

        if (isDone)
        {
            (_rows, _next) = (_next, _rows);
            (_rowSources, _nextSources) = (_nextSources, _rowSources);
            RowCount = parents.Length;
            Position = 0;
            foreach (KeyValueCache row in _rows.AsSpan(0, RowCount))
            {
                Position = Math.Max(Position, row.Count);
            }
        }

        _next.AsSpan().Clear();
    }

    private static bool Contains(ReadOnlySpan<KeyValueCache> caches, KeyValueCache wanted)
    {
        foreach (KeyValueCache cache in caches)
        {
            if (ReferenceEquals(cache, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private void Reserve(int count)
    {
        if (_next.Length < count)
        {
            Array.Resize(ref _rows, count);
            Array.Resize(ref _rowSources, count);
            _next = new KeyValueCache[count];
            _nextSources = new int[count];
            _memories = new KeyValueCache[count];
            _lengths = new int[count];
            Array.Fill(_lengths, 1);
        }
    }

    private void Take()
    {
        int before = Interlocked.CompareExchange(ref _state, 1, 0);
        ObjectDisposedException.ThrowIf(before == 2, this);
        if (before == 1)
        {
            throw new InvalidOperationException("the session is in use: it serves one thread at a time; create one for each thread");
        }
    }
}
