using System;

namespace Transformers.Generated.Text;

/// <summary>
/// Replaces runs of two or more blanks (<see cref="Pattern"/>) by a string, which comes from where the last blank came from.
/// </summary>
internal sealed class ReplaceRunsStep(string content) : NormalizerStep
{
    public const string Pattern = " {2,}";

    public override void Apply(in Piece text, NormalizedText changed, EncodeScratch scratch)
    {
        ReadOnlySpan<char> chars = text.Chars;
        int position = 0;
        for (int found; (found = chars[position..].IndexOf("  ")) >= 0;)
        {
            int start = position + found;
            int rest = chars[start..].IndexOfAnyExcept(' ');
            int end = rest < 0 ? chars.Length : start + rest;
            changed.Append(text.Slice(position, start));
            changed.AppendAll(content, text.OriginalStart(end - 1));
            position = end;
        }

        changed.Append(text.Slice(position, chars.Length));
    }
}
