using System;
using System.IO;

namespace Transformers.Generated.Text;

/// <summary>
/// The tokenizer of BERT and its kin: text is normalised, split into words at white space and punctuation, and each word into the longest
/// pieces the vocabulary has, from left to right. Gives the ids and offsets of Hugging Face's <c>tokenizers</c>.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Time is linear in the text's length, with a factor of at most the longest token's length. Unpaired surrogates
/// are treated as U+FFFD.
/// </remarks>
public sealed class WordPieceTokenizer : PipelineTokenizer
{
    internal WordPieceTokenizer(WordPieceDefinition definition)
        : base(definition.ToTokenizerDefinition())
    {
    }

    /// <summary>
    /// Loads a <c>tokenizer.json</c>. Its truncation and padding settings have no effect: ask for truncation with
    /// <see cref="EncodeOptions"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged, or asks for something that is not supported.</exception>
    public static WordPieceTokenizer FromTokenizerJson(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new WordPieceTokenizer(TokenizerJson.Read(TokenizerSource.Open(path), SpecialTokenNames.Unnamed));
    }

    /// <summary>Loads a <c>vocab.txt</c>: one token a line, ids counted from 0.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or lacks a token that <paramref name="options"/> need.</exception>
    public static WordPieceTokenizer FromVocabulary(string path, WordPieceOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return new WordPieceTokenizer(VocabularyTokenizer.Define(TokenizerSource.Open(path), options));
    }
}
