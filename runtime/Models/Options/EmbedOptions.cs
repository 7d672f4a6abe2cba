namespace Transformers.Generated;

/// <summary>
/// How a text becomes a vector. The defaults are those of most sentence-embedding models: the mean over tokens, at length 1.
/// </summary>
public sealed record EmbedOptions : TextOptions
{
    /// <summary>
    /// What stands for the text. Default null: what the model's folder says, as sentence-transformers writes it in
    /// <c>1_Pooling/config.json</c>, and <see cref="Pooling.Mean"/> where it says nothing.
    /// </summary>
    public Pooling? Pooling { get; init; }

    /// <summary>Whether the vector is divided by its Euclidean length, so that dot products are cosines. Default true.</summary>
    public bool Normalize { get; init; } = true;

    internal static new EmbedOptions Default { get; } = new();
}
