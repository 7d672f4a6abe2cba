namespace Transformers.Generated.Weights;

/// <summary>A source of the tensor table, bound to the tensor of the checkpoint that fills it.</summary>
/// <param name="Entry">The tensor of the model.</param>
/// <param name="Source">The part of it that this tensor fills.</param>
/// <param name="File">The file to read.</param>
/// <param name="Tensor">The tensor in that file; its shape and type have been verified.</param>
/// <param name="Destination">Start, in the arena, of the repeat of the entry that is filled.</param>
/// <param name="RowOffset">Outputs of the sources before this one.</param>
internal sealed record ResolvedSource(
    TensorEntry Entry,
    TensorSource Source,
    SafetensorsFile File,
    TensorInfo Tensor,
    long Destination,
    int RowOffset)
{
    /// <summary>The output of the entry that output <paramref name="row"/> of the source fills.</summary>
    internal int OutputOf(int row) => Entry.Alternates
        ? PackedLayout.AlternatingRow(row, part: RowOffset == 0 ? 0 : 1)
        : RowOffset + row;
}
