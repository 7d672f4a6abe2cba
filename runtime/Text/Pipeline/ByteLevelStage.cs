using System;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>Respells a word as the letters that stand for the bytes of its UTF-8 form.</summary>
internal sealed class ByteLevelStage(PieceStage next) : PieceStage
{
    public override bool DependsOnWordAlone => next.DependsOnWordAlone;

    public override void Encode(in Piece piece, in EncodeTarget target)
    {
        NormalizedText letters = target.Output.Scratch.Letters;
        ReadOnlySpan<char> chars = piece.Chars;
        Span<byte> bytes = stackalloc byte[4];
        letters.Reset(chars.IsEmpty ? 0 : piece.OriginalStart(0));
        for (int i = 0; i < chars.Length;)
        {
            int codePoint = CodePoints.Read(chars, i, out int length);
            int count = new Rune(codePoint).EncodeToUtf8(bytes);
            foreach (byte value in bytes[..count])
            {
                letters.Append(ByteAlphabet.LetterOf(value), piece.OriginalStart(i));
            }

            i += length;
        }

        next.Encode(new Piece(piece.Original, letters, 0, letters.Length), target);
    }
}
