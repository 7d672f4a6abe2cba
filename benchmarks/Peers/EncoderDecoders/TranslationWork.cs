using System.Linq;
using Peers.Cases;

namespace Peers.EncoderDecoders;

/// <summary>What is timed: sources are encoded, and targets grow for a fixed number of steps; no token ends one earlier.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Sources">The sources, longest first.</param>
/// <param name="Beams">Rows that each source has after its first step.</param>
/// <param name="Steps">[B] tokens of each target; none where sources are only encoded. Never more than those of the target before.</param>
internal sealed record TranslationWork(string Name, Tokens Sources, int Beams, int[] Steps)
{
    /// <summary>The token that begins a target.</summary>
    public const int Start = 0;

    public int SourceCount => Sources.Lengths.Length;

    public bool HasTargets => Steps[0] > 0;

    /// <summary>Rows of a step at most.</summary>
    public int RowCount => SourceCount * Beams;

    /// <summary>Tokens that one run gives, or takes where it gives none.</summary>
    public int TokenCount => HasTargets ? Steps.Sum() : Sources.Ids.Length;

    public static TranslationWork Encode(Tokens sources) => new($"encode {sources.Name}", sources, 1, new int[sources.Lengths.Length]);

    /// <summary>As many steps for each source.</summary>
    public static TranslationWork Greedy(Tokens sources, int steps) =>
        new($"greedy {sources.Name}, {steps} steps", sources, 1, [.. sources.Lengths.Select(_ => steps)]);

    /// <summary>As many steps as the source has tokens.</summary>
    public static TranslationWork GreedyByLength(Tokens sources) =>
        new($"greedy {sources.Name}, steps as tokens", sources, 1, sources.Lengths);

    public static TranslationWork Search(Tokens sources, int beams, int steps) =>
        new($"beam {beams} {sources.Name}, {steps} steps", sources, beams, [.. sources.Lengths.Select(_ => steps)]);
}
