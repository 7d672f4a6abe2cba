namespace Transformers.Generated.Text;

/// <summary>
/// One step from normalised text to tokens. It divides or respells a piece and hands the parts to the step it was made with; the last step
/// is the model and adds tokens.
/// </summary>
internal abstract class PieceStage
{
    /// <summary>
    /// Whether equal pieces have equal tokens, at equal places, wherever they stand in a text, and all of them even if the target is full:
    /// so they can be remembered.
    /// </summary>
    public abstract bool DependsOnWordAlone { get; }

    /// <summary>Adds the tokens of <paramref name="piece"/>; may stop once <paramref name="target"/> is full.</summary>
    public abstract void Encode(in Piece piece, in EncodeTarget target);
}
