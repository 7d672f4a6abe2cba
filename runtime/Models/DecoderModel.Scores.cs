using System;
using System.Buffers;
using System.Threading;

namespace Transformers.Generated;

/// <content>How likely a given text is.</content>
public abstract partial class DecoderModel
{
    /// <summary>Rows of logits that exist at once: enough for nearly full speed, and 40 MB for the largest vocabulary.</summary>
    private const int ScoreRows = 64;

    /// <summary>
    /// Computes how likely each token is after those before it. Their sum is the logarithm of the text's probability, given its first
    /// token; e to the power of minus their mean is the perplexity.
    /// </summary>
    /// <param name="tokens">[T] vocabulary ids, at most ContextLength.</param>
    /// <param name="destination">Receives [T - 1]: at t the natural logarithm of the probability of token t + 1, after tokens 0 to
    /// t.</param>
    /// <param name="cancellationToken">Checked between layers.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or the destination has another size.</exception>
    /// <exception cref="InvalidOperationException">There are more tokens than the context holds.</exception>
    public void ComputeLogProbabilities(ReadOnlySpan<int> tokens, Span<float> destination, CancellationToken cancellationToken = default)
    {
        int count = Math.Max(0, tokens.Length - 1);
        if (destination.Length != count)
        {
            throw new ArgumentException(
                $"the destination has {destination.Length} floats; {tokens.Length} tokens have {count} log-probabilities, "
                + "since nothing stands before the first");
        }

        int vocabulary = Definition.VocabularySize;
        CheckRange(tokens, vocabulary, "token id", "VocabularySize"); // also the last one, which no pass takes
        using DecoderSession session = CreateSession();
        session.BeginPrompt(tokens.Length);
        Span<int> rows = stackalloc int[Math.Min(count, Math.Min(ScoreRows, MaxTokens))];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
        }

        float[] rented = ArrayPool<float>.Shared.Rent(rows.Length * vocabulary);
        try
        {
            for (int start = 0; start < count; start += rows.Length)
            {
                Span<int> chosen = rows[..Math.Min(rows.Length, count - start)];
                Span<float> logits = rented.AsSpan(0, chosen.Length * vocabulary);
                session.Append(tokens.Slice(start, chosen.Length), chosen, logits, cancellationToken);
                foreach (int row in chosen)
                {
                    int t = start + row;
                    destination[t] = ScoreMath.LogProbability(logits.Slice(row * vocabulary, vocabulary), tokens[t + 1]);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }
}
