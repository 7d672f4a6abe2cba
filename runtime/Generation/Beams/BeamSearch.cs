using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated.Threading;

namespace Transformers.Generated.Generation;

/// <summary>Beam search for several sources at once, by Hugging Face's rules (see the README of this room).</summary>
internal sealed class BeamSearch
{
    private readonly IBeamSession _session;
    private readonly LogitsProcessors[] _processors; // [lanes]
    private readonly float[][] _weights; // [lanes][V]
    private readonly ParallelLoop _rank;
    private readonly BeamSource[] _sources;
    private readonly int _choices;
    private readonly (BeamSource Source, int Beam)[] _beams; // [rows]
    private readonly Candidates[] _candidates; // [rows]
    private readonly int[] _tokens; // [rows]
    private readonly int[] _parents; // [rows]
    private readonly float[] _logits; // [rows, V]

    private BeamSearch(IBeamSession session, GenerationSettings settings, IReadOnlyList<int[]> prefixes, int choices)
    {
        int rows = checked(session.SourceCount * settings.BeamCount);
        _session = session;
        _choices = choices;
        _processors = [.. Enumerable.Range(0, Math.Min(session.ThreadCount, rows)).Select(_ => new LogitsProcessors(settings, choices))];
        _weights = [.. _processors.Select(_ => new float[session.VocabularySize])];
        _rank = new ParallelLoop(Rank);
        _sources = [.. prefixes.Select(prefix => new BeamSource(settings, prefix, session.ContextLength))];
        _beams = new (BeamSource, int)[rows];
        _candidates = [.. Enumerable.Range(0, rows).Select(_ => BeamSource.NewCandidates(settings))];
        _tokens = new int[rows];
        _parents = new int[rows];
        _logits = new float[checked(rows * session.VocabularySize)];
    }

    /// <summary>Searches.</summary>
    /// <param name="session">The decoder beside the encoded sources; it has consumed nothing.</param>
    /// <param name="settings">Beams, penalties, limits.</param>
    /// <param name="prefixes">For each source what its hypotheses begin with: start token, prompt.</param>
    /// <param name="choices">Tokens that may be chosen are 0 to <paramref name="choices"/> - 1; at most the session's vocabulary.</param>
    /// <param name="cancellationToken">Checked in each step.</param>
    /// <returns>For each source its best hypotheses, best first: ReturnCount of them, or fewer where options left no more.</returns>
    /// <exception cref="ArgumentException">The prefixes do not fit the session.</exception>
    /// <exception cref="InvalidOperationException">A logit is not a number.</exception>
    public static Hypothesis[][] Run(
        IBeamSession session,
        GenerationSettings settings,
        IReadOnlyList<int[]> prefixes,
        int choices,
        CancellationToken cancellationToken = default)
    {
        CheckPrefixes(session, prefixes);
        BeamSearch search = new(session, settings, prefixes, choices);
        int rows = search.Begin(prefixes, cancellationToken);
        while (rows > 0)
        {
            rows = search.Advance(rows, cancellationToken);
        }

        return [.. search._sources.Select(source => source.Best())];
    }

    /// <exception cref="ArgumentException">They do not fit the session.</exception>
    internal static void CheckPrefixes(IBeamSession session, IReadOnlyList<int[]> prefixes)
    {
        if (prefixes.Count != session.SourceCount)
        {
            throw new ArgumentException(
                $"There are {prefixes.Count} prefixes for {session.SourceCount} sources; give one for each.", nameof(prefixes));
        }

        for (int i = 0; i < prefixes.Count; i++)
        {
            int length = prefixes[i].Length;
            if (length == 0 || length > session.ContextLength)
            {
                string fix = length == 0 ? "give it one, or set GenerationOptions.BosToken" : "shorten it";
                throw new ArgumentException(
                    $"Prefix {i} has {length} tokens; it must have 1 to {session.ContextLength}, the decoder's context: {fix}.",
                    nameof(prefixes));
            }
        }
    }

    /// <summary>Feeds the prefixes; returns the number of rows, one for each source.</summary>
    private int Begin(IReadOnlyList<int[]> prefixes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int rows = prefixes.Count;
        if (rows > 0)
        {
            TokenBatch batch = new([.. prefixes.SelectMany(prefix => prefix)], [.. prefixes.Select(prefix => prefix.Length)]);
            _session.Prefill(batch, RowsOf(0, rows), cancellationToken);
        }

        return rows;
    }

    /// <summary>Ranks what follows the rows of the last step, and computes the next; returns its number of rows.</summary>
    private int Advance(int rows, CancellationToken cancellationToken)
    {
        int row = 0;
        foreach (BeamSource source in _sources)
        {
            for (int beam = 0; beam < source.OpenCount; beam++)
            {
                _beams[row++] = (source, beam);
            }
        }

        _session.Run(_rank, rows);
        row = 0;
        int next = 0;
        foreach (BeamSource source in _sources)
        {
            int first = row;
            for (int beam = 0; beam < source.OpenCount; beam++)
            {
                source.Offer(_candidates[row++]);
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

    /// <summary>
    /// Finds a row's best continuations by its processed log-probabilities: processors do not see logits here, and their result is not
    /// normalised again.
    /// </summary>
    private void Rank(int lane, int row)
    {
        (BeamSource source, int beam) = _beams[row];
        Span<float> scores = RowsOf(row, 1);
        _processors[lane].Exclude(scores);
        TokenSampler.CheckedMax(scores);
        Distribution.LogSoftmax(scores, _weights[lane]);
        scores = scores[.._choices];
        _processors[lane].Process(source.TokensOf(beam), source.PrefixLength, source.Limit, scores);
        _candidates[row].Clear();
        _candidates[row].Offer(beam, source.SumOf(beam), scores);
    }

    private void Step(int rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _session.Step(_tokens.AsSpan(0, rows), _parents.AsSpan(0, rows), RowsOf(0, rows), cancellationToken);
    }

    private Span<float> RowsOf(int row, int count) => _logits.AsSpan(row * _session.VocabularySize, count * _session.VocabularySize);
}
