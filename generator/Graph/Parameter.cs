using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Graph;

/// <summary>How a parameter lies in the weight arena (see PackedLayout).</summary>
internal enum ParameterLayout
{
    /// <summary>[N], padded with zeros.</summary>
    Vector,

    /// <summary>[N, K], one row after the other: tables that are looked up.</summary>
    Rows,

    /// <summary>[N / 16][K][16]: matrices that are multiplied.</summary>
    Panels,
}

/// <summary>One part of a parameter as it is named in a checkpoint; fused parameters (query, key, value) have several.</summary>
/// <param name="Role">What the part does.</param>
/// <param name="Rows">How many of the parameter's N rows it fills.</param>
internal sealed record ParameterPart(TensorRole Role, int Rows)
{
    /// <summary>Rows of the tensor, of which the part is those from <see cref="FirstRow"/> on; 0 where it is all of them.</summary>
    public int TensorRows { get; init; }

    /// <summary>First row of the tensor that is in the part.</summary>
    public int FirstRow { get; init; }
}

/// <summary>Where a parameter's numbers come from.</summary>
internal enum ParameterOrigin
{
    /// <summary>Read from the checkpoint.</summary>
    Checkpoint,

    /// <summary>sin and cos of position and column, computed at load.</summary>
    SinusoidalPositions,

    /// <summary>
    /// A relative bias spread out by distance at load, so that a kernel reads neighbouring distances from neighbouring addresses.
    /// </summary>
    RelativeBiasByDistance,
}

/// <summary>Numbers that a node reads and that never change.</summary>
/// <param name="Name">Its name in the generated code, for instance <c>LayerQueryKeyValueWeight</c>.</param>
/// <param name="Side">Which stack it belongs to.</param>
/// <param name="Layout">How it lies in memory.</param>
/// <param name="Rows">N: outputs of a projection, entries of a table, length of a vector.</param>
/// <param name="Columns">K: inputs of a projection, width of a table, 1 for a vector.</param>
/// <param name="IsBias">Whether it is the bias (the checkpoint name ends in bias, not weight).</param>
/// <param name="Origin">Where its numbers come from.</param>
/// <param name="Parts">Its parts in the checkpoint, in order of rows; empty where it is computed.</param>
internal sealed record Parameter(
    string Name,
    ModelSide Side,
    ParameterLayout Layout,
    int Rows,
    int Columns,
    bool IsBias,
    ParameterOrigin Origin,
    EquatableArray<ParameterPart> Parts)
{
    /// <summary>Whether its two parts take turns, 16 rows of each: a gate and what it multiplies.</summary>
    public bool Alternates { get; init; }

    /// <summary>What each number is in memory.</summary>
    public WeightFormat Format { get; init; }

    /// <summary>Rows as they lie in memory, but for the padding at the end.</summary>
    public int PackedRows => Alternates ? PackedLayout.AlternatingRows(Rows / 2) : Rows;

    /// <summary>Whether all layers of a stack read the same one, as with T5's relative bias.</summary>
    public bool IsSharedByLayers =>
        Origin == ParameterOrigin.RelativeBiasByDistance || (Parts.Count == 1 && Parts[0].Role == TensorRole.RelativeBias);
}
