using System;

namespace Transformers.Generated.Text;

/// <summary>Turns text into the token ids of one vocabulary, and back.</summary>
/// <remarks>
/// Every tokenizer of this library may be used by many threads at once, as long as each passes its own <see cref="TokenizerOutput"/>; one
/// of your own should hold to that too, since models and batches count on it. A tokenizer never truncates or pads unless asked.
/// </remarks>
public interface ITokenizer
{
    /// <summary>The number of tokens, added ones included: ids run from 0 to <c>VocabularySize - 1</c>.</summary>
    int VocabularySize { get; }

    /// <summary>The ids of the tokens with a role; null where the vocabulary has no such token.</summary>
    SpecialTokenIds SpecialTokens { get; }

    /// <summary>Replaces the content of <paramref name="output"/> by the tokens of <paramref name="text"/>.</summary>
    /// <param name="text">The text; unpaired surrogates are allowed and treated as U+FFFD.</param>
    /// <param name="output">Receives the tokens. Reuse it: once it has grown, encoding allocates nothing.</param>
    /// <param name="options">Special tokens and truncation; null is <see cref="EncodeOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options cannot be met, for example a maximum length below the number of special
    /// tokens.</exception>
    void Encode(ReadOnlySpan<char> text, TokenizerOutput output, EncodeOptions? options = null);

    /// <summary>
    /// Replaces the content of <paramref name="output"/> by the tokens of two texts that belong together, such as a question and a passage.
    /// </summary>
    /// <param name="first">The first text; its tokens have <see cref="Token.TextIndex"/> 0.</param>
    /// <param name="second">The second text; its tokens have <see cref="Token.TextIndex"/> 1 and offsets into this text.</param>
    /// <param name="output">Receives the tokens. Reuse it: once it has grown, encoding allocates nothing.</param>
    /// <param name="options">Special tokens and truncation; null is <see cref="EncodeOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options cannot be met, for example truncating only a text that is too short for
    /// it.</exception>
    void EncodePair(ReadOnlySpan<char> first, ReadOnlySpan<char> second, TokenizerOutput output, EncodeOptions? options = null);

    /// <summary>
    /// The text that <paramref name="ids"/> stand for, as far as the vocabulary keeps it (an uncased one loses case and accents).
    /// </summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="skipSpecialTokens">Whether tokens such as <c>[CLS]</c> are left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true);

    /// <summary>Finds the id of a token, spelled as in the vocabulary (<c>##ing</c>, <c>[MASK]</c>).</summary>
    bool TryGetId(ReadOnlySpan<char> token, out int id);

    /// <summary>The token with this id, spelled as in the vocabulary.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    string GetToken(int id);
}
