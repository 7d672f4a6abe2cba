using System;

namespace Transformers.Generated.Text;

/// <summary>Spells blanks as a visible letter (▁), puts one before a piece, and may cut before each.</summary>
internal sealed class MetaspaceStage(char letter, PrefixScheme prefix, bool split, PieceStage next) : PieceStage
{
    private readonly PieceStage _next = split ? CachedStage.Before(next) : next;

    public override bool DependsOnWordAlone => false; // the first piece of a text may differ

    public override void Encode(in Piece piece, in EncodeTarget target)
    {
        ReadOnlySpan<char> chars = piece.Chars;
        if (chars.IsEmpty)
        {
            return;
        }

        NormalizedText respelled = target.Output.Scratch.Respelled;
        int first = piece.OriginalStart(0);
        respelled.Reset(first);
        bool prefixed = chars[0] == ' ' || chars[0] == letter;
        if (!prefixed && (prefix == PrefixScheme.Always || (prefix == PrefixScheme.First && first == 0)))
        {
            respelled.Append(letter, first);
        }

        for (int i = 0; i < chars.Length;)
        {
            int codePoint = CodePoints.Read(chars, i, out int length);
            respelled.Append(codePoint == ' ' ? letter : codePoint, piece.OriginalStart(i));
            i += length;
        }

        EncodeParts(new Piece(piece.Original, respelled, 0, respelled.Length), target);
    }

    private void EncodeParts(in Piece piece, in EncodeTarget target)
    {
        if (!split)
        {
            _next.Encode(piece, target);
            return;
        }

        ReadOnlySpan<char> chars = piece.Chars;
        for (int start = 0; start < chars.Length && !target.IsFull;)
        {
            int more = chars[(start + 1)..].IndexOf(letter);
            int end = more < 0 ? chars.Length : start + 1 + more;
            _next.Encode(piece.Slice(start, end), target);
            start = end;
        }
    }
}
