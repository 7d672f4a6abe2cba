using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>
/// How the keys and values of one layer lie in a block of the cache: for each head the keys [96 / 16][HeadDim][16], which tiles read as
/// inputs and single queries as panels, then the values [96][HeadDim, rounded up to 16].
/// </summary>
internal sealed record CacheLayout(int HeadCount, int HeadDim)
{
    /// <summary>Floats of a panel of 16 keys.</summary>
    public int PanelFloats => HeadDim * PackedLayout.PanelWidth;

    /// <summary>Floats from one value to the next.</summary>
    public int ValueStride => (HeadDim + PackedLayout.PanelWidth - 1) / PackedLayout.PanelWidth * PackedLayout.PanelWidth;

    /// <summary>Floats of a head's keys; its values follow.</summary>
    public int KeyFloats => PackedLayout.KeyBlock * HeadDim;

    /// <summary>Floats of a head.</summary>
    public int HeadFloats => KeyFloats + (PackedLayout.KeyBlock * ValueStride);

    /// <summary>Floats of a layer.</summary>
    public long LayerFloats => (long)HeadCount * HeadFloats;
}
