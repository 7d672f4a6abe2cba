using System;
using System.IO;

namespace Transformers.Generated.Text;

/// <summary>What <c>tokenizer_config.json</c> tells about a tokenizer.</summary>
internal sealed class TokenizerConfig
{
    public SpecialTokenNames Names { get; private set; } = SpecialTokenNames.Unnamed;

    /// <summary>The Python class the file was written for; null where it does not say.</summary>
    public string? TokenizerClass { get; private set; }

    public bool? Lowercase { get; private set; }

    public bool? StripAccents { get; private set; }

    public bool? SplitIdeographs { get; private set; }

    public bool? SplitWords { get; private set; }

    public static TokenizerConfig Read(TokenizerSource source)
    {
        TokenizerConfig config = new();
        JsonCursor cursor = new(source);
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            config.ReadProperty(ref cursor);
        }

        cursor.End();
        return config;
    }

    /// <summary>The file in <paramref name="directory"/>, or null where there is none.</summary>
    public static TokenizerConfig? ReadBeside(string directory)
    {
        string path = Path.Combine(directory, FileName);
        return File.Exists(path) ? Read(TokenizerSource.Open(path)) : null;
    }

    public const string FileName = "tokenizer_config.json";

    private void ReadProperty(ref JsonCursor cursor)
    {
        if (cursor.Is("do_lower_case"u8, 0))
        {
            Lowercase = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("strip_accents"u8, 1))
        {
            StripAccents = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("tokenize_chinese_chars"u8, 2))
        {
            SplitIdeographs = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("do_basic_tokenize"u8, 3))
        {
            SplitWords = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("tokenizer_class"u8, 4))
        {
            TokenizerClass = cursor.ReadStringOrNull();
        }
        else
        {
            ReadName(ref cursor);
        }
    }

    private void ReadName(ref JsonCursor cursor)
    {
        if (cursor.Is("unk_token"u8, 5))
        {
            Names = Names with { Unknown = ReadContent(ref cursor) };
        }
        else if (cursor.Is("cls_token"u8, 6))
        {
            Names = Names with { Cls = ReadContent(ref cursor) };
        }
        else if (cursor.Is("sep_token"u8, 7))
        {
            Names = Names with { Sep = ReadContent(ref cursor) };
        }
        else if (cursor.Is("pad_token"u8, 8))
        {
            Names = Names with { Pad = ReadContent(ref cursor) };
        }
        else if (cursor.Is("mask_token"u8, 9))
        {
            Names = Names with { Mask = ReadContent(ref cursor) };
        }
    }

    /// <summary>A token is written as a string, or as an object with its content and flags.</summary>
    private static string? ReadContent(ref JsonCursor cursor)
    {
        if (!cursor.IsObject)
        {
            return cursor.ReadStringOrNull();
        }

        string? content = null;
        cursor.BeginObject();
        while (cursor.NextProperty())
        {
            if (cursor.Is("content"u8, 0))
            {
                content = cursor.ReadString();
            }
        }

        return content;
    }
}
