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

    public bool? AddsBos { get; private set; }

    public bool? AddsEos { get; private set; }

    public bool? AddsPrefix { get; private set; }

    /// <summary>Whether blanks before punctuation are removed from decoded text.</summary>
    public bool? CleansUp { get; private set; }

    /// <summary>How many tokens such as T5's <c>&lt;extra_id_0&gt;</c> follow the vocabulary.</summary>
    public int? ExtraIds { get; private set; }

    /// <summary><see cref="TokenizerClass"/> without the ending "Fast".</summary>
    public string? BaseClass => TokenizerClass is { } name && name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : TokenizerClass;

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

    /// <summary>
    /// The file in <paramref name="directory"/>; what it leaves unnamed may be named in <c>special_tokens_map.json</c>. Empty where there is
    /// neither.
    /// </summary>
    public static TokenizerConfig ReadBeside(string directory)
    {
        string path = Path.Combine(directory, FileName);
        TokenizerConfig config = File.Exists(path) ? Read(TokenizerSource.Open(path)) : new TokenizerConfig();
        string names = Path.Combine(directory, "special_tokens_map.json");
        if (File.Exists(names))
        {
            config.Names = config.Names.Or(Read(TokenizerSource.Open(names)).Names);
        }

        return config;
    }

    public const string FileName = "tokenizer_config.json";

    /// <summary>Says nothing.</summary>
    public static TokenizerConfig Empty { get; } = new();

    /// <summary>
    /// The special tokens around a text, where the class of the tokenizer makes them of <c>add_bos_token</c> and <c>add_eos_token</c> whatever
    /// its <c>tokenizer.json</c> says; otherwise those given.
    /// </summary>
    /// <param name="source">The file with the vocabulary, for errors.</param>
    /// <param name="written">What the file says.</param>
    /// <param name="find">Gives the id of a token, or -1.</param>
    public PostProcessorDefinition Override(TokenizerSource source, PostProcessorDefinition written, Func<string, int> find)
    {
        bool decides = BaseClass is "LlamaTokenizer" or "CodeLlamaTokenizer" or "GemmaTokenizer" && (AddsBos ?? AddsEos) is not null;
        return decides ? Around(source, addsBos: AddsBos ?? true, addsEos: AddsEos ?? false, find) with { Trimming = written.Trimming } : written;
    }

    /// <summary>The special tokens around a text, by their names.</summary>
    /// <exception cref="InvalidDataException">One is to be added but has no name, or is not in the vocabulary.</exception>
    public PostProcessorDefinition Around(TokenizerSource source, bool addsBos, bool addsEos, Func<string, int> find) =>
        PostProcessorDefinition.Around(
            addsBos ? Require(source, "bos_token", Names.Bos ?? "<s>", find) : null,
            addsEos ? Require(source, "eos_token", Names.Eos ?? "</s>", find) : null);

    private static PostProcessorToken Require(TokenizerSource source, string role, string token, Func<string, int> find)
    {
        int id = find(token);
        return id >= 0
            ? new PostProcessorToken(role, token, id)
            : throw source.Error(role, token, "must be in the vocabulary, since it is put around texts", "Name the right token in tokenizer_config.json.");
    }

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
        else if (!ReadAdding(ref cursor))
        {
            ReadName(ref cursor);
        }
    }

    private bool ReadAdding(ref JsonCursor cursor)
    {
        if (cursor.Is("add_bos_token"u8, 12))
        {
            AddsBos = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("add_eos_token"u8, 13))
        {
            AddsEos = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("add_prefix_space"u8, 14))
        {
            AddsPrefix = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("clean_up_tokenization_spaces"u8, 15))
        {
            CleansUp = cursor.ReadBooleanOrNull();
        }
        else if (cursor.Is("extra_ids"u8, 16))
        {
            ExtraIds = cursor.TryReadNull() ? null : cursor.ReadNonNegativeInt32();
        }
        else
        {
            return false;
        }

        return true;
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
        else if (cursor.Is("bos_token"u8, 10))
        {
            Names = Names with { Bos = ReadContent(ref cursor) };
        }
        else if (cursor.Is("eos_token"u8, 11))
        {
            Names = Names with { Eos = ReadContent(ref cursor) };
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
