using System.ComponentModel;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Execution;

/// <summary>What a key/value cache holds, as the generator planned it.</summary>
/// <param name="Layers">Number of layers.</param>
/// <param name="Heads">Heads of keys and values in a layer.</param>
/// <param name="HeadDim">Columns of a head.</param>
/// <param name="Window">Keys that a query sees in every layer; keys further back are forgotten.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record CacheShape(int Layers, int Heads, int HeadDim, int Window)
{
    internal CacheLayout Layout => new(Heads, HeadDim);
}
