using System;

namespace Transformers.Generated.Text;

/// <summary>Takes white space off the beginning, the end, or both (<c>Strip</c>).</summary>
internal sealed class StripStep(bool left, bool right) : NormalizerStep
{
    public override void Apply(in Piece text, NormalizedText changed, EncodeScratch scratch)
    {
        ReadOnlySpan<char> chars = text.Chars;
        int start = left ? chars.Length - chars.TrimStart().Length : 0;
        int end = right ? Math.Max(start, chars.TrimEnd().Length) : chars.Length;
        changed.Append(text.Slice(start, end));
    }
}
