using System;
using System.Linq;
using System.Threading;
using Transformers.Generated.Generation;

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
        _rows = [.. Enumerable.Range(0, sourceCount).Select(source => (source, Array.Empty<int>()))];
    }

    public int VocabularySize { get; }

    public int ContextLength { get; init; } = 1_000;

    public int SourceCount { get; }

    public int MostRows { get; private set; }

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

    public void Dispose()
    {
    }
}
