namespace Transformers.Generated.Text;

/// <summary>How a model spells characters it has no token for.</summary>
/// <param name="Bytes">Their bytes, where there are tokens for bytes.</param>
/// <param name="UnknownId">Or else this token; -1 drops them.</param>
/// <param name="Fuses">Whether a run of them is one such token.</param>
internal sealed record UnknownSpelling(ByteTokens? Bytes, int UnknownId, bool Fuses)
{
    /// <summary>Whether the characters leave no trace, not even between those beside them.</summary>
    public bool Drops => Bytes is null && UnknownId < 0;

    /// <summary>
    /// Adds the tokens of units <paramref name="start"/> to <paramref name="end"/>, which the model does not know; returns whether it was
    /// the unknown token.
    /// </summary>
    /// <param name="piece">The piece with the units.</param>
    /// <param name="start">The first unit.</param>
    /// <param name="end">The end of the last (exclusive).</param>
    /// <param name="afterUnknown">Whether the unknown token was the last one added.</param>
    /// <param name="target">Receives the tokens.</param>
    public bool Add(in Piece piece, int start, int end, bool afterUnknown, in EncodeTarget target)
    {
        if (Bytes is not null && Bytes.TryAdd(piece, start, end, target))
        {
            return false;
        }

        if (UnknownId >= 0 && afterUnknown && Fuses)
        {
            target.Output.ExtendLast(piece.OriginalEnd(end - 1));
        }
        else if (UnknownId >= 0)
        {
            target.Add(UnknownId, piece.OriginalStart(start), piece.OriginalEnd(end - 1));
        }

        return UnknownId >= 0;
    }
}
