using System;
using System.IO;

namespace Transformers.Generated.Text;

/// <summary>Loads whatever tokenizer a model's folder has.</summary>
public static class Tokenizers
{
    private const string TokenizerJsonName = "tokenizer.json";
    private const string VocabularyName = "vocab.txt";
    private const string VocabularyJsonName = "vocab.json";
    private const string TargetVocabularyName = "target_vocab.json";
    private const string MergesName = "merges.txt";
    private const string SourceModelName = "source.spm";
    private const string TargetModelName = "target.spm";

    private static readonly string[] s_modelNames = ["tokenizer.model", "spiece.model"];

    /// <summary>
    /// Loads the tokenizer in a folder laid out as on Hugging Face: <c>tokenizer.json</c>, or else <c>vocab.txt</c> with
    /// <c>tokenizer_config.json</c> (WordPiece), <c>vocab.json</c> with <c>merges.txt</c> (byte-level BPE) or with <c>source.spm</c> and
    /// <c>target.spm</c> (Marian), <c>tokenizer.model</c> or <c>spiece.model</c> with <c>tokenizer_config.json</c> (SentencePiece), or
    /// llama2.c's <c>tok….bin</c>.
    /// </summary>
    /// <param name="directory">The model's folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder has none of the files.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for something that is not supported.</exception>
    public static ITokenizer Load(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no folder '{directory}'. Give the folder of a model, with its {TokenizerJsonName} or {VocabularyName}.");
        }

        return TryFind(directory, TokenizerJsonName) is { } json ? LoadJson(directory, json)
            : TryFind(directory, VocabularyName) is { } words ? LoadVocabulary(directory, words)
            : TryFind(directory, VocabularyJsonName) is { } tokens && TryFind(directory, MergesName) is { } merges ? LoadMerges(directory, tokens, merges)
            : LoadSentencePiece(directory) ?? LoadLlama2C(directory) ?? throw NothingFound(directory);
    }

    /// <summary>The tokenizer of the targets, where the folder has another one than for its sources (Marian); else null.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for something that is not supported.</exception>
    internal static ITokenizer? TryLoadTarget(string directory) =>
        TryFind(directory, TokenizerJsonName) is null && TryFind(directory, MergesName) is null
        && TryFind(directory, SourceModelName) is not null && TryFind(directory, TargetModelName) is { } model
        && (TryFind(directory, TargetVocabularyName) ?? TryFind(directory, VocabularyJsonName)) is { } vocabulary
            ? LoadMarian(directory, model, model, vocabulary)
            : null;

    private static SubwordTokenizer LoadMarian(string directory, string cutting, string joining, string vocabulary) =>
        new(MarianTokenizer.Define(
            TokenizerSource.OpenBinary(cutting),
            TokenizerSource.OpenBinary(joining),
            TokenizerSource.Open(vocabulary),
            TokenizerConfig.ReadBeside(directory)));

    private static SubwordTokenizer? LoadSentencePiece(string directory)
    {
        if (TryFind(directory, SourceModelName) is { } source && TryFind(directory, TargetModelName) is { } target
            && TryFind(directory, VocabularyJsonName) is { } vocabulary)
        {
            // Ids of a vocabulary that both sides share are mostly decoded as targets.
            return LoadMarian(directory, source, TryFind(directory, TargetVocabularyName) is null ? target : source, vocabulary);
        }

        foreach (string name in s_modelNames)
        {
            if (TryFind(directory, name) is { } model)
            {
                return new SubwordTokenizer(SentencePieceTokenizer.Define(TokenizerSource.OpenBinary(model), TokenizerConfig.ReadBeside(directory)));
            }
        }

        return null;
    }

    private static SubwordTokenizer? LoadLlama2C(string directory)
    {
        string[] found = Directory.GetFiles(directory, "tok*.bin");
        return found.Length == 1 ? SubwordTokenizer.FromLlama2C(found[0]) : null;
    }

    private static string? TryFind(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        return File.Exists(path) ? path : null;
    }

    private static PipelineTokenizer LoadJson(string directory, string path)
    {
        TokenizerConfig config = TokenizerConfig.ReadBeside(directory);
        TokenizerSource source = TokenizerSource.Open(path);
        return TokenizerJson.ReadModelType(source) switch
        {
            "BPE" or "Unigram" => new SubwordTokenizer(SubwordJson.Read(source, config)),
            "WordPiece" or null => new WordPieceTokenizer(TokenizerJson.Read(source, config.Names)),
            string type => throw source.Error(
                "$.model.type", type, "is not a supported model: WordPiece, BPE and Unigram are", "Convert the tokenizer, or implement ITokenizer."),
        };
    }

    private static WordPieceTokenizer LoadVocabulary(string directory, string vocabulary)
    {
        string path = Path.Combine(directory, TokenizerConfig.FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"'{vocabulary}' alone does not say whether text is lowercased. Add {TokenizerConfig.FileName} with \"do_lower_case\", or call WordPieceTokenizer.FromVocabulary.",
                path);
        }

        TokenizerSource source = TokenizerSource.Open(path);
        return WordPieceTokenizer.FromVocabulary(vocabulary, VocabularyTokenizer.OptionsFrom(source, TokenizerConfig.Read(source)));
    }

    private static SubwordTokenizer LoadMerges(string directory, string vocabulary, string merges) => new(
        MergesTokenizer.Define(TokenizerSource.Open(vocabulary), TokenizerSource.Open(merges), TokenizerConfig.ReadBeside(directory)));

    private static FileNotFoundException NothingFound(string directory) => new(
        $"No tokenizer in '{directory}': looked for {TokenizerJsonName}, then {VocabularyName}, then {VocabularyJsonName} with {MergesName} or with {SourceModelName} and {TargetModelName}, "
        + $"then {string.Join(" or ", s_modelNames)}, then one tok*.bin. Copy the tokenizer's files beside the model.");
}
