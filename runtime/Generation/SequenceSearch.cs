using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated.Text;

namespace Transformers.Generated.Generation;

/// <summary>The best continuations of several sources or prompts: by beam search, or with one beam by the choice of each token.</summary>
internal sealed class SequenceSearch
{
    private readonly GenerationSettings _settings;
    private readonly ITokenizer? _tokenizer;
    private readonly int _unseen;

    /// <param name="settings">The settings; they ask for log-probabilities.</param>
    /// <param name="tokenizer">Makes texts; null where tokens alone are wanted.</param>
    /// <param name="unseen">Tokens at the beginning of each prefix that are no text: the start token of a target.</param>
    /// <exception cref="ArgumentException">Stop strings without texts, or with several beams.</exception>
    public SequenceSearch(GenerationSettings settings, ITokenizer? tokenizer, int unseen)
    {
        if (settings.StopStrings.Length > 0 && (tokenizer is null || settings.BeamCount > 1))
        {
            throw new ArgumentException(tokenizer is null
                ? "StopStrings are set, but a search for tokens makes no text; set StopTokens, or search with texts."
                : $"StopStrings are set and BeamCount is {settings.BeamCount}: a search with beams ends at tokens; "
                    + "set StopTokens, or BeamCount = 1.");
        }

        _settings = settings;
        _tokenizer = tokenizer;
        _unseen = unseen;
    }

    /// <summary>Searches.</summary>
    /// <param name="session">The decoder; it has consumed nothing.</param>
    /// <param name="prefixes">For each source what its sequences begin with, at least one token.</param>
    /// <param name="choices">Tokens that may be chosen are 0 to <paramref name="choices"/> - 1; at most the session's vocabulary.</param>
    /// <param name="cancellationToken">Checked in each step.</param>
    /// <returns>For each source its sequences, best first.</returns>
    /// <exception cref="ArgumentException">The prefixes do not fit the session, or there are too many sources.</exception>
    /// <exception cref="InvalidOperationException">The options forbid every token, or a logit is not a number.</exception>
    public GeneratedSequence[][] Run(
        IBeamSession session, IReadOnlyList<int[]> prefixes, int choices, CancellationToken cancellationToken)
    {
        CheckSize(session);
        if (_settings.BeamCount > 1)
        {
            Hypothesis[][] found = BeamSearch.Run(session, _settings, prefixes, choices, cancellationToken);
            return [.. found.Zip(prefixes, (each, prefix) => each.Select(hypothesis => Result(hypothesis, prefix)).ToArray())];
        }

        BeamSearch.CheckPrefixes(session, prefixes);
        TextRow[] rows = [.. prefixes.Select(prefix => new TextRow(
            new TokenRow(_settings, prefix, choices, session.ContextLength), Follow(prefix), _settings.StopStrings))];
        BatchRun.Run(session, rows, cancellationToken);
        return [.. rows.Select(row => new[] { Result(row) })];
    }

    /// <summary>Refuses more rows than one array has logits for.</summary>
    private void CheckSize(IBeamSession session)
    {
        long rows = (long)session.SourceCount * _settings.BeamCount;
        if (rows * session.VocabularySize > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{session.SourceCount} sources with BeamCount = {_settings.BeamCount} have {rows} rows of {session.VocabularySize} "
                + $"logits, more than the {Array.MaxLength} that fit one array; search fewer sources at once, or with fewer beams.");
        }
    }

    private GeneratedSequence Result(Hypothesis hypothesis, int[] prefix) => new()
    {
        Text = TextOf(hypothesis, prefix),
        TokenIds = hypothesis.TokenIds,
        LogProbabilities = hypothesis.LogProbabilities,
        Score = hypothesis.Score,
        FinishReason = hypothesis.FinishReason,
    };

    private GeneratedSequence Result(TextRow row)
    {
        TokenRow tokens = row.Tokens;
        double sum = 0;
        foreach (float logProbability in tokens.LogProbabilities)
        {
            sum += logProbability;
        }

        int length = tokens.Prompt.Length + tokens.NewTokens.Length - (tokens.Finish == FinishReason.StopToken ? 1 : 0);
        return new GeneratedSequence
        {
            Text = _tokenizer is null ? null : row.Text.ToString(),
            TokenIds = tokens.NewTokens.ToArray(),
            LogProbabilities = tokens.LogProbabilities.ToArray(),
            Score = Hypothesis.ScoreOf(sum, length, _settings.LengthPenalty),
            Seed = tokens.Seed,
            FinishReason = row.Finish!.Value,
        };
    }

    private string? TextOf(Hypothesis hypothesis, int[] prefix)
    {
        if (Follow(prefix) is not { } decoder)
        {
            return null;
        }

        int count = hypothesis.TokenIds.Count - (hypothesis.FinishReason == FinishReason.StopToken ? 1 : 0);
        return string.Concat(
            string.Concat(hypothesis.TokenIds.Take(count).Select(token => decoder.Add(token).ToString())), decoder.Complete());
    }

    private IStreamingDecoder? Follow(int[] prefix) => _tokenizer is null ? null : StreamingText.Follow(_tokenizer, prefix.AsSpan(_unseen));
}
