namespace Transformers.Generated.Reference;

/// <summary>The sizes and the visibility rule of one attention call.</summary>
/// <param name="HeadCount">H, the query heads.</param>
/// <param name="KeyValueHeadCount">The key and value heads; H is a multiple of it, and H / it query heads in a row share one.</param>
/// <param name="HeadDim">D, the width of a head.</param>
internal sealed record ReferenceAttentionShape(int HeadCount, int KeyValueHeadCount, int HeadDim)
{
    /// <summary>Whether a query sees only keys at or before its own position. The last query stands at the last key.</summary>
    internal bool Causal { get; init; }

    /// <summary>With a causal rule, how many keys a query sees, its own included (Mistral's sliding_window); 0 for all.</summary>
    internal int SlidingWindow { get; init; }

    /// <summary>The factor of the scores; null for 1/√D.</summary>
    internal double? Scale { get; init; }
}
