using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using TestSupport;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>Ids, tokens and offsets equal to those of Hugging Face's Rust tokenizers.</summary>
public sealed class WordPieceGoldenTests
{
    private static readonly JsonDocument s_own = JsonDocument.Parse(File.ReadAllText(TinyTokenizer.Golden("wordpiece.json")));

    public static TheoryData<string> OwnTokenizers() => [.. s_own.RootElement.GetProperty("tokenizers").EnumerateObject().Select(tokenizer => tokenizer.Name)];

    /// <summary>
    /// Goldens/wordpiece.json: tokenizers over a vocabulary of our own, with what tokenizers 0.23.2 makes of single texts, pairs and every
    /// truncation (offsets converted from code points to UTF-16 units when recorded).
    /// </summary>
    [Theory]
    [MemberData(nameof(OwnTokenizers))]
    public void Own_vocabulary_gives_the_recorded_encodings(string name)
    {
        WordPieceTokenizer tokenizer = TinyTokenizer.Load(s_own.RootElement.GetProperty("tokenizers").GetProperty(name));
        TokenizerOutput output = new();
        int cases = 0;
        foreach (JsonElement golden in s_own.RootElement.GetProperty("cases").EnumerateArray().Where(golden => golden.GetProperty("variant").GetString() == name))
        {
            cases++;
            if (golden.TryGetProperty("error", out _))
            {
                Assert.Throws<ArgumentException>(() => Encode(tokenizer, golden, new TokenizerOutput()));
                continue;
            }

            Encode(tokenizer, golden, output);
            string what = golden.GetRawText();
            AssertSame(Ints(golden, "ids"), output.Ids.ToArray(), what);
            AssertSame(Ints(golden, "types"), output.TypeIds.ToArray(), what);
            AssertSame(Ints(golden, "texts"), [.. output.TextIndices.ToArray().Select(index => (int)index)], what);
            AssertSame(Ints(golden, "offsets"), Offsets(output), what);
            if (golden.TryGetProperty("decoded", out JsonElement decoded))
            {
                Assert.Equal(decoded.GetString(), tokenizer.Decode(output.Ids));
                Assert.Equal(golden.GetProperty("decodedAll").GetString(), tokenizer.Decode(output.Ids, skipSpecialTokens: false));
            }
        }

        Assert.True(cases >= 28, $"Only {cases} cases for {name}.");
    }

    [SharedDataFact]
    public void Uncased_vocabulary_gives_the_recorded_encodings_from_vocab_txt() =>
        AssertHardTexts(WordPieceTokenizer.FromVocabulary(
            TestData.Path("tokenizers", "bert-base-uncased", "vocab.txt"), new WordPieceOptions { Lowercase = true }));

    [SharedDataFact]
    public void Uncased_vocabulary_gives_the_recorded_encodings_from_tokenizer_json()
    {
        string[] words = File.ReadAllText(TestData.Path("tokenizers", "bert-base-uncased", "vocab.txt")).TrimEnd('\n').Split('\n');
        System.Text.Json.Nodes.JsonObject json = TinyTokenizer.Json(words);
        json["added_tokens"] = new System.Text.Json.Nodes.JsonArray(
            [.. new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]" }.Select(token => new System.Text.Json.Nodes.JsonObject
            {
                ["id"] = Array.IndexOf(words, token), ["content"] = token, ["special"] = true, ["normalized"] = false,
            })]);
        json["post_processor"]!["cls"] = new System.Text.Json.Nodes.JsonArray("[CLS]", 101);
        json["post_processor"]!["sep"] = new System.Text.Json.Nodes.JsonArray("[SEP]", 102);
        AssertHardTexts(TinyTokenizer.Load(json.ToJsonString()));
    }

    /// <summary>Recorded with tokenizers 0.23.2 (clean_text, handle_chinese_chars, no lowercase) over the published vocabulary.</summary>
    [SharedDataTheory]
    [InlineData("Hello World, café naïve CAFÉ!", "[CLS] Hello World , café na ##ï ##ve CA ##F ##É ! [SEP]")]
    [InlineData("İstanbul ÀÉÎõü ẞ ß", "[CLS] İ ##stan ##bul À ##É ##Î ##õ ##ü [UNK] ß [SEP]")]
    [InlineData("日本語 [MASK] 한국어", "[CLS] 日 本 [UNK] [MASK] [UNK] [SEP]")]
    public void Cased_vocabulary_keeps_case_and_accents(string text, string expected)
    {
        WordPieceTokenizer tokenizer = WordPieceTokenizer.FromVocabulary(
            TestData.Path("tokenizers", "bert-base-cased", "vocab.txt"), new WordPieceOptions { Lowercase = false });
        Assert.Equal(expected, string.Join(' ', TinyTokenizer.Spell(tokenizer, tokenizer.Encode(text).Ids)));
    }

    private static void AssertHardTexts(WordPieceTokenizer tokenizer)
    {
        Assert.Equal(30522, tokenizer.VocabularySize);
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(TestData.Path("tokenizers", "bert-base-uncased.json")));
        Assert.Equal(23, goldens.RootElement.GetArrayLength());
        TokenizerOutput output = new();
        foreach (JsonElement golden in goldens.RootElement.EnumerateArray())
        {
            string text = golden.GetProperty("text").GetString()!;
            tokenizer.Encode(text, output);
            AssertSame(Ints(golden, "ids"), output.Ids.ToArray(), text);
            Assert.Equal(golden.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()), TinyTokenizer.Spell(tokenizer, output.Ids));
            int[] units = UnitsOfCodePoints(text);
            int[] offsets = [.. golden.GetProperty("offsets").EnumerateArray().SelectMany(pair => pair.EnumerateArray()).Select(offset => units[offset.GetInt32()])];
            AssertSame(offsets, Offsets(output), text);
        }
    }

    private static void Encode(WordPieceTokenizer tokenizer, JsonElement golden, TokenizerOutput output)
    {
        EncodeOptions options = new()
        {
            AddSpecialTokens = !golden.TryGetProperty("special", out _),
            MaxLength = golden.TryGetProperty("max", out JsonElement max) ? max.GetInt32() : null,
            Truncation = golden.TryGetProperty("strategy", out JsonElement strategy)
                ? Enum.Parse<TruncationStrategy>(strategy.GetString()!) : TruncationStrategy.LongestFirst,
        };
        if (golden.TryGetProperty("pair", out JsonElement pair))
        {
            tokenizer.EncodePair(golden.GetProperty("text").GetString(), pair.GetString(), output, options);
        }
        else
        {
            tokenizer.Encode(golden.GetProperty("text").GetString(), output, options);
        }
    }

    /// <summary>Hugging Face counts offsets in code points: where does each begin in UTF-16?</summary>
    private static int[] UnitsOfCodePoints(string text)
    {
        List<int> units = [];
        int position = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            units.Add(position);
            position += rune.Utf16SequenceLength;
        }

        units.Add(position);
        return [.. units];
    }

    private static int[] Ints(JsonElement golden, string name) =>
        [.. golden.GetProperty(name).EnumerateArray().Select(element => element.GetInt32())];

    private static int[] Offsets(TokenizerOutput output) =>
        [.. Enumerable.Range(0, output.Count).SelectMany(i => new[] { output.Starts[i], output.Ends[i] })];

    private static void AssertSame(int[] expected, int[] actual, string what) =>
        Assert.True(expected.SequenceEqual(actual), $"{what}: expected {string.Join(' ', expected)}, got {string.Join(' ', actual)}");
}
