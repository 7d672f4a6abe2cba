using System.ComponentModel;

namespace Transformers.Generated.Execution;

/// <summary>
/// What one kind of attention computes and where it reads, as the generator planned it: enough to compute its weights again.
/// </summary>
/// <param name="HeadCount">H, query heads.</param>
/// <param name="KeyHeadCount">Key heads; divides H, and H / it query heads in a row share one.</param>
/// <param name="HeadDim">Columns of a head.</param>
/// <param name="Scale">Factor of the scores.</param>
/// <param name="QueryStride">Floats from a row, whose first columns are the queries, to the next.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record AttentionShape(int HeadCount, int KeyHeadCount, int HeadDim, float Scale, int QueryStride)
{
    /// <summary>First column of the keys in the same matrix; 0 for keys that are in a cache.</summary>
    public int KeyColumn { get; init; }

    /// <summary>Keys that a query sees in layers with a window, its own included; 0 where no layer has one.</summary>
    public int Window { get; init; }

    /// <summary>The first layer with a window.</summary>
    public int WindowFirstLayer { get; init; }

    /// <summary>From there on each so manieth layer has one.</summary>
    public int WindowEvery { get; init; } = 1;

    /// <summary>Where the relative position bias by distance lies in the weight arena.</summary>
    public long BiasOffset { get; init; }

    /// <summary>Columns of that table; 0 for no bias.</summary>
    public int BiasStride { get; init; }

    /// <summary>Keys that a query sees in a layer, its own included.</summary>
    internal int WindowOf(int layer) =>
        Window > 0 && layer >= WindowFirstLayer && (layer - WindowFirstLayer) % WindowEvery == 0 ? Window : int.MaxValue;
}
