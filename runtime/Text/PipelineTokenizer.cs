using System;

namespace Transformers.Generated.Text;

/// <summary>What the tokenizers of this library have in common: added tokens, normalisation, words, a model, special tokens around.</summary>
/// <remarks>Safe for concurrent use. Unpaired surrogates are treated as U+FFFD.</remarks>
public abstract class PipelineTokenizer : ITokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly TextEncoder _encoder;
    private readonly PostProcessor _postProcessor;
    private readonly TokenDecoder _decoder;
    private readonly bool _cleansUp;

    private protected PipelineTokenizer(TokenizerDefinition definition)
    {
        TokenizerSource source = definition.Source;
        _vocabulary = new Vocabulary(source, definition.Tokens, definition.AddedTokens);
        foreach (PostProcessorToken token in definition.PostProcessor.Tokens)
        {
            CheckTemplateToken(source, token);
        }

        _encoder = new TextEncoder(source, definition.AddedTokens, definition.Normalizer, definition.Stage);
        _postProcessor = new PostProcessor(definition.PostProcessor, _vocabulary);
        _decoder = definition.Decoder;
        _cleansUp = definition.CleansUp;
        SpecialTokenNames names = definition.Names;
        SpecialTokens = new SpecialTokenIds
        {
            Unknown = FindRole(names.Unknown),
            Bos = FindRole(names.Bos),
            Eos = FindRole(names.Eos),
            Cls = FindRole(names.Cls),
            Sep = FindRole(names.Sep),
            Pad = FindRole(names.Pad),
            Mask = FindRole(names.Mask),
        };
    }

    /// <inheritdoc/>
    public int VocabularySize => _vocabulary.Count;

    /// <inheritdoc/>
    public SpecialTokenIds SpecialTokens { get; }

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
        TokenDecoding decoding = BeginDecoding(skipSpecialTokens);
        foreach (int id in ids)
        {
            decoding.Add(id);
        }

        decoding.Finish();
        return decoding.Text.ToString();
    }

    /// <inheritdoc/>
    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _vocabulary.TryGetId(token, out id);

    /// <inheritdoc/>
    public string GetToken(int id) => _vocabulary.TextOf(id).ToString();

    internal TokenDecoding BeginDecoding(bool skipSpecialTokens) => new(_vocabulary, _decoder, skipSpecialTokens, _cleansUp);

    private int? FindRole(string? name) => name is not null && _vocabulary.TryGetId(name, out int id) ? id : null;

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
