using System.Collections.Generic;
using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>A generated method. Two steps with equal kernels share it: records compare by content.</summary>
/// <param name="Name">Its method name, which tells operation, dimensions and epilogue.</param>
internal abstract record Kernel(string Name)
{
    /// <summary>What it costs, for each unit that its work grows with.</summary>
    public abstract IReadOnlyList<KernelCost> Costs { get; }

    /// <summary>Bytes of parameters that all units share.</summary>
    public virtual long WeightBytes => 0;
}

/// <summary>Sum of embedding rows.</summary>
/// <param name="Name">Method name.</param>
/// <param name="ModelDim">Width.</param>
/// <param name="TokensArePanels">Whether the token table is packed for multiplication (tied output).</param>
/// <param name="PositionOffset">First row of the position table, or null for no table.</param>
/// <param name="HasTokenTypes">Whether there is a token type table.</param>
/// <param name="Scale">Factor of the token vectors.</param>
internal sealed record EmbedKernel(string Name, int ModelDim, bool TokensArePanels, int? PositionOffset, bool HasTokenTypes, float Scale) : Kernel(Name)
{
    /// <summary>What the token table holds.</summary>
    public WeightFormat Format { get; init; }

    /// <summary>Whether columns are read one by one: neighbours are apart in panels, and a float's place holds two of 16 bits.</summary>
    public bool IsScalar => TokensArePanels || Format != WeightFormat.Float32;

    private int TableCount => 1 + (PositionOffset is null ? 0 : 1) + (HasTokenTypes ? 1 : 0);

    /// <summary>A row of each table; they are added, and the first may be scaled.</summary>
    public override IReadOnlyList<KernelCost> Costs =>
    [
        new(
            "token",
            (long)ModelDim * (TableCount - 1 + (Scale == 1f ? 0 : 1)),
            ((KernelCost.FloatBytes * (TableCount - 1L)) + KernelCost.BytesOf(Format)) * ModelDim,
            KernelCost.FloatBytes * (long)ModelDim),
    ];
}

/// <summary>LayerNorm or RmsNorm over the columns of each row.</summary>
internal sealed record NormKernel(string Name, int Columns, NormKind Kind, float Epsilon, bool HasBias, float Scale) : Kernel(Name)
{
    /// <summary>
    /// An element of LayerNorm: 1 for the mean, 3 for the variance, 1 to centre it, 2 for scale and weight. RmsNorm: 2 for the squares,
    /// 2 for scale and weight. A bias adds 1.
    /// </summary>
    public override IReadOnlyList<KernelCost> Costs =>
    [
        new(
            "token",
            (long)Columns * ((Kind == NormKind.LayerNorm ? 7 : 4) + (HasBias ? 1 : 0)),
            KernelCost.FloatBytes * (long)Columns,
            KernelCost.FloatBytes * (long)Columns),
    ];

    public override long WeightBytes => KernelCost.FloatBytes * (long)Columns * (HasBias ? 2 : 1);
}

/// <summary>Where a projection's result goes.</summary>
internal enum ProjectionTarget
{
    /// <summary>A buffer, overwritten.</summary>
    Rows,

    /// <summary>A buffer, added to what is there: the residual sum.</summary>
    AddToRows,

    /// <summary>The caller's memory, whose rows have no room between them.</summary>
    Caller,
}

/// <summary>y = activation(W x + b), or with a gate y = activation(W_gate x + b_gate) · (W_up x + b_up).</summary>
/// <param name="Name">Method name.</param>
/// <param name="Outputs">N.</param>
/// <param name="Inputs">K.</param>
/// <param name="HasBias">Whether b exists.</param>
/// <param name="Activation">Fused activation, or null.</param>
/// <param name="Target">Where y goes.</param>
/// <param name="Depth">How K is cut into blocks.</param>
internal sealed record ProjectionKernel(
    string Name, int Outputs, int Inputs, bool HasBias, Activation? Activation, ProjectionTarget Target, DepthBlocks Depth) : Kernel(Name)
{
    /// <summary>Whether W and b are two, gate and up, 16 outputs of each by turns.</summary>
    public bool IsGated { get; init; }

    /// <summary>What W holds; b is float32.</summary>
    public WeightFormat Format { get; init; }

    /// <summary>Floats of memory that the K weights of one output take.</summary>
    public int Slots => PackedLayout.Slots(Inputs, Format);

    /// <summary>Outputs of W as it lies in memory, but for the padding at the end.</summary>
    public int PackedOutputs => IsGated ? PackedLayout.AlternatingRows(Outputs) : Outputs;

    /// <summary>Floats from a row of x to the next.</summary>
    public int InputStride => PackedLayout.RowStride(Inputs);

    /// <summary>Floats from a row of y to the next.</summary>
    public int OutputStride => Target == ProjectionTarget.Caller ? Outputs : PackedLayout.RowStride(Outputs);

    /// <summary>Whether sums pass through a block of scratch near the L1 cache, and do not go straight to y.</summary>
    public bool UsesScratch => Activation is not null || CopiesRows;

    /// <summary>Whether the last of y must be copied: the caller's rows have no room for whole vectors.</summary>
    public bool CopiesRows => Target == ProjectionTarget.Caller && (Activation is not null || Outputs % PackedLayout.PairWidth != 0);

    /// <summary>
    /// A multiplication and an addition for each weight: a bias, or what is in y, is where the sum starts. A gate multiplies once more.
    /// </summary>
    public override IReadOnlyList<KernelCost> Costs =>
    [
        new(
            "token",
            (2L * WeightOutputs * Inputs) + (IsGated ? Outputs : 0),
            KernelCost.FloatBytes * ((long)Inputs + (Target == ProjectionTarget.AddToRows ? Outputs : 0)),
            KernelCost.FloatBytes * (long)Outputs)
        {
            Function = Activation?.ToString().ToLowerInvariant(),
            Evaluations = Activation is null ? 0 : Outputs,
        },
    ];

    public override long WeightBytes =>
        WeightOutputs * (((long)KernelCost.BytesOf(Format) * Inputs) + (HasBias ? KernelCost.FloatBytes : 0));

    private int WeightOutputs => IsGated ? 2 * Outputs : Outputs;
}

/// <summary>Copies the rows that a head chose.</summary>
/// <param name="Name">Name.</param>
/// <param name="Columns">Width of a row.</param>
/// <param name="Scale">Factor.</param>
internal sealed record GatherKernel(string Name, int Columns, float Scale) : Kernel(Name)
{
    public override IReadOnlyList<KernelCost> Costs =>
        [new("row", Scale == 1f ? 0 : Columns, KernelCost.FloatBytes * (long)Columns, KernelCost.FloatBytes * (long)Columns)];
}

/// <summary>Mean over the tokens of each sequence.</summary>
internal sealed record MeanKernel(string Name, int Columns) : Kernel(Name)
{
    /// <summary>Each token is added; each sequence is multiplied by the inverse of its length.</summary>
    public override IReadOnlyList<KernelCost> Costs =>
    [
        new("token", Columns, KernelCost.FloatBytes * (long)Columns, 0),
        new("sequence", Columns, 0, KernelCost.FloatBytes * (long)Columns),
    ];
}
