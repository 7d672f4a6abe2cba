namespace Transformers.Generated.Text;

/// <summary>Puts a string before any text that is not empty (<c>Prepend</c>).</summary>
internal sealed class PrependStep(string prefix) : NormalizerStep
{
    public override void Apply(in Piece text, NormalizedText changed, EncodeScratch scratch)
    {
        if (text.Chars.IsEmpty)
        {
            return;
        }

        changed.AppendAll(prefix, text.OriginalStart(0));
        changed.Append(text);
    }
}
