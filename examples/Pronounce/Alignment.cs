using System.Collections.Generic;

namespace Pronounce;

/// <summary>Which letters the model looked at for each sound.</summary>
/// <param name="Word">The word.</param>
/// <param name="Letters">[T] its letters, and the end of the word.</param>
/// <param name="Sounds">[T'] the sounds of its likeliest pronunciation, and the end.</param>
/// <param name="Weights">[T'][T] a row for each sound, of shares that sum to 1.</param>
internal sealed record Alignment(string Word, IReadOnlyList<string> Letters, IReadOnlyList<string> Sounds, IReadOnlyList<float[]> Weights);
