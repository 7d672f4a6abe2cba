using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Transformers.Generated.Generation;

/// <summary>Beam search for several sources at once, by Hugging Face's rules (see the README of this room).</summary>
internal sealed class BeamSearch
{
    private readonly IBeamSession _session;
    private readonly LogitsProcessors _processors;
    private readonly BeamSource[] _sources;
    private readonly int _limit;
    private readonly int[] _tokens; // [rows]
    private readonly int[] _parents; // [rows]
    private readonly float[] _logits; // [rows, V]
    private readonly float[] _weights; // [V]

    private BeamSearch(IBeamSession session, GenerationSettings settings, IReadOnlyList<int[]> prefixes)
    {
        int length = CheckPrefixes(session, prefixes);
        int rows = checked(session.SourceCount * settings.BeamCount);
        _session = session;
        _processors = new LogitsProcessors(settings, session.VocabularySize);
        _limit = (int)Math.Min(settings.LengthLimit(length), session.ContextLength + 1L); // the last token need not be consumed
        _sources = [.. prefixes.Select(prefix => new BeamSource(settings, prefix, _limit))];
        _tokens = new int[rows];
        _parents = new int[rows];
        _logits = new float[checked(rows * session.VocabularySize)];
        _weights = new float[session.VocabularySize];
    }

    /// <summary>Searches.</summary>
    /// <param name="session">The decoder beside the encoded sources; it has consumed nothing.</param>
    /// <param name="settings">Beams, penalties, limits.</param>
    /// <param name="prefixes">For each source its start token and what follows it, of the same length for all.</param>
    /// <param name="cancellationToken">Checked in each step.</param>
    /// <returns>For each source its best hypotheses, best first: ReturnCount of them, or fewer where options left no more.</returns>
    /// <exception cref="ArgumentException">The prefixes do not fit the session.</exception>
    /// <exception cref="InvalidOperationException">A logit is not a number.</exception>
    public static Hypothesis[][] Run(
        IBeamSession session, GenerationSettings settings, IReadOnlyList<int[]> prefixes, CancellationToken cancellationToken = default)
    {
        BeamSearch search = new(session, settings, prefixes);
        int rows = search.Begin(prefixes, cancellationToken);
        while (rows > 0)
        {
            rows = search.Advance(rows, cancellationToken);
        }

        return [.. search._sources.Select(source => source.Best())];
    }

    private static int CheckPrefixes(IBeamSession session, IReadOnlyList<int[]> prefixes)
    {
        if (prefixes.Count != session.SourceCount)
        {
            throw new ArgumentException(
                $"There are {prefixes.Count} prefixes for {session.SourceCount} sources; give one for each.", nameof(prefixes));
        }

        int length = prefixes.Count > 0 ? prefixes[0].Length : 1;
        if (length == 0 || length > session.ContextLength || prefixes.Any(prefix => prefix.Length != length))
        {
            throw new ArgumentException(
                $"Prefixes must have one length, from 1 to the decoder's context of {session.ContextLength}; these have "
                + $"{string.Join(", ", prefixes.Select(prefix => prefix.Length).Distinct())}.", nameof(prefixes));
        }

        return length;
    }

    /// <summary>Feeds the prefixes; returns the number of rows, one for each source.</summary>
    private int Begin(IReadOnlyList<int[]> prefixes, CancellationToken cancellationToken)
    {
        int rows = prefixes.Count;
        for (int position = 0; rows > 0 && position < prefixes[0].Length; position++)
        {
            for (int source = 0; source < rows; source++)
            {
                _tokens[source] = prefixes[source][position];
                _parents[source] = source;
            }

            Step(rows, cancellationToken);
        }

        return rows;
    }

    /// <summary>Ranks what follows the rows of the last step, and computes the next; returns its number of rows.</summary>
    private int Advance(int rows, CancellationToken cancellationToken)
    {
        int row = 0;
        int next = 0;
        foreach (BeamSource source in _sources)
        {
            int first = row;
            for (int beam = 0; beam < source.OpenCount; beam++)
            {
                source.Offer(beam, Process(source, beam, row++));
            }

            if (row > first)
            {
                source.Advance();
            }

            for (int beam = 0; beam < source.OpenCount; beam++)
            {
                _tokens[next] = source.TokensOf(beam)[^1];
                _parents[next++] = first + source.ParentOf(beam);
            }
        }

        if (next > 0)
        {
            Step(next, cancellationToken);
        }

        return next;
    }

    /// <summary>A row's processed log-probabilities; processors do not see logits here, and the result is not normalised again.</summary>
    private ReadOnlySpan<float> Process(BeamSource source, int beam, int row)
    {
        Span<float> scores = RowsOf(row, 1);
        TokenSampler.CheckedMax(scores);
        Distribution.LogSoftmax(scores, _weights);
        _processors.Process(source.TokensOf(beam), source.PrefixLength, _limit, scores);
        return scores;
    }

    private void Step(int rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _session.Step(_tokens.AsSpan(0, rows), _parents.AsSpan(0, rows), RowsOf(0, rows), cancellationToken);
    }

    private Span<float> RowsOf(int row, int count) => _logits.AsSpan(row * _session.VocabularySize, count * _session.VocabularySize);
}
