using System;

namespace Transformers.Generated.Generation;

/// <summary>The search for one source: its open beams and its finished hypotheses.</summary>
internal sealed class BeamSource
{
    private readonly GenerationSettings _settings;
    private readonly int _prefixLength;
    private readonly FinishReason _atLimit;
    private readonly int _width;
    private readonly HypothesisList _finished;
    private readonly Candidates _candidates;
    private Beam[] _open; // the first OpenCount are live
    private Beam[] _next; // exchanged with _open after each step

    /// <param name="settings">The settings.</param>
    /// <param name="prefix">The start token and what follows it before the search.</param>
    /// <param name="contextLength">Most tokens that the decoder can consume.</param>
    public BeamSource(GenerationSettings settings, ReadOnlySpan<int> prefix, int contextLength)
    {
        _settings = settings;
        _prefixLength = prefix.Length;
        int asked = settings.LengthLimit(prefix.Length);
        Limit = (int)Math.Min(asked, contextLength + 1L); // the last token need not be consumed
        _atLimit = Limit < asked ? FinishReason.ContextFull : FinishReason.Length;
        _width = settings.BeamCount;
        _finished = new HypothesisList(_width);

        _candidates = NewCandidates(settings);
        _open = [new Beam(prefix)];
        _next = [];
        OpenCount = 1;
        Length = prefix.Length;
    }

    /// <summary>Beams that go on; 0 once the search is done.</summary>
    public int OpenCount { get; private set; }

    /// <summary>Most tokens of a hypothesis, the prefix included.</summary>
    public int Limit { get; }

    /// <summary>Tokens of every open beam, the prefix included.</summary>
    public int Length { get; private set; }

    /// <summary>Tokens of the prefix.</summary>
    public int PrefixLength => _prefixLength;

    /// <summary>The tokens of an open beam.</summary>
    public ReadOnlySpan<int> TokensOf(int beam) => _open[beam].Tokens[..Length];

    /// <summary>The beam of the step before that an open beam continues.</summary>
    public int ParentOf(int beam) => _open[beam].Parent;

    /// <summary>The sum of an open beam's log-probabilities.</summary>
    public double SumOf(int beam) => _open[beam].Sum;

    /// <summary>Offers the best continuations of an open beam; beams in rising order.</summary>
    public void Offer(Candidates best) => _candidates.Offer(best);

    /// <summary>Closes and extends beams by the candidates, once every open beam has offered its own.</summary>
    public void Advance()
    {
        double best = _candidates.Count > 0 ? _candidates[0].Sum : double.NegativeInfinity;
        int open = 0;
        for (int rank = 0; rank < _candidates.Count && open < _width; rank++)
        {
            ref readonly Candidate candidate = ref _candidates[rank];
            if (!_settings.StopTokens.AsSpan().Contains(candidate.Token))
            {
                Extend(candidate, open++);
            }
            else if (rank < _width)
            {
                Close(candidate);
            }
        }

        _candidates.Clear();
        bool isDone = open == 0 || (_finished.IsFull && CanStop(best));
        (_open, _next) = (_next, _open);
        Length++;
        OpenCount = isDone ? 0 : open;
        if (OpenCount > 0 && Length >= Limit)
        {
            CloseAll();
        }
    }

    /// <summary>A list that holds enough for every beam's stop tokens and as many others as there are beams.</summary>
    public static Candidates NewCandidates(GenerationSettings settings) =>
        new(settings.BeamCount * Math.Max(2, 1 + settings.StopTokens.Length));

    /// <summary>The best finished hypotheses, best first.</summary>
    public Hypothesis[] Best() => _finished.Best(_settings.ReturnCount);

    private void Extend(in Candidate candidate, int place)
    {
        if (place == _next.Length)
        {
            Array.Resize(ref _next, place + 1);
            _next[place] = new Beam(default);
        }

        _next[place].Continue(_open[candidate.Beam], Length, candidate);
    }

    private void Close(in Candidate candidate)
    {
        double score = Score(candidate.Sum, Length);
        if (_finished.Accepts(score))
        {
            Beam beam = _open[candidate.Beam];
            _finished.Add(new Hypothesis(
                [.. beam.Tokens[_prefixLength..Length], candidate.Token],
                [.. beam.LogProbabilities[_prefixLength..Length], candidate.LogProbability],
                score,
                FinishReason.StopToken));
        }
    }

    private void CloseAll()
    {
        for (int i = 0; i < OpenCount; i++)
        {
            Beam beam = _open[i];
            double score = Score(beam.Sum, Length);
            if (_finished.Accepts(score))
            {
                _finished.Add(new Hypothesis(
                    beam.Tokens[_prefixLength..Length].ToArray(), beam.LogProbabilities[_prefixLength..Length].ToArray(), score, _atLimit));
            }
        }

        OpenCount = 0;
    }

    /// <summary>Whether the finished hypotheses are final, given the best sum of this step's candidates.</summary>
    private bool CanStop(double best) => _settings.EarlyStopping switch
    {
        EarlyStopping.WhenFull => true,
        EarlyStopping.WhenUnlikely => _finished.Worst >= Score(best, Length),
        // Sums only fall, and a negative sum divided by more is higher: the longest that is possible bounds the score from above.
        _ => _finished.Worst >= Score(best, _settings.LengthPenalty > 0 ? Limit : Length),
    };

    private double Score(double sum, int length) => Hypothesis.ScoreOf(sum, length, _settings.LengthPenalty);

    /// <summary>An open beam; its arrays are reused.</summary>
    private sealed class Beam
    {
        private int[] _tokens;
        private float[] _logProbabilities; // of each token, the prefix included, whose own are 0

        public Beam(ReadOnlySpan<int> prefix)
        {
            _tokens = prefix.ToArray();
            _logProbabilities = new float[prefix.Length];
        }

        public ReadOnlySpan<int> Tokens => _tokens;

        public ReadOnlySpan<float> LogProbabilities => _logProbabilities;

        public double Sum { get; private set; }

        public int Parent { get; private set; }

        public void Continue(Beam parent, int length, in Candidate candidate)
        {
            if (_tokens.Length <= length)
            {
                _tokens = new int[2 * (length + 1)];
                _logProbabilities = new float[_tokens.Length];
            }

            parent.Tokens[..length].CopyTo(_tokens);
            parent.LogProbabilities[..length].CopyTo(_logProbabilities);
            _tokens[length] = candidate.Token;
            _logProbabilities[length] = candidate.LogProbability;
            Sum = candidate.Sum;
            Parent = candidate.Beam;
        }
    }
}
