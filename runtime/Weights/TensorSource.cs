using System.ComponentModel;

namespace Transformers.Generated.Weights;

/// <summary>One tensor of the checkpoint that contributes outputs to a <see cref="TensorEntry"/>.</summary>
/// <param name="Names">
/// Name in the checkpoint without prefix; alternatives are separated by '|' and the first that exists is read, for example
/// <c>cls.predictions.bias|cls.predictions.decoder.bias</c>. <c>{i}</c> stands for the repeat (layer) index.
/// </param>
/// <param name="Rows">Outputs that this source contributes.</param>
/// <param name="Orientation">Which axis of the file counts the outputs; vectors ignore it.</param>
/// <param name="Optional">When no alternative exists: true leaves zeros, false is an error.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TensorSource(
    string Names,
    int Rows,
    TensorOrientation Orientation = TensorOrientation.OutIn,
    bool Optional = false)
{
    /// <summary>
    /// Outputs of the whole tensor, of which this source takes <see cref="Rows"/> from <see cref="FirstRow"/> on; 0 where it takes all.
    /// </summary>
    public int TensorRows { get; init; }

    /// <summary>First output that is taken; for instance keys stand behind the queries in torch's <c>in_proj_weight</c>.</summary>
    public int FirstRow { get; init; }

    /// <summary>Outputs that the tensor has in the file.</summary>
    internal int FileRows => TensorRows == 0 ? Rows : TensorRows;
}
