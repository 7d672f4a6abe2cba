using System;

namespace Transformers.Generated.Text;

/// <summary>Puts a blank before a piece that does not begin with one (<c>add_prefix_space</c>).</summary>
internal sealed class PrefixStage(PieceStage next) : PieceStage
{
    public override bool DependsOnWordAlone => next.DependsOnWordAlone;

    public override void Encode(in Piece piece, in EncodeTarget target)
    {
        ReadOnlySpan<char> chars = piece.Chars;
        if (chars.IsEmpty || chars[0] == ' ')
        {
            next.Encode(piece, target);
            return;
        }

        NormalizedText prefixed = target.Output.Scratch.Respelled;
        prefixed.Reset(piece.OriginalStart(0));
        prefixed.Append(' ', piece.OriginalStart(0));
        prefixed.Append(piece);
        next.Encode(new Piece(piece.Original, prefixed, 0, prefixed.Length), target);
    }
}
