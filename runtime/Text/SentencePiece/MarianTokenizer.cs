using System;
using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>
/// Makes the definition of Marian's tokenizers: one SentencePiece model cuts, a vocabulary numbers, a model says how to join. For sources
/// that is <c>source.spm</c>, <c>vocab.json</c> and <c>target.spm</c>; for targets <c>target.spm</c> and, where it has its own,
/// <c>target_vocab.json</c>.
/// </summary>
internal static class MarianTokenizer
{
    public static TokenizerDefinition Define(
        TokenizerSource cutting, TokenizerSource joining, TokenizerSource vocabulary, TokenizerConfig config)
    {
        SentencePieceFile file = SentencePieceFile.Read(cutting);
        SentencePieceFile joiningFile = SentencePieceFile.Read(joining);
        SentencePieceModel.Check(file);
        TokenTable tokens = VocabularyJson.Read(vocabulary);
        SpecialTokenNames names = config.Names.Or(new() { Unknown = "<unk>", Eos = "</s>", Pad = "<pad>" });
        int unknownId = tokens.Find(names.Unknown);
        if (unknownId < 0)
        {
            throw vocabulary.Error("unk_token", names.Unknown!, "must be in the vocabulary", "Use the vocab.json of the model.");
        }

        return new TokenizerDefinition
        {
            Source = vocabulary,
            Tokens = tokens,
            AddedTokens = [.. names.FindSpecial(tokens), .. Languages(tokens)],
            Normalizer = new SentencePieceNormalizer(file, SentencePieceModel.UserDefined(file)),
            Stage = SentencePieceModel.MakeStage(file, unknownId, MapIds(file, tokens, unknownId)),
            PostProcessor = EndingIn(vocabulary, tokens, names.Eos!),
            Decoder = SentencePieceModel.MakeDecoder(joiningFile),
            CleansUp = config.CleansUp ?? false,
            Names = names,
        };
    }

    private static int[] MapIds(SentencePieceFile file, TokenTable tokens, int unknownId)
    {
        int[] ids = new int[file.Tokens.Count];
        for (int piece = 0; piece < ids.Length; piece++)
        {
            int id = tokens.Find(file.Tokens.TextAt(piece));
            ids[piece] = id < 0 ? unknownId : id;
        }

        return ids;
    }

    /// <summary>Tokens such as <c>&gt;&gt;fra&lt;&lt;</c>, which say what to translate into.</summary>
    private static List<AddedToken> Languages(TokenTable tokens)
    {
        List<AddedToken> languages = [];
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens.TextAt(i) is ['>', '>', _, .., '<', '<'])
            {
                languages.Add(new AddedToken(tokens.TextAt(i).ToString(), tokens.IdAt(i)));
            }
        }

        return languages;
    }

    /// <summary>Both texts before the one end: Marian has no pairs proper.</summary>
    private static PostProcessorDefinition EndingIn(TokenizerSource source, TokenTable tokens, string eos)
    {
        int id = tokens.Find(eos);
        return id < 0
            ? throw source.Error("eos_token", eos, "must be in the vocabulary", "Use the vocab.json of the model.")
            : new PostProcessorDefinition(
                [TemplateStep.Text(0, 0), TemplateStep.Special(id, 0)],
                [TemplateStep.Text(0, 0), TemplateStep.Text(1, 0), TemplateStep.Special(id, 0)],
                [new PostProcessorToken("eos_token", eos, id)]);
    }
}
