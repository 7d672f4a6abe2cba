using System;

namespace Transformers.Generated.Text;

/// <summary>Hands on the words of a piece, one by one.</summary>
internal sealed class SplitStage(IWordSplitter splitter, PieceStage next) : PieceStage
{
    private readonly PieceStage _next = CachedStage.Before(next);

    public override bool DependsOnWordAlone => false;

    public override void Encode(in Piece piece, in EncodeTarget target)
    {
        ReadOnlySpan<char> chars = piece.Chars;
        int end = 0;
        while (!target.IsFull && splitter.TryFindNext(chars, end, out int start, out end))
        {
            _next.Encode(piece.Slice(start, end), target);
        }
    }
}
