using System;

namespace Transformers.Generated.Generation;

/// <summary>
/// The best continuations of one source's beams, best first; of equal ones the lower beam, then the lower token comes first.
/// </summary>
internal sealed class Candidates
{
    private readonly Candidate[] _best;

    public Candidates(int capacity) => _best = new Candidate[capacity];

    public int Count { get; private set; }

    public ref readonly Candidate this[int rank] => ref _best.AsSpan(0, Count)[rank];

    public void Clear() => Count = 0;

    /// <summary>Offers all continuations of a beam; beams come in rising order. Banned tokens (-∞) are no candidates.</summary>
    /// <param name="beam">The beam.</param>
    /// <param name="sum">The sum of its log-probabilities.</param>
    /// <param name="scores">[V] processed log-probabilities of the next token.</param>
    public void Offer(int beam, double sum, ReadOnlySpan<float> scores)
    {
        for (int token = 0; token < scores.Length; token++)
        {
            token = Count == _best.Length ? Distribution.SkipUpTo(scores, token, Bound(sum)) : token;
            if (token == scores.Length)
            {
                return;
            }

            double total = sum + scores[token];
            if (total > double.NegativeInfinity && (Count < _best.Length || total > _best[^1].Sum))
            {
                Insert(new Candidate(total, beam, token, scores[token]));
            }
        }
    }

    /// <summary>Offers the best continuations of a beam; beams come in rising order.</summary>
    public void Offer(Candidates best)
    {
        foreach (ref readonly Candidate candidate in best._best.AsSpan(0, best.Count))
        {
            if (Count < _best.Length || candidate.Sum > _best[^1].Sum)
            {
                Insert(candidate);
            }
        }
    }

    /// <summary>A score up to which a continuation is certainly not among the best: a little below the exact one, which floats miss.</summary>
    private float Bound(double sum)
    {
        double worst = _best[^1].Sum;
        return (float)(worst - sum - (1e-6 * (Math.Abs(worst) + Math.Abs(sum))));
    }

    private void Insert(Candidate candidate)
    {
        int place = Count < _best.Length ? Count++ : Count - 1;
        for (; place > 0 && _best[place - 1].Sum < candidate.Sum; place--)
        {
            _best[place] = _best[place - 1];
        }

        _best[place] = candidate;
    }
}
