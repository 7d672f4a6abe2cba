namespace Transformers.Generated.Generator.Model;

/// <summary>
/// Layers that see only near keys: key k from query q where q - k &lt; Size. Layer i is one of them where i ≥ FirstLayer and
/// (i - FirstLayer) mod Every = 0.
/// </summary>
/// <param name="Size">Keys that a query sees, its own included.</param>
/// <param name="FirstLayer">The first such layer.</param>
/// <param name="Every">1 for all layers from there on, 2 for every other one.</param>
internal sealed record WindowSpec(int Size, int FirstLayer, int Every);
