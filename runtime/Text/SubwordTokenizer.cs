using System;
using System.IO;

namespace Transformers.Generated.Text;

/// <summary>
/// The tokenizers of decoders and encoder-decoders: byte-level BPE (GPT-2, Llama 3, Qwen 2, RoBERTa, BART), SentencePiece's BPE (Llama 2,
/// Mistral) and unigram (T5, Marian). Gives the ids and offsets of the libraries they come from, Hugging Face's <c>tokenizers</c> for
/// <c>tokenizer.json</c> and SentencePiece for its own files.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Time is at most n log n in the text's length, with a factor of at most the longest token's length. Words met
/// before are remembered, in 2 MB at most, whatever the texts. Unpaired surrogates are treated as U+FFFD.
/// </remarks>
public sealed class SubwordTokenizer : PipelineTokenizer
{
    internal SubwordTokenizer(TokenizerDefinition definition)
        : base(definition)
    {
    }

    /// <summary>
    /// Loads a <c>tokenizer.json</c> whose model is BPE or Unigram. Its truncation and padding settings have no effect: ask for truncation
    /// with <see cref="EncodeOptions"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged, or asks for something that is not supported.</exception>
    public static SubwordTokenizer FromTokenizerJson(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new SubwordTokenizer(SubwordJson.Read(TokenizerSource.Open(path), TokenizerConfig.Empty));
    }

    /// <summary>Loads GPT-2's <c>vocab.json</c> and <c>merges.txt</c>: byte-level BPE without special tokens around a text.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or the two do not belong together.</exception>
    public static SubwordTokenizer FromVocabularyAndMerges(string vocabularyPath, string mergesPath)
    {
        ArgumentNullException.ThrowIfNull(vocabularyPath);
        ArgumentNullException.ThrowIfNull(mergesPath);
        return new SubwordTokenizer(
            MergesTokenizer.Define(TokenizerSource.Open(vocabularyPath), TokenizerSource.Open(mergesPath), TokenizerConfig.Empty));
    }

    /// <summary>
    /// Loads a SentencePiece model (<c>.model</c>, <c>.spm</c>), unigram or BPE. As in SentencePiece itself no special tokens are put around a
    /// text, and none is recognised in it.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged, or asks for something that is not supported.</exception>
    public static SubwordTokenizer FromSentencePiece(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new SubwordTokenizer(SentencePieceTokenizer.Define(TokenizerSource.OpenBinary(path)));
    }

    /// <summary>Loads the tokenizer of a llama2.c model (<c>tokenizer.bin</c>); it puts <c>&lt;s&gt;</c> before a text.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static SubwordTokenizer FromLlama2C(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new SubwordTokenizer(Llama2CTokenizer.Define(TokenizerSource.OpenBinary(path)));
    }
}
