using System;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>Makes the definition of a byte-level tokenizer that is given as <c>vocab.json</c> and <c>merges.txt</c>.</summary>
internal static class MergesTokenizer
{
    private const string EndOfText = "<|endoftext|>";

    public static TokenizerDefinition Define(TokenizerSource vocabulary, TokenizerSource merges, TokenizerConfig config)
    {
        TokenTable tokens = VocabularyJson.Read(vocabulary);
        PairMerges rules = ReadMerges(merges, tokens);
        bool isRoberta = config.BaseClass is "RobertaTokenizer" or "BartTokenizer" or "LongformerTokenizer";
        if (!isRoberta && config.BaseClass is not (null or "GPT2Tokenizer"))
        {
            throw vocabulary.Error(
                "$.tokenizer_class of tokenizer_config.json", config.BaseClass, "is not known to split text like GPT2Tokenizer", "Add a tokenizer.json.");
        }

        SpecialTokenNames names = config.Names.Or(isRoberta
            ? new() { Bos = "<s>", Eos = "</s>", Cls = "<s>", Sep = "</s>", Pad = "<pad>", Mask = "<mask>", Unknown = "<unk>" }
            : new() { Bos = EndOfText, Eos = EndOfText, Unknown = EndOfText });
        PieceStage words = new SplitStage(
            Gpt2Splitter.Instance, new ByteLevelStage(new BytePairStage(tokens, rules, new UnknownSpelling(null, -1, Fuses: false))));
        return new TokenizerDefinition
        {
            Source = vocabulary,
            Tokens = tokens,
            AddedTokens = names.FindSpecial(tokens),
            Normalizer = new NormalizerChain([]),
            Stage = config.AddsPrefix ?? false ? new PrefixStage(words) : words,
            PostProcessor = isRoberta
                ? RobertaTemplate(vocabulary, tokens, names)
                : config.Around(vocabulary, config.AddsBos ?? false, config.AddsEos ?? false, token => tokens.Find(token)),
            Decoder = ByteLevelDecoder.Instance,
            CleansUp = config.CleansUp ?? false,
            Names = names,
        };
    }

    private static PostProcessorDefinition RobertaTemplate(TokenizerSource source, TokenTable tokens, SpecialTokenNames names)
    {
        PostProcessorToken Require(string role, string token) => tokens.Find(token) is var id and >= 0
            ? new PostProcessorToken(role, token, id)
            : throw source.Error(role, token, "must be in the vocabulary", "Name the right token in tokenizer_config.json.");
        return PostProcessorDefinition.Roberta(Require("cls_token", names.Cls!), Require("sep_token", names.Sep!));
    }

    /// <summary>Two tokens a line, a blank between them; the first line may be <c>#version: 0.2</c>, and the last one empty.</summary>
    private static PairMerges ReadMerges(TokenizerSource source, TokenTable tokens)
    {
        PairMerges merges = new(source, tokens);
        ReadOnlySpan<byte> rest = source.Bytes.Span;
        Span<char> text = stackalloc char[(2 * TokenTable.MaxTokenLength) + 1];
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.IsEmpty || (number == 1 && line.StartsWith("#version"u8)))
            {
                continue;
            }

            int blank = line.IndexOf((byte)' ');
            if (blank < 0 || line[(blank + 1)..].Contains((byte)' ') || line.Length > text.Length || merges.Count == TokenTable.MaxCount)
            {
                throw source.Error(
                    $"line {number}", Encoding.UTF8.GetString(line[..Math.Min(line.Length, 256)]),
                    $"is not two tokens with a blank between them, or is beyond {TokenTable.MaxCount} merges", "Use the merges.txt of the model.");
            }

            int left = Encoding.UTF8.GetChars(line[..blank], text);
            int right = Encoding.UTF8.GetChars(line[(blank + 1)..], text[left..]);
            merges.Add(text[..left], text.Slice(left, right));
        }

        return merges;
    }
}
