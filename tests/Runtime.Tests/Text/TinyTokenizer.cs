using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transformers.Generated.Text;

namespace Runtime.Tests.Text;

/// <summary>Small tokenizer files of our own, to be loaded whole or damaged first.</summary>
internal static class TinyTokenizer
{
    public static readonly string[] Words =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hello", "world", "un", "##aff", "##able", "a", "##a", "b", "##b", "ab", ".", "[", "]", "中",
    ];

    /// <summary>A valid tokenizer.json over <see cref="Words"/>.</summary>
    public static JsonObject Json(IReadOnlyList<string>? words = null)
    {
        words ??= Words;
        JsonObject vocabulary = [];
        for (int id = 0; id < words.Count; id++)
        {
            vocabulary[words[id]] = id;
        }

        JsonArray added = [];
        for (int id = 0; id < 5; id++)
        {
            added.Add(new JsonObject { ["id"] = id, ["content"] = words[id], ["special"] = true, ["normalized"] = false });
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["added_tokens"] = added,
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer", ["clean_text"] = true, ["handle_chinese_chars"] = true, ["strip_accents"] = null, ["lowercase"] = true,
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = new JsonObject
            {
                ["type"] = "BertProcessing", ["sep"] = new JsonArray("[SEP]", 3), ["cls"] = new JsonArray("[CLS]", 2),
            },
            ["decoder"] = new JsonObject { ["type"] = "WordPiece", ["prefix"] = "##", ["cleanup"] = true },
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece", ["unk_token"] = "[UNK]", ["continuing_subword_prefix"] = "##", ["max_input_chars_per_word"] = 100,
                ["vocab"] = vocabulary,
            },
        };
    }

    /// <summary>The smallest sensible tokenizer.</summary>
    public static WordPieceTokenizer Create() => Load(Json().ToJsonString());

    public static WordPieceTokenizer Load(string json) => Load(Encoding.UTF8.GetBytes(json));

    public static WordPieceTokenizer Load(byte[] json) =>
        new(TokenizerJson.Read(TokenizerSource.FromBytes("tiny/tokenizer.json", json), SpecialTokenNames.Unnamed));

    /// <summary>Loads one tokenizer of a golden file.</summary>
    public static WordPieceTokenizer Load(JsonElement json) => Load(json.GetRawText());

    /// <summary>Loads a vocab.txt with these lines.</summary>
    public static WordPieceTokenizer LoadVocabulary(string text, WordPieceOptions options)
    {
        using TemporaryFolder folder = new();
        return WordPieceTokenizer.FromVocabulary(folder.Write("vocab.txt", text), options);
    }

    public static string[] Spell(ITokenizer tokenizer, ReadOnlySpan<int> ids)
    {
        string[] tokens = new string[ids.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = tokenizer.GetToken(ids[i]);
        }

        return tokens;
    }

    /// <summary>The path of a file beside the caller's source file.</summary>
    public static string Golden(string name, [System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "Goldens", name);
}
