using System;
using System.Globalization;
using System.IO;
using System.Text.Unicode;

namespace Transformers.Generated.Text;

/// <summary>A tokenizer's file: its checked bytes, and errors that name it.</summary>
internal sealed class TokenizerSource
{
    /// <summary>
    /// Above every tokenizer published (the largest have about 35 MB); keeps a wrong or hostile file from filling the memory.
    /// </summary>
    public const long MaxBytes = 256L << 20;

    private const int ShownLength = 64;

    private TokenizerSource(string name, byte[] bytes, int start)
    {
        Name = name;
        Bytes = bytes.AsMemory(start);
    }

    /// <summary>The file's path, as the caller gave it.</summary>
    public string Name { get; }

    /// <summary>The content; of a text file without a byte order mark, and valid UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <exception cref="InvalidDataException">The file is too large, or not UTF-8.</exception>
    public static TokenizerSource Open(string path) => FromBytes(path, ReadAll(path));

    /// <summary>Opens a file that is not text.</summary>
    /// <exception cref="InvalidDataException">The file is too large.</exception>
    public static TokenizerSource OpenBinary(string path) => FromBinary(path, ReadAll(path));

    public static TokenizerSource FromBinary(string name, byte[] bytes) => new(name, bytes, start: 0);

    private static byte[] ReadAll(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MaxBytes)
        {
            throw new InvalidDataException(
                $"{path}: {stream.Length} bytes; a tokenizer file may have at most {MaxBytes}. Give the path of the tokenizer, not of the weights.");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static TokenizerSource FromBytes(string name, byte[] bytes)
    {
        int invalid = IndexOfInvalidUtf8(bytes);
        if (invalid >= 0)
        {
            throw new InvalidDataException($"{name}: byte {invalid} (0x{bytes[invalid]:X2}) is not valid UTF-8. Save the file as UTF-8.");
        }

        return new TokenizerSource(name, bytes, bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
    }

    /// <summary>An error that names file, place, value, rule and fix.</summary>
    public InvalidDataException Error(string path, object value, string rule, string fix)
    {
        string shown = value is string text ? $"'{Shorten(text)}'" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
        return new InvalidDataException($"{Name}: {path} is {shown}, which {rule}. {fix}");
    }

    /// <summary>The beginning of a text from a file, short and printable enough for a message.</summary>
    public static string Shorten(ReadOnlySpan<char> text)
    {
        bool cut = text.Length > ShownLength;
        Span<char> shown = stackalloc char[ShownLength + 1];
        int length = cut ? ShownLength : text.Length;
        for (int i = 0; i < length; i++)
        {
            shown[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '?' : text[i];
        }

        if (cut)
        {
            shown[length++] = '…';
        }

        return shown[..length].ToString();
    }

    private static int IndexOfInvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return -1;
        }

        int position = 0;
        while (System.Text.Rune.DecodeFromUtf8(bytes[position..], out _, out int consumed) == System.Buffers.OperationStatus.Done)
        {
            position += consumed;
        }

        return position;
    }
}
