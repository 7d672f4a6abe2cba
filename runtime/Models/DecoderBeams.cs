using System;
using System.Threading;
using Transformers.Generated.Generation;
using Transformers.Generated.Threading;

namespace Transformers.Generated;

/// <summary>
/// A causal decoder's prompts and the beams that grow from them: each row is a session, and rows that continue one row are forks.
/// </summary>
internal sealed class DecoderBeams : IBeamSession
{
    private readonly DecoderModel _model;
    private DecoderSession[] _rows = [];

    /// <param name="model">The decoder.</param>
    /// <param name="promptCount">Number of prompts.</param>
    public DecoderBeams(DecoderModel model, int promptCount)
    {
        _model = model;
        SourceCount = promptCount;
    }

    public int VocabularySize => _model.Definition.VocabularySize;

    public int ContextLength => _model.Definition.ContextLength;

    public int SourceCount { get; }

    public int ThreadCount => _model.ThreadCount;

    public void Prefill(in TokenBatch prefixes, Span<float> logits, CancellationToken cancellationToken = default)
    {
        _rows = new DecoderSession[SourceCount];
        int start = 0;
        for (int i = 0; i < _rows.Length; i++)
        {
            int length = prefixes.SequenceLengths[i];
            _rows[i] = _model.CreateSession();
            _rows[i].Prefill(prefixes.TokenIds.Slice(start, length), logits.Slice(i * VocabularySize, VocabularySize), cancellationToken);
            start += length;
        }
    }

    public void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, Span<float> logits, CancellationToken cancellationToken = default)
    {
        // All forks come before any row takes a token; the first to continue a row takes over its session.
        DecoderSession[] next = new DecoderSession[parents.Length];
        for (int i = 0; i < next.Length; i++)
        {
            DecoderSession parent = _rows[parents[i]];
            next[i] = parents[..i].Contains(parents[i]) ? parent.Fork() : parent;
        }

        DecoderSession[] olds = _rows;
        _rows = next;
        for (int i = 0; i < olds.Length; i++)
        {
            if (!parents.Contains(i))
            {
                olds[i].Dispose();
            }
        }

        _model.DecodeStep(next, tokens, logits, cancellationToken);
    }

    public void Run(ParallelLoop loop, int items) => loop.Run(_model.Team, ThreadCount, items);

    public void Dispose()
    {
        foreach (DecoderSession? row in _rows)
        {
            row?.Dispose(); // null where a prompt before it failed
        }

        _rows = [];
    }
}
