using System;

namespace Transformers.Generated.Text;

/// <summary>WordPiece's greedy longest match within one word.</summary>
/// <param name="tokens">The model's tokens.</param>
/// <param name="unknownId">The token for a word that cannot be spelled.</param>
/// <param name="continuation">What a token begins with that does not begin a word.</param>
/// <param name="maxWordLength">A word of more code points is not spelled.</param>
internal sealed class WordPieceStage(TokenTable tokens, int unknownId, HashedPrefix continuation, int maxWordLength) : PieceStage
{
    public override bool DependsOnWordAlone => true;

    public override void Encode(in Piece piece, in EncodeTarget target)
    {
        ReadOnlySpan<char> word = piece.Chars;
        bool known = word.Length <= maxWordLength || CodePoints.Count(word) <= maxWordLength;
        int countBefore = target.Output.Count;
        int position = 0;
        while (known && position < word.Length)
        {
            int id = tokens.FindLongest(position == 0 ? HashedPrefix.None : continuation, word[position..], out int length);
            known = id >= 0;
            if (known)
            {
                target.Add(id, piece.OriginalStart(position), piece.OriginalEnd(position + length - 1));
                position += length;
            }
        }

        if (!known)
        {
            target.Output.RewindTo(countBefore);
            target.Add(unknownId, piece.OriginalStart(0), piece.OriginalEnd(word.Length - 1));
        }
    }
}
