using System;

namespace Transformers.Generated.Text;

/// <summary>Replaces one string by another (<c>Replace</c>); what is put in comes from where the last character replaced came from.</summary>
internal sealed class ReplaceStep(string pattern, string content) : NormalizerStep
{
    public override void Apply(in Piece text, NormalizedText changed, EncodeScratch scratch)
    {
        ReadOnlySpan<char> chars = text.Chars;
        int position = 0;
        for (int found; (found = chars[position..].IndexOf(pattern)) >= 0;)
        {
            int end = position + found + pattern.Length;
            changed.Append(text.Slice(position, position + found));
            changed.AppendAll(content, text.OriginalStart(end - 1));
            position = end;
        }

        changed.Append(text.Slice(position, chars.Length));
    }
}
