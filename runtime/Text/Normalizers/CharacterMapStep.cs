using System;
using System.Globalization;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>A <see cref="CharacterMap"/> as Hugging Face's tokenizers apply it (<c>Precompiled</c>).</summary>
/// <remarks>
/// They differ from SentencePiece, and ids depend on it: text is taken by grapheme. One of less than six bytes becomes the replacement of
/// the <em>shortest</em> string of the map it begins with; of a longer one, or one without a replacement, each character does by itself.
/// </remarks>
internal sealed class CharacterMapStep(CharacterMap map) : NormalizerStep
{
    private const int MaxGraphemeBytes = 5;

    public override void Apply(in Piece text, NormalizedText changed, EncodeScratch scratch)
    {
        ReadOnlySpan<char> chars = text.Chars;
        for (int start = 0; start < chars.Length;)
        {
            int end = start + StringInfo.GetNextTextElementLength(chars[start..]);
            if (!TryReplace(text, start, end, changed))
            {
                ApplyByCharacter(text, start, end, changed);
            }

            start = end;
        }
    }

    private void ApplyByCharacter(in Piece text, int start, int end, NormalizedText changed)
    {
        for (int i = start; i < end;)
        {
            int codePoint = CodePoints.Read(text.Chars, i, out int length);
            if (!TryReplace(text, i, i + length, changed))
            {
                changed.Append(codePoint, text.OriginalStart(i));
            }

            i += length;
        }
    }

    private bool TryReplace(in Piece text, int start, int end, NormalizedText changed)
    {
        ReadOnlySpan<char> chars = text.Chars[start..end];
        if (chars.Length > MaxGraphemeBytes || Encoding.UTF8.GetByteCount(chars) > MaxGraphemeBytes
            || !map.TryFind(chars, longest: false, out _, out ReadOnlySpan<byte> replacement))
        {
            return false;
        }

        AppendReplacement(text, start, end, replacement, changed);
        return true;
    }

    /// <summary>The first characters replace one each, in order; further ones come from where the last one replaced came from.</summary>
    private static void AppendReplacement(in Piece text, int start, int end, ReadOnlySpan<byte> replacement, NormalizedText changed)
    {
        int place = start;
        while (!replacement.IsEmpty)
        {
            Rune.DecodeFromUtf8(replacement, out Rune rune, out int consumed);
            replacement = replacement[consumed..];
            changed.Append(rune.Value, text.OriginalStart(place));
            CodePoints.Read(text.Chars, place, out int length);
            place = place + length < end ? place + length : place;
        }
    }
}
