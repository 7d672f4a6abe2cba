using System;
using System.Text;

namespace Transformers.Generated.Text;

/// <summary>
/// Reads <c>vocab.txt</c>: one token a line, whose id is the line's number from 0; white space at a line's end is not part of it.
/// </summary>
internal static class VocabularyFile
{
    public static TokenTable Read(TokenizerSource source)
    {
        TokenTable tokens = new(source);
        ReadOnlySpan<byte> rest = source.Bytes.Span;
        char[] buffer = new char[TokenTable.MaxTokenLength * 2];
        for (int line = 0; !rest.IsEmpty; line++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> bytes = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            Add(source, tokens, bytes, line, buffer);
        }

        if (tokens.Count == 0)
        {
            throw source.Error("the vocabulary", 0, "must have at least one token", "Use the vocab.txt of the model.");
        }

        return tokens;
    }

    private static void Add(TokenizerSource source, TokenTable tokens, ReadOnlySpan<byte> bytes, int line, char[] buffer)
    {
        if (line >= TokenTable.MaxCount)
        {
            throw source.Error(Place(line), line + 1, $"is beyond the {TokenTable.MaxCount} tokens allowed", "Use the vocab.txt of the model.");
        }

        // At most 3 bytes a unit.
        int length = bytes.Length <= TokenTable.MaxTokenLength * 3 ? Encoding.UTF8.GetCharCount(bytes) : int.MaxValue;
        if (length > buffer.Length)
        {
            throw source.Error(Place(line), bytes.Length, $"bytes long is a token of more than {TokenTable.MaxTokenLength} UTF-16 units", "Write one token a line.");
        }

        Encoding.UTF8.GetChars(bytes, buffer);
        ReadOnlySpan<char> token = buffer.AsSpan(0, length).TrimEnd();
        if (token.IsEmpty)
        {
            throw source.Error(Place(line), string.Empty, "is not a token", "Remove the blank line, or restore the token that belongs there.");
        }

        if (token.Length > TokenTable.MaxTokenLength)
        {
            throw source.Error(Place(line), token.ToString(), $"has more than {TokenTable.MaxTokenLength} UTF-16 units", "Write one token a line.");
        }

        if (!tokens.TryAdd(token, line))
        {
            throw source.Error(
                Place(line), token.ToString(), $"is also line {tokens.Find(token) + 1}", "Each token may appear once: restore the original file.");
        }
    }

    private static string Place(int line) => $"line {line + 1}";
}
