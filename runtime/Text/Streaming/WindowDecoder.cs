using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Transformers.Generated.Text;

/// <summary>
/// Streams the text of a tokenizer that is not of this library: decodes the last tokens anew, and gives out what the newest of them added.
/// </summary>
/// <remarks>
/// A token's text may depend on those before it (spaces, characters of several tokens). So a window is decoded that begins with tokens
/// whose text is out already, at first the end of the prompt, with and without the tokens whose text is not.
/// </remarks>
internal sealed class WindowDecoder : IStreamingDecoder
{
    private const char Incomplete = '\uFFFD';
    private const int ContextTokens = 6; // more than a character's bytes, and than a space that belongs to a word

    private readonly ITokenizer _tokenizer;
    private readonly List<int> _window = [];
    private int _given; // tokens at the window's beginning whose text is out

    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="prompt">The tokens before the text.</param>
    public WindowDecoder(ITokenizer tokenizer, ReadOnlySpan<int> prompt)
    {
        _tokenizer = tokenizer;
        _window.AddRange(prompt[Math.Max(0, prompt.Length - ContextTokens)..]);
        _given = _window.Count;
    }

    public ReadOnlySpan<char> Add(int id)
    {
        _window.Add(id);
        ReadOnlySpan<char> text = NewText();
        if (text.IsEmpty || text[^1] == Incomplete)
        {
            return default;
        }

        Forget();
        return text;
    }

    public ReadOnlySpan<char> Complete()
    {
        ReadOnlySpan<char> text = NewText();
        Forget();
        return text;
    }

    private ReadOnlySpan<char> NewText()
    {
        ReadOnlySpan<int> window = CollectionsMarshal.AsSpan(_window);
        string before = _tokenizer.Decode(window[.._given]);
        string all = _tokenizer.Decode(window);
        return all.Length > before.Length ? all.AsSpan(before.Length) : default;
    }

    private void Forget()
    {
        _given = _window.Count;
        int surplus = _window.Count - ContextTokens;
        if (surplus > 0)
        {
            _window.RemoveRange(0, surplus);
            _given -= surplus;
        }
    }
}
