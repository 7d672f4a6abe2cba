using System.ComponentModel;

namespace Transformers.Generated.Execution;

/// <summary>How much a key/value cache holds, as the generator planned it.</summary>
/// <param name="Layers">Number of layers.</param>
/// <param name="LayerFloats">Floats of one layer in a block of 96 keys and their values.</param>
/// <param name="Window">Keys that a query sees in every layer; keys further back are forgotten.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record CacheShape(int Layers, long LayerFloats, int Window);
