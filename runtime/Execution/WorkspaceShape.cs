using System.ComponentModel;

namespace Transformers.Generated.Execution;

/// <summary>How much memory a forward pass needs, as the generator planned it: floats per row of each kind, and scratch per lane.</summary>
/// <param name="SourceColumns">Floats for each token that the encoder reads, or of the only side.</param>
/// <param name="TargetColumns">Floats for each token that the decoder reads.</param>
/// <param name="ChosenColumns">Floats for each row that is chosen, for a head or for its hidden states.</param>
/// <param name="SequenceColumns">Floats for each sequence.</param>
/// <param name="RotaryPairs">Pairs of a head that are turned: each token has so many cosines and sines.</param>
/// <param name="LaneFloats">Scratch of a lane.</param>
/// <param name="Overrun">Floats behind everything that may be read, and are not used.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record WorkspaceShape(
    int SourceColumns, int TargetColumns, int ChosenColumns, int SequenceColumns, int RotaryPairs, int LaneFloats, int Overrun)
{
    /// <summary>Bytes of a workspace without rows, for one lane.</summary>
    internal long LaneBytes => sizeof(float) * (LaneFloats + (long)Overrun);

    /// <summary>Floats of the whole workspace.</summary>
    internal long Total(long sourceRows, long targetRows, long chosenRows, long sequenceRows, int lanes) =>
        (sourceRows * SourceColumns) + (targetRows * TargetColumns) + (chosenRows * ChosenColumns) + (sequenceRows * SequenceColumns)
        + (2 * Rotary(targetRows)) + ((long)lanes * LaneFloats) + Overrun;

    /// <summary>Floats of all cosines, and of all sines, in whole cache lines.</summary>
    internal long Rotary(long targetRows) => Weights.PackedLayout.AlignFloats(targetRows * RotaryPairs);
}
