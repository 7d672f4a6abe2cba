namespace Transformers.Generated.Text;

/// <summary>What two neighbouring symbols may become.</summary>
/// <param name="Rank">When: merges of lower rank come first, of equal rank the leftmost.</param>
/// <param name="Id">The token that takes their place.</param>
internal readonly record struct Merge(int Rank, int Id);
