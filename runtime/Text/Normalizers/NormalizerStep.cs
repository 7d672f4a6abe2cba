namespace Transformers.Generated.Text;

/// <summary>One of the changes that normalisation consists of.</summary>
internal abstract class NormalizerStep
{
    /// <summary>
    /// Writes the changed form of <paramref name="text"/> into <paramref name="changed"/>, which is empty and no other buffer of
    /// <paramref name="scratch"/>.
    /// </summary>
    public abstract void Apply(in Piece text, NormalizedText changed, EncodeScratch scratch);
}
