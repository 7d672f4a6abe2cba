using System;

namespace Transformers.Generated.Text;

/// <summary>Short forms for when allocation does not matter.</summary>
public static class TokenizerExtensions
{
    /// <summary>Encodes <paramref name="text"/> into a new <see cref="TokenizerOutput"/>.</summary>
    public static TokenizerOutput Encode(this ITokenizer tokenizer, ReadOnlySpan<char> text, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        TokenizerOutput output = new();
        tokenizer.Encode(text, output, options);
        return output;
    }

    /// <summary>Encodes two texts that belong together into a new <see cref="TokenizerOutput"/>.</summary>
    public static TokenizerOutput EncodePair(
        this ITokenizer tokenizer, ReadOnlySpan<char> first, ReadOnlySpan<char> second, EncodeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        TokenizerOutput output = new();
        tokenizer.EncodePair(first, second, output, options);
        return output;
    }
}
