using System;

namespace Transformers.Generated.Text;

/// <summary>
/// Unicode's form NFC: decomposed, marks in order, composed again. A composed character comes from where its first part came from.
/// </summary>
/// <remarks>
/// Text is dealt with in stretches: a character that no mark can move across (class 0) and what follows up to the next such. Characters
/// below U+0300 are composed already and compose only with what follows them.
/// </remarks>
internal sealed class ComposeStep : NormalizerStep
{
    private const int FirstMark = 0x300;

    public override void Apply(in Piece text, NormalizedText changed, EncodeScratch scratch)
    {
        ReadOnlySpan<char> chars = text.Chars;
        int simple = 0;
        while (simple < chars.Length && chars[simple] < FirstMark)
        {
            simple++;
        }

        if (simple == chars.Length)
        {
            changed.Append(text);
            return;
        }

        Span<int> parts = stackalloc int[CanonicalDecomposition.MaxLength];
        CompositionBuffer buffer = scratch.Composition;
        for (int i = 0; i < chars.Length;)
        {
            int codePoint = CodePoints.Read(chars, i, out int length);
            int count = CanonicalDecomposition.Decompose(codePoint, parts);
            foreach (int part in parts[..count])
            {
                buffer.Add(part, text.OriginalStart(i), changed);
            }

            i += length;
        }

        buffer.Flush(changed);
    }
}
