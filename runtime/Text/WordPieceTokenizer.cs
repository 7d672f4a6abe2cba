using System;
using System.IO;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>
/// The tokenizer of BERT and its kin: text is normalised, split into words at white space and punctuation, and each word into the longest
/// pieces the vocabulary has, from left to right. Gives the ids and offsets of Hugging Face's <c>tokenizers</c>.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Time is linear in the text's length, with a factor of at most the longest token's length. Unpaired surrogates
/// are treated as U+FFFD.
/// </remarks>
public sealed class WordPieceTokenizer : ITokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly WordPieceTextEncoder _encoder;
    private readonly PostProcessor _postProcessor;
    private readonly WordPieceDecoder _decoder;

    internal WordPieceTokenizer(WordPieceDefinition definition)
    {
        TokenizerSource source = definition.Source;
        _vocabulary = new Vocabulary(source, definition.Tokens, definition.AddedTokens);
        int unknownId = definition.Tokens.Find(definition.UnknownToken);
        if (unknownId < 0)
        {
            throw source.Error(
                "the unknown token", definition.UnknownToken, "must be in the vocabulary, for words that cannot be spelled",
                "Add it, or name the right one (unk_token).");
        }

        foreach (PostProcessorToken token in definition.PostProcessor.Tokens)
        {
            CheckTemplateToken(source, token);
        }

        _encoder = new WordPieceTextEncoder(definition, unknownId);
        _postProcessor = new PostProcessor(definition.PostProcessor);
        _decoder = definition.Decoder;
        SpecialTokenNames names = definition.Names;
        SpecialTokens = new SpecialTokenIds
        {
            Unknown = unknownId,
            Cls = FindRole(names.Cls ?? "[CLS]"),
            Sep = FindRole(names.Sep ?? "[SEP]"),
            Pad = FindRole(names.Pad ?? "[PAD]"),
            Mask = FindRole(names.Mask ?? "[MASK]"),
        };
    }

    /// <inheritdoc/>
    public int VocabularySize => _vocabulary.Count;

    /// <inheritdoc/>
    public SpecialTokenIds SpecialTokens { get; }

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

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> text, TokenizerOutput output, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        _postProcessor.Encode(_encoder, text, output, options ?? EncodeOptions.Default);
    }

    /// <inheritdoc/>
    public void EncodePair(ReadOnlySpan<char> first, ReadOnlySpan<char> second, TokenizerOutput output, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        _postProcessor.EncodePair(_encoder, first, second, output, options ?? EncodeOptions.Default);
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        StringBuilder text = new(ids.Length * 4);
        bool isFirst = true;
        foreach (int id in ids)
        {
            ReadOnlySpan<char> token = _vocabulary.TextOf(id);
            if (!skipSpecialTokens || !_vocabulary.IsSpecial(id))
            {
                _decoder.Append(token, isFirst, text);
                isFirst = false;
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _vocabulary.TryGetId(token, out id);

    /// <inheritdoc/>
    public string GetToken(int id) => _vocabulary.TextOf(id).ToString();

    private int? FindRole(string name) => _vocabulary.TryGetId(name, out int id) ? id : null;

    private void CheckTemplateToken(TokenizerSource source, PostProcessorToken token)
    {
        if (!_vocabulary.TryGetId(token.Content, out int id))
        {
            throw source.Error(token.Path, token.Content, "must be in the vocabulary", "Add it, or name the right token.");
        }

        if (id != token.Id)
        {
            throw source.Error(
                token.Path, token.Id, $"differs from the id {id} that the vocabulary gives '{TokenizerSource.Shorten(token.Content)}'", $"Use {id}.");
        }
    }
}
