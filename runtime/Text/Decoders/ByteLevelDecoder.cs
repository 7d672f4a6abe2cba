using System;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>Reads the letters of tokens as bytes, and the bytes as UTF-8 (<c>ByteLevel</c>).</summary>
internal sealed class ByteLevelDecoder : TokenDecoder
{
    private ByteLevelDecoder()
    {
    }

    public static ByteLevelDecoder Instance { get; } = new();

    public override void Append(ReadOnlySpan<char> token, DecoderState state, DecodedText text)
    {
        if (IsSpelledInBytes(token))
        {
            foreach (char letter in token)
            {
                ByteAlphabet.TryGetByte(letter, out byte value);
                state.Bytes.Add(value, text);
            }

            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in token.EnumerateRunes()) // an added token, in plain characters
        {
            foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                state.Bytes.Add(value, text);
            }
        }
    }

    private static bool IsSpelledInBytes(ReadOnlySpan<char> token)
    {
        foreach (char letter in token)
        {
            if (!ByteAlphabet.TryGetByte(letter, out _))
            {
                return false;
            }
        }

        return true;
    }
}
