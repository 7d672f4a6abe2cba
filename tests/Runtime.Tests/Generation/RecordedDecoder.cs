using System;
using System.Collections.Generic;
using System.Linq;

namespace Runtime.Tests.Generation;

/// <summary>A decoder that knows of each source the recorded hypotheses: its log-probabilities are theirs wherever they went.</summary>
internal sealed class RecordedDecoder
{
    public const int VocabularySize = 100;

    private const float VeryLittle = -20; // less than any recorded score, and together less than the tolerance

    private readonly int _end;
    private readonly Dictionary<string, Dictionary<int, float>> _known = [];

    public RecordedDecoder(BeamGolden golden)
    {
        _end = golden.Options.StopTokens![0];
        Sink = Enumerable.Range(0, VocabularySize).Except(golden.Sequences.SelectMany(rows => rows.SelectMany(row => row))).Last();
        for (int source = 0; source < golden.Sequences.Length; source++)
        {
            for (int i = 0; i < golden.Sequences[source].Length; i++)
            {
                Learn(source, golden.Sequences[source][i], golden.Prefixes[source].Length, golden.TokenScores[source][i]);
            }
        }
    }

    /// <summary>A token in no recorded hypothesis; to be suppressed, which does not change the scores of others.</summary>
    public int Sink { get; }

    /// <summary>What is recorded; very little for other tokens, nothing for the end; the sink takes the rest of the probability.</summary>
    public float[] Logits(int source, int[] tokens)
    {
        Dictionary<int, float> known = _known.GetValueOrDefault(Key(source, tokens)) ?? [];
        float[] scores = [.. Enumerable.Range(0, VocabularySize)
            .Select(token => known.GetValueOrDefault(token, token == _end ? float.NegativeInfinity : VeryLittle))];
        scores[Sink] = (float)Math.Log(Math.Max(1e-9, 1 - known.Values.Sum(score => Math.Exp(score))));
        return scores;
    }

    private void Learn(int source, int[] sequence, int prefixLength, float[] scores)
    {
        for (int place = prefixLength; place < sequence.Length; place++)
        {
            string key = Key(source, sequence[..place]);
            _known.TryAdd(key, []);
            _known[key][sequence[place]] = scores[place - prefixLength];
        }
    }

    private static string Key(int source, int[] tokens) => $"{source}: {string.Join(' ', tokens)}";
}
