using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using System.Text.Unicode;

namespace Transformers.Generated.Text;

/// <summary>
/// Makes the definition of a tokenizer in the format of llama2.c: the longest token's length (32 bits), then for each token its score
/// (32-bit float), its length in bytes (32 bits) and its bytes. Ids 0 to 2 are unknown, beginning and end, 3 to 258 the bytes.
/// </summary>
internal static class Llama2CTokenizer
{
    private const int UnknownId = 0, BosId = 1, EosId = 2, FirstByteId = 3, FirstPieceId = FirstByteId + 256;
    private const int HeaderLength = 4, EntryLength = 8;

    private static readonly string[] s_specialNames = ["<unk>", "<s>", "</s>"];

    public static TokenizerDefinition Define(TokenizerSource source)
    {
        TokenTable tokens = new(source);
        TokenTable pieces = new(source);
        List<float> scores = [];
        ReadOnlySpan<byte> rest = source.Bytes.Span;
        rest = rest.Length < HeaderLength ? throw Damaged(source, 0) : rest[HeaderLength..];
        while (!rest.IsEmpty)
        {
            scores.Add(ReadToken(source, ref rest, tokens, pieces));
        }

        if (tokens.Count < FirstPieceId)
        {
            throw source.Error("the vocabulary", tokens.Count, $"tokens must be at least {FirstPieceId}: 3 special ones and 256 bytes", "Use the file of the model.");
        }

        UnknownSpelling unknown = new(new ByteTokens(token => tokens.Find(token)), UnknownId, Fuses: false);
        return new TokenizerDefinition
        {
            Source = source,
            Tokens = tokens,
            AddedTokens = Special(),
            Normalizer = new NormalizerChain([new PrependStep(" ")]),
            Stage = new BytePairStage(pieces, new PieceMerges(pieces, PieceMerges.RanksOf([.. scores])), unknown).CutAtBlanks(' '),
            PostProcessor = PostProcessorDefinition.Around(new PostProcessorToken("token 1", s_specialNames[BosId], BosId), null),
            Decoder = new PieceDecoder { BlankLetter = null, ReadsBytes = true, Blanks = BlankRule.StripText },
            Names = new SpecialTokenNames { Unknown = s_specialNames[UnknownId], Bos = s_specialNames[BosId], Eos = s_specialNames[EosId] },
        };
    }

    private static List<AddedToken> Special()
    {
        List<AddedToken> special = [];
        for (int id = UnknownId; id <= EosId; id++)
        {
            special.Add(new AddedToken(s_specialNames[id], id) { Special = true, Recognized = false });
        }

        return special;
    }

    private static float ReadToken(TokenizerSource source, ref ReadOnlySpan<byte> rest, TokenTable tokens, TokenTable pieces)
    {
        int id = tokens.Count;
        if (rest.Length < EntryLength || id == TokenTable.MaxCount)
        {
            throw Damaged(source, id);
        }

        float score = BinaryPrimitives.ReadSingleLittleEndian(rest);
        int length = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
        rest = rest[EntryLength..];
        if (!float.IsFinite(score) || length <= 0 || length > Math.Min(rest.Length, TokenTable.MaxTokenLength) || !Utf8.IsValid(rest[..length]))
        {
            throw Damaged(source, id);
        }

        // The original writes line breaks around the special tokens and has no other use for their text.
        string text = id < FirstByteId ? s_specialNames[id] : Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        if (!tokens.TryAdd(text, id))
        {
            throw source.Error($"token {id}", text, $"is token {tokens.Find(text)} already", "Use the file as its model was published with.");
        }

        if (id >= FirstPieceId)
        {
            pieces.TryAdd(text, id);
        }

        return score;
    }

    private static Exception Damaged(TokenizerSource source, int id) => source.Error(
        "the file", $"token {id}", "is incomplete, or has no finite score, or is not UTF-8 of 1 to 1024 bytes", "Use the file as its model was published with.");
}
