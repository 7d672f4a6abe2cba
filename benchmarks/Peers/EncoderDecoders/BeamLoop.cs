using System;
using System.Collections.Generic;

namespace Peers.EncoderDecoders;

/// <summary>
/// Beam search around a graph that gives logits: all beams take the same number of steps, and those of a source stay together.
/// </summary>
internal sealed class BeamLoop(int sources, int beams, int vocabulary)
{
    private readonly (float Sum, int Row, int Token)[] _best = new (float, int, int)[beams];
    private readonly List<(int[] Tokens, int[] Parents)> _steps = [];
    private float[] _sums = new float[sources * beams];
    private float[] _next = new float[sources * beams];

    public void Clear()
    {
        _steps.Clear();
        _sums.AsSpan().Clear();
    }

    /// <summary>Chooses the best continuations of each source.</summary>
    /// <param name="rows">Rows of the last step.</param>
    /// <param name="logits">[rows, V], or more.</param>
    /// <param name="tokens">Receives the token of each beam.</param>
    /// <param name="parents">Receives the row that each beam continues.</param>
    public void Advance(int rows, ReadOnlySpan<float> logits, int[] tokens, int[] parents)
    {
        int width = rows / sources;
        for (int source = 0; source < sources; source++)
        {
            int count = 0;
            for (int row = source * width; row < (source + 1) * width; row++)
            {
                count = Offer(row, logits.Slice(row * vocabulary, vocabulary), count);
            }

            for (int beam = 0; beam < beams; beam++)
            {
                int at = (source * beams) + beam;
                (_next[at], parents[at], tokens[at]) = _best[beam];
            }
        }

        (_sums, _next) = (_next, _sums);
        _steps.Add(([.. tokens], [.. parents]));
    }

    /// <summary>The tokens of each source's best beam.</summary>
    public int[][] Targets()
    {
        int[][] targets = new int[sources][];
        for (int source = 0; source < sources; source++)
        {
            targets[source] = new int[_steps.Count];
            int row = source * beams; // the best stands first
            for (int step = _steps.Count - 1; step >= 0; step--)
            {
                targets[source][step] = _steps[step].Tokens[row];
                row = _steps[step].Parents[row];
            }
        }

        return targets;
    }

    /// <summary>Enters those continuations of a row that are among the best of its source; returns how many there are.</summary>
    private int Offer(int row, ReadOnlySpan<float> logits, int count)
    {
        float offset = _sums[row] - LogitsMath.LogSumExp(logits);
        for (int token = 0; ; token++)
        {
            float threshold = count < beams ? float.NegativeInfinity : _best[beams - 1].Sum - offset;
            token = LogitsMath.NextAbove(logits, token, threshold);
            if (token == logits.Length)
            {
                return count;
            }

            int place = count < beams ? count++ : beams - 1;
            float sum = offset + logits[token];
            for (; place > 0 && _best[place - 1].Sum < sum; place--)
            {
                _best[place] = _best[place - 1];
            }

            _best[place] = (sum, row, token);
        }
    }
}
