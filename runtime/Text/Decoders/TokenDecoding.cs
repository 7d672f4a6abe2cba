using System;

namespace Transformers.Generated.Text;

/// <summary>The decoding of one sequence of tokens.</summary>
internal sealed class TokenDecoding(Vocabulary vocabulary, TokenDecoder decoder, bool skipSpecialTokens, bool cleansUp)
{
    private readonly DecoderState _state = new();
    private readonly DecodedText _text = new();
    private readonly DecodedText _cleanText = new();
    private readonly SpaceCleanup? _cleanup = cleansUp ? new SpaceCleanup() : null;

    /// <summary>The text that has become certain since <see cref="ClearText"/>.</summary>
    public ReadOnlySpan<char> Text => _cleanup is null ? _text.Chars : _cleanText.Chars;

    public void ClearText()
    {
        _text.Clear();
        _cleanText.Clear();
    }

    /// <summary>Takes one more token.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public void Add(int id)
    {
        int before = _text.Length;
        Decode(id);
        _cleanup?.Append(_text.Chars[before..], _cleanText);
    }

    /// <summary>Takes a token that stands before the text: it has no part in the text, nor in what is removed from it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public void Follow(int id)
    {
        Decode(id);
        _text.Clear();
    }

    /// <summary>Brings out what waited for more tokens.</summary>
    public void Finish()
    {
        int before = _text.Length;
        decoder.Finish(_state, _text);
        _cleanup?.Append(_text.Chars[before..], _cleanText);
        _cleanup?.Finish(_cleanText);
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        _state.Reset();
        _cleanup?.Reset();
        ClearText();
    }

    private void Decode(int id)
    {
        ReadOnlySpan<char> token = vocabulary.TextOf(id);
        if (!skipSpecialTokens || !vocabulary.IsSpecial(id))
        {
            decoder.Append(token, _state, _text);
        }
    }
}
