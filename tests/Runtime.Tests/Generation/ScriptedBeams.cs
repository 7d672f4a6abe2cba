using System;
using System.Linq;
using System.Threading;
using Transformers.Generated;
using Transformers.Generated.Generation;
using Transformers.Generated.Threading;

namespace Runtime.Tests.Generation;

/// <summary>A decoder for several sources whose logits are a function of the source and its tokens so far.</summary>
internal sealed class ScriptedBeams : IBeamSession
{
    private readonly Func<int, int[], float[]> _logits;
    private (int Source, int[] Tokens)[] _rows;

    public ScriptedBeams(int sourceCount, int vocabularySize, Func<int, int[], float[]> logits)
    {
        SourceCount = sourceCount;
        VocabularySize = vocabularySize;
        _logits = logits;
        _rows = [];
    }

    public int VocabularySize { get; }

    public int ContextLength { get; init; } = 1_000;

    public int SourceCount { get; }

    public int ThreadCount { get; init; } = 2;

    public int MostRows { get; private set; }

    public void Prefill(in TokenBatch prefixes, Span<float> logits, CancellationToken cancellationToken = default)
    {
        int[][] tokens = prefixes.ToArrays();
        _rows = [.. tokens.Select((prefix, source) => (source, prefix))];
        for (int row = 0; row < _rows.Length; row++)
        {
            _logits(row, tokens[row]).CopyTo(logits[(row * VocabularySize)..]);
        }
    }

    public void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, Span<float> logits, CancellationToken cancellationToken = default)
    {
        (int Source, int[] Tokens)[] rows = new (int, int[])[tokens.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            (int source, int[] before) = _rows[parents[row]];
            rows[row] = (source, [.. before, tokens[row]]);
            if (rows[row].Tokens.Length > ContextLength)
            {
                throw new ArgumentException("The context is full.");
            }

            _logits(source, rows[row].Tokens).CopyTo(logits[(row * VocabularySize)..]);
        }

        _rows = rows;
        MostRows = Math.Max(MostRows, rows.Length);
    }

    public void Run(ParallelLoop loop, int items) => loop.Run(WorkerTeam.Shared, ThreadCount, items);

    public void Dispose()
    {
    }
}
