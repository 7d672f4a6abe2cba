using System;

namespace Transformers.Generated.Text;

/// <summary>Lower case, character by character (<c>Lowercase</c>).</summary>
internal sealed class LowercaseStep : NormalizerStep
{
    public override void Apply(in Piece text, NormalizedText changed, EncodeScratch scratch)
    {
        ReadOnlySpan<char> chars = text.Chars;
        Span<int> parts = stackalloc int[Lowercase.MaxLength];
        for (int i = 0; i < chars.Length;)
        {
            int count = Lowercase.Map(CodePoints.Read(chars, i, out int length), parts);
            foreach (int part in parts[..count])
            {
                changed.Append(part, text.OriginalStart(i));
            }

            i += length;
        }
    }
}
