using System;

namespace Transformers.Generated.Text;

/// <summary>Remembers the tokens of the words it hands on.</summary>
internal sealed class CachedStage : PieceStage
{
    private readonly PieceStage _next;
    private readonly WordCache _cache = new();

    private CachedStage(PieceStage next) => _next = next;

    public override bool DependsOnWordAlone => false; // no use in remembering twice

    /// <summary>
    /// A step before <paramref name="next"/> that remembers words; where that cannot be, <paramref name="next"/> itself.
    /// </summary>
    public static PieceStage Before(PieceStage next) => next.DependsOnWordAlone ? new CachedStage(next) : next;

    public override void Encode(in Piece piece, in EncodeTarget target)
    {
        ReadOnlySpan<char> word = piece.Chars;
        if (word.Length > WordCache.MaxLength)
        {
            _next.Encode(piece, target);
            return;
        }

        Span<WordToken> tokens = stackalloc WordToken[WordCache.MaxTokens];
        int count = _cache.Find(word, tokens);
        if (count < 0)
        {
            EncodeAnew(piece, tokens, target);
            return;
        }

        foreach (WordToken token in tokens[..count])
        {
            target.Add(token.Id, piece.OriginalStart(token.Start), piece.OriginalEnd(token.End - 1));
        }
    }

    /// <summary>Encodes the word as a text of its own, which gives the tokens' places in it; then finds where these came from.</summary>
    private void EncodeAnew(in Piece piece, Span<WordToken> tokens, in EncodeTarget target)
    {
        ReadOnlySpan<char> word = piece.Chars;
        TokenizerOutput output = target.Output;
        NormalizedText alone = output.Scratch.Word;
        alone.Reset(origin: 0);
        alone.Append(word, 0, word.Length);
        int first = output.Count;
        _next.Encode(new Piece(word, alone, 0, alone.Length), target);
        int count = output.Count - first;
        for (int i = 0; i < count; i++)
        {
            int start = output.Starts[first + i], end = output.Ends[first + i];
            output.Move(first + i, piece.OriginalStart(start), piece.OriginalEnd(end - 1));
            if (i < tokens.Length)
            {
                tokens[i] = new WordToken(output.Ids[first + i], (ushort)start, (ushort)end);
            }
        }

        if (count <= tokens.Length)
        {
            _cache.Add(word, tokens[..count]);
        }
    }
}
