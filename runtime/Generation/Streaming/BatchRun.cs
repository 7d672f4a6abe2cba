using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated.Threading;

namespace Transformers.Generated.Generation;

/// <summary>Generations beside several sources, one row for each: in every step each row that has no end yet takes one token.</summary>
internal static class BatchRun
{
    /// <summary>Runs all rows to their ends.</summary>
    /// <param name="session">The decoder; it has consumed nothing.</param>
    /// <param name="rows">One for each source.</param>
    /// <param name="cancellationToken">Checked in each step.</param>
    /// <exception cref="InvalidOperationException">The options forbid every token, or a logit is not a number.</exception>
    public static void Run(IBeamSession session, IReadOnlyList<TextRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        int vocabulary = session.VocabularySize;
        float[] logits = new float[checked(rows.Count * vocabulary)];
        int[] open = [.. Enumerable.Range(0, rows.Count)];
        int[] tokens = [.. rows.SelectMany(row => row.Tokens.Prompt.ToArray())];
        cancellationToken.ThrowIfCancellationRequested();
        session.Prefill(new TokenBatch(tokens, [.. rows.Select(row => row.Tokens.Prompt.Length)]), logits, cancellationToken);
        int count = rows.Count;
        int[] parents = new int[count];
        ParallelLoop choose = new((_, i) => tokens[i] = rows[open[i]].Tokens.Choose(logits.AsSpan(i * vocabulary, vocabulary)));
        while (true)
        {
            session.Run(choose, count);
            int next = 0;
            for (int i = 0; i < count; i++)
            {
                if (rows[open[i]].Accept(tokens[i]))
                {
                    (open[next], tokens[next], parents[next]) = (open[i], tokens[i], i);
                    next++;
                }
            }

            count = next;
            if (count == 0)
            {
                return;
            }

            cancellationToken.ThrowIfCancellationRequested();
            session.Step(tokens.AsSpan(0, count), parents.AsSpan(0, count), logits.AsSpan(0, count * vocabulary), cancellationToken);
        }
    }
}
