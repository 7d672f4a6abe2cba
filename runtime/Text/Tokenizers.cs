using System;
using System.IO;

namespace Transformers.Generated.Text;

/// <summary>Loads whatever tokenizer a model's folder has.</summary>
public static class Tokenizers
{
    private const string TokenizerJsonName = "tokenizer.json";
    private const string VocabularyName = "vocab.txt";

    /// <summary>
    /// Loads the tokenizer in a folder laid out as on Hugging Face: <c>tokenizer.json</c>, or else <c>vocab.txt</c> with
    /// <c>tokenizer_config.json</c>. Supported so far: WordPiece.
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

        string tokenizerJson = Path.Combine(directory, TokenizerJsonName);
        if (File.Exists(tokenizerJson))
        {
            SpecialTokenNames names = TokenizerConfig.ReadBeside(directory)?.Names ?? SpecialTokenNames.Unnamed;
            return new WordPieceTokenizer(TokenizerJson.Read(TokenizerSource.Open(tokenizerJson), names));
        }

        string vocabulary = Path.Combine(directory, VocabularyName);
        return File.Exists(vocabulary) ? LoadVocabulary(directory, vocabulary) : throw NothingFound(directory);
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

    private static FileNotFoundException NothingFound(string directory)
    {
        string found = string.Empty;
        foreach (string name in new[] { "vocab.json", "merges.txt", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model" })
        {
            if (File.Exists(Path.Combine(directory, name)))
            {
                found += found.Length == 0 ? name : $", {name}";
            }
        }

        string unsupported = found.Length == 0 ? string.Empty : $" Its {found} cannot be read yet.";
        return new FileNotFoundException(
            $"No tokenizer in '{directory}': looked for {TokenizerJsonName}, then {VocabularyName}.{unsupported} Copy the tokenizer's files beside the model.");
    }
}
