using System.ComponentModel;

namespace Transformers.Generated.Weights;

/// <summary>One tensor of the model: where it lies in the weight arena and which tensors of the checkpoint fill it.</summary>
/// <param name="Name">Name in the model, used in messages.</param>
/// <param name="Layout">Layout in the arena.</param>
/// <param name="Rows">Outputs N: the sum of the rows of all sources.</param>
/// <param name="Columns">Inputs K; 1 for <see cref="TensorLayout.Vector"/>.</param>
/// <param name="Offset">Start of repeat 0 in the arena, in floats; a multiple of 16.</param>
/// <param name="Repeat">How often the tensor occurs: the layer count, or 1.</param>
/// <param name="RepeatStride">Floats from one repeat to the next; a multiple of 16.</param>
/// <param name="Sources">Tensors of the checkpoint whose outputs follow one another, for example query, key and value.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TensorEntry(
    string Name,
    TensorLayout Layout,
    int Rows,
    int Columns,
    long Offset,
    int Repeat,
    long RepeatStride,
    params TensorSource[] Sources)
{
    /// <summary>
    /// Whether two sources of equal size take turns, 16 outputs of the first, 16 of the second, and do not follow one another: the gate and
    /// the rest of a gated feed-forward, so that a pair of panels holds all of 16 results. The last 16 of each are padded with zeros.
    /// </summary>
    public bool Alternates { get; init; }

    /// <summary>What each weight is in the arena; vectors are always float32.</summary>
    public WeightFormat Format { get; init; }

    /// <summary>Floats of memory that the weights of one output take.</summary>
    internal int Slots => PackedLayout.Slots(Columns, Format);

    /// <summary>Floats that one repeat occupies in the arena, padding included.</summary>
    internal long FloatCount => Layout switch
    {
        TensorLayout.Vector => PackedLayout.VectorFloats(PackedRows),
        TensorLayout.Panels => PackedLayout.PanelFloats(PackedRows, Slots),
        _ => (long)Rows * Slots,
    };

    private int PackedRows => Alternates ? PackedLayout.AlternatingRows(Rows / 2) : Rows;
}
