using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated.Generation;

namespace Transformers.Generated;

/// <content>How likely given targets are.</content>
public abstract partial class EncoderDecoderModel
{
    /// <summary>Target tokens whose logits exist at once, unless one target has more: 60 MB for a vocabulary of 60,000.</summary>
    private const int ScoreRows = 256;

    /// <summary>
    /// Computes how likely each token of given targets is, after those before it and beside its source. Their sum is the logarithm of the
    /// target's probability.
    /// </summary>
    /// <param name="sources">Tokens of B sources.</param>
    /// <param name="targets">T tokens of B targets, each with its start token.</param>
    /// <param name="destination">Receives [T - B]: for each target, one after the other, the natural logarithms of the probabilities of its
    /// tokens but the first.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">A batch does not fit the model or the other, a target has no token, or the destination has
    /// another size.</exception>
    public void ComputeLogProbabilities(
        in TokenBatch sources, in TokenBatch targets, Span<float> destination, CancellationToken cancellationToken = default) =>
        ComputeLogProbabilities(sources, targets, [], destination, cancellationToken);

    /// <summary>How good given targets are for their sources.</summary>
    /// <param name="sources">[B] texts.</param>
    /// <param name="targets">[B] the target of each; the end token is added.</param>
    /// <param name="options">The start token and the length penalty; null for the model's own. Processors play no part.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <returns>[B] tokens, their log-probabilities and scores, to be compared with those of <c>Search</c>.</returns>
    /// <exception cref="ArgumentException">The options do not fit the model, a source or target does not fit the context, or there are not
    /// as many of both.</exception>
    /// <exception cref="InvalidOperationException">The model has no tokenizer.</exception>
    public GeneratedSequence[] Score(
        IReadOnlyList<string> sources,
        IReadOnlyList<string> targets,
        GenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        CheckCount(nameof(targets), targets, sources.Count);
        GenerationSettings settings = GenerationSettings.Resolve(options, Folder.Generation, VocabularyCount);
        int start = StartToken(settings);
        int[][] from = Encode(Tokenizer, sources, nameof(sources));
        int[][] to = [.. Encode(TargetTokenizer, targets, nameof(targets)).Select(ids => (int[])[start, .. ids])];
        float[] scores = new float[to.Sum(ids => ids.Length - 1)];
        ComputeLogProbabilities(
            new TokenBatch([.. from.SelectMany(ids => ids)], [.. from.Select(ids => ids.Length)]),
            new TokenBatch([.. to.SelectMany(ids => ids)], [.. to.Select(ids => ids.Length)]),
            settings.ExcludedTokens,
            scores,
            cancellationToken);
        GeneratedSequence[] results = new GeneratedSequence[to.Length];
        int first = 0;
        for (int i = 0; i < results.Length; i++)
        {
            int count = to[i].Length - 1;
            results[i] = Scored(targets[i], to[i][1..], scores[first..(first + count)], settings);
            first += count;
        }

        return results;
    }

    private static GeneratedSequence Scored(string text, int[] tokens, float[] logProbabilities, GenerationSettings settings)
    {
        bool isEnded = tokens.Length > 0 && settings.StopTokens.AsSpan().Contains(tokens[^1]);
        int length = 1 + tokens.Length - (isEnded ? 1 : 0);
        return new GeneratedSequence
        {
            Text = text,
            TokenIds = tokens,
            LogProbabilities = logProbabilities,
            Score = Hypothesis.ScoreOf(logProbabilities.Sum(value => (double)value), length, settings.LengthPenalty),
            FinishReason = isEnded ? FinishReason.StopToken : FinishReason.Length,
        };
    }

    private void ComputeLogProbabilities(
        in TokenBatch sources, in TokenBatch targets, int[] excluded, Span<float> destination, CancellationToken cancellationToken)
    {
        Check(sources, ModelSide.Encoder);
        Check(targets);
        CheckTargets(targets, sources.SequenceCount);
        CheckDestination(destination.Length, targets.TokenCount - targets.SequenceCount, 1, "log-probabilities");
        int source = 0;
        int target = 0;
        int done = 0;
        for (int first = 0; first < sources.SequenceCount;)
        {
            int count = CountOf(targets.SequenceLengths[first..]);
            TokenBatch someSources = sources.Slice(first, count, source);
            TokenBatch someTargets = targets.Slice(first, count, target);
            int rows = someTargets.TokenCount - count;
            ScoreSome(someSources, someTargets, excluded, destination.Slice(done, rows), cancellationToken);
            source += someSources.TokenCount;
            target += someTargets.TokenCount;
            done += rows;
            first += count;
        }
    }

    private void ScoreSome(
        in TokenBatch sources, in TokenBatch targets, int[] excluded, Span<float> destination, CancellationToken cancellationToken)
    {
        int[] rows = new int[destination.Length]; // every target token but the last of each target
        int next = 0;
        int start = 0;
        foreach (int length in targets.SequenceLengths)
        {
            for (int t = 0; t < length - 1; t++)
            {
                rows[next++] = start + t;
            }

            start += length;
        }

        int vocabulary = VocabularyCount;
        float[] rented = ArrayPool<float>.Shared.Rent(checked(rows.Length * vocabulary));
        try
        {
            Span<float> logits = rented.AsSpan(0, rows.Length * vocabulary);
            ComputeLogits(sources, targets, rows, logits, sink: null, cancellationToken);
            for (int i = 0; i < rows.Length; i++)
            {
                Span<float> row = logits.Slice(i * vocabulary, vocabulary);
                Bans.Tokens(excluded, row);
                destination[i] = ScoreMath.LogProbability(row, targets.TokenIds[rows[i] + 1]);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>How many of the next targets are computed together: as many as <see cref="ScoreRows"/> allows, at least one.</summary>
    private static int CountOf(ReadOnlySpan<int> lengths)
    {
        int count = 1;
        for (int rows = lengths[0]; count < lengths.Length && (rows += lengths[count]) <= ScoreRows; count++)
        {
        }

        return count;
    }
}
