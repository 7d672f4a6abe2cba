namespace Transformers.Generated.Weights;

/// <summary>
/// How the keys and values of one layer lie in a block of the cache: for each head the keys [96 / 16][HeadDim][16], which tiles read as
/// inputs and single queries as panels, then the values [96][HeadDim, rounded up to 16].
/// </summary>
/// <remarks>This file is compiled into the runtime and, as a link, into the source generator.</remarks>
internal readonly record struct CacheLayout(int HeadCount, int HeadDim)
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

    /// <summary>Where the key at a place of a block begins; its columns are 16 floats apart.</summary>
    /// <param name="head">Key head.</param>
    /// <param name="key">0 to 95.</param>
    public long KeyIndex(int head, int key) =>
        ((long)head * HeadFloats) + (key / PackedLayout.PanelWidth * PanelFloats) + (key % PackedLayout.PanelWidth);
}
