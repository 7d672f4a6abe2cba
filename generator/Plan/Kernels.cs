using Transformers.Generated.Generator.Graph;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Plan;

/// <summary>A generated method. Two steps with equal kernels share it: records compare by content.</summary>
/// <param name="Name">Its method name, which tells operation, dimensions and epilogue.</param>
internal abstract record Kernel(string Name);

/// <summary>Sum of embedding rows.</summary>
/// <param name="Name">Method name.</param>
/// <param name="ModelDim">Width.</param>
/// <param name="TokensArePanels">Whether the token table is packed for multiplication (tied output).</param>
/// <param name="PositionOffset">First row of the position table, or null for no table.</param>
/// <param name="HasTokenTypes">Whether there is a token type table.</param>
/// <param name="Scale">Factor of the token vectors.</param>
/// <param name="WritesPacked">Whether the result is also needed packed.</param>
internal sealed record EmbedKernel(
    string Name, int ModelDim, bool TokensArePanels, int? PositionOffset, bool HasTokenTypes, float Scale, bool WritesPacked) : Kernel(Name);

/// <summary>LayerNorm or RmsNorm over the columns of each row.</summary>
internal sealed record NormKernel(
    string Name, int Columns, NormKind Kind, float Epsilon, bool HasBias, float Scale, bool WritesRows, bool WritesPacked) : Kernel(Name);

/// <summary>Where a projection's result goes.</summary>
internal enum ProjectionTarget
{
    /// <summary>Row-major, overwritten.</summary>
    Rows,

    /// <summary>Row-major, added to what is there: the residual sum.</summary>
    AddToRows,

    /// <summary>Packed for the next projection.</summary>
    Packed,
}

/// <summary>y = activation(W x + b).</summary>
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
    /// <summary>Whether a tile's sums can go straight to y: otherwise they pass through a block of scratch in the L1 cache.</summary>
    public bool IsDirect => Activation is null && Target != ProjectionTarget.Packed;
}

/// <summary>Attention over one query and one key/value matrix.</summary>
/// <param name="Name">Method name.</param>
/// <param name="Shape">Heads, scale, mask, bias.</param>
/// <param name="QueryStride">Columns of the matrix with the queries.</param>
/// <param name="QueryFirst">First column of the queries.</param>
/// <param name="KeyValueStride">Columns of the matrix with keys and values.</param>
/// <param name="KeyFirst">First column of the keys.</param>
/// <param name="ValueFirst">First column of the values.</param>
/// <param name="IsCross">Whether keys come from the other side's tokens.</param>
/// <param name="BiasStride">Columns of the bias-by-distance table, or 0.</param>
internal sealed record AttentionKernel(
    string Name, AttentionShape Shape, int QueryStride, int QueryFirst, int KeyValueStride, int KeyFirst, int ValueFirst, bool IsCross, int BiasStride)
    : Kernel(Name)
{
    /// <summary>Keys whose scores are held at once; also the block after which a running softmax is rescaled. Fixed: results depend on it.</summary>
    public const int KeyBlock = 96;

    /// <summary>Queries that share the lanes of a tile.</summary>
    public const int QueryTile = 16;
}

/// <summary>Copies chosen rows into packed form.</summary>
internal sealed record GatherKernel(string Name, int Columns, float Scale) : Kernel(Name);

/// <summary>Mean over the tokens of each sequence.</summary>
internal sealed record MeanKernel(string Name, int Columns) : Kernel(Name);
