using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Makes the definition of a tokenizer that is given as a SentencePiece model, alone or with what Hugging Face puts beside it.</summary>
internal static class SentencePieceTokenizer
{
    private const int T5ExtraIds = 100;
    private const int MaxExtraIds = 1 << 16;

    private static readonly SpecialTokenNames s_usualNames = new() { Unknown = "<unk>", Bos = "<s>", Eos = "</s>", Pad = "<pad>", Mask = "<mask>" };

    /// <summary>Exactly what SentencePiece does: no special tokens around a text, none recognised in it.</summary>
    public static TokenizerDefinition Define(TokenizerSource source)
    {
        SentencePieceFile file = SentencePieceFile.Read(source);
        return Define(file, HiddenTokens(file, []), s_usualNames with { Unknown = file.Tokens.TextAt(file.UnknownId).ToString() });
    }

    /// <summary>As the Python class that <paramref name="config"/> names does.</summary>
    public static TokenizerDefinition Define(TokenizerSource source, TokenizerConfig config)
    {
        bool isT5 = config.BaseClass is "T5Tokenizer";
        if (!isT5 && config.BaseClass is not ("LlamaTokenizer" or "CodeLlamaTokenizer" or "GemmaTokenizer"))
        {
            throw source.Error(
                "tokenizer_class of tokenizer_config.json", config.TokenizerClass ?? "missing",
                "is not known to use a SentencePiece model as it is: only LlamaTokenizer, CodeLlamaTokenizer, GemmaTokenizer and T5Tokenizer are",
                "Add a tokenizer.json, or call SubwordTokenizer.FromSentencePiece.");
        }

        SentencePieceFile file = SentencePieceFile.Read(source);
        SpecialTokenNames names = config.Names.Or(s_usualNames);
        List<AddedToken> added = names.FindSpecial(file.Tokens);
        if (isT5)
        {
            AddExtraIds(source, config.ExtraIds ?? T5ExtraIds, file.Tokens.Count, added);
        }

        TokenizerDefinition definition = Define(file, HiddenTokens(file, added), names);
        return definition with
        {
            PostProcessor = config.Around(source, config.AddsBos ?? !isT5, config.AddsEos ?? isT5, token => file.Tokens.Find(token)),
            CleansUp = config.CleansUp ?? false,
        };
    }

    private static TokenizerDefinition Define(SentencePieceFile file, List<AddedToken> added, SpecialTokenNames names)
    {
        SentencePieceModel.Check(file);
        return new TokenizerDefinition
        {
            Source = file.Source,
            Tokens = file.Tokens,
            AddedTokens = added,
            Normalizer = new SentencePieceNormalizer(file, SentencePieceModel.UserDefined(file)),
            Stage = SentencePieceModel.MakeStage(file, file.UnknownId, ids: null),
            PostProcessor = PostProcessorDefinition.None,
            Decoder = SentencePieceModel.MakeDecoder(file),
            Names = names,
        };
    }

    /// <summary>Adds the control pieces that are not among the added tokens: they are left out when decoding, and never recognised.</summary>
    private static List<AddedToken> HiddenTokens(SentencePieceFile file, List<AddedToken> added)
    {
        List<AddedToken> all = [.. added];
        HashSet<int> known = [];
        foreach (AddedToken token in added)
        {
            known.Add(token.Id);
        }

        for (int id = 0; id < file.Tokens.Count; id++)
        {
            if (file.Kinds[id] == PieceKind.Control && !known.Contains(id))
            {
                all.Add(new AddedToken(file.Tokens.TextAt(id).ToString(), id) { Special = true, Recognized = false });
            }
        }

        return all;
    }

    /// <summary>T5's sentinels: the highest number comes first.</summary>
    private static void AddExtraIds(TokenizerSource source, int count, int firstId, List<AddedToken> added)
    {
        if (count > MaxExtraIds)
        {
            throw source.Error("extra_ids of tokenizer_config.json", count, $"is more than {MaxExtraIds}", "Use the number of the model.");
        }

        for (int i = 0; i < count; i++)
        {
            added.Add(new AddedToken($"<extra_id_{count - 1 - i}>", firstId + i) { Special = true, StripLeft = true, StripRight = true });
        }
    }
}
