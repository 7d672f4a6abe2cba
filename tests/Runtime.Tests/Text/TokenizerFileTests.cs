using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>Damaged and hostile files end in an <see cref="InvalidDataException"/> that names the file, the place and the rule.</summary>
public sealed class TokenizerFileTests
{
    /// <summary>What is done to a valid tokenizer.json, and what the error must say.</summary>
    private static readonly Dictionary<string, (Action<JsonObject> Damage, string[] Message)> s_damages = new()
    {
        ["id at the vocabulary's size"] = (json => Vocabulary(json)["a"] = 19, ["'a' is 19", "ids 0 to 18"]),
        ["id of a thousand million"] = (json => Vocabulary(json)["a"] = 1_000_000_000, ["'a' is 1000000000", "ids 0 to 18"]),
        ["id beyond 32 bits"] = (json => Vocabulary(json)["a"] = 1L << 40, ["$.model.vocab.a", "1099511627776", "whole number"]),
        ["negative id"] = (json => Vocabulary(json)["a"] = -3, ["$.model.vocab.a", "'-3'", "whole number"]),
        ["fractional id"] = (json => Vocabulary(json)["a"] = 1.5, ["$.model.vocab.a", "1.5"]),
        ["id as text"] = (json => Vocabulary(json)["a"] = "10", ["$.model.vocab.a", "whole number"]),
        ["id given twice"] = (json => Vocabulary(json)["a"] = 5, ["'a' is 5", "also the id of 'hello'"]),
        ["empty vocabulary"] = (json => json["model"]!["vocab"] = new JsonObject(), ["$.model.vocab", "empty"]),
        ["vocabulary as array"] = (json => json["model"]!["vocab"] = new JsonArray("a"), ["$.model.vocab", "an array", "not a JSON object"]),
        ["no vocabulary"] = (json => json["model"]!.AsObject().Remove("vocab"), ["$.model", "\"vocab\""]),
        ["no model"] = (json => json.Remove("model"), ["$.model is 'missing'"]),
        ["model null"] = (json => json["model"] = null, ["$.model", "not a JSON object"]),
        ["unknown token not in the vocabulary"] = (json => json["model"]!["unk_token"] = "<unk>", ["'<unk>'", "must be in the vocabulary"]),
        ["unknown token null"] = (json => json["model"]!["unk_token"] = null, ["$.model.unk_token", "not a string"]),
        ["another model"] = (json => json["model"]!["type"] = "BPE", ["$.model.type is 'BPE'", "only WordPiece"]),
        ["another normalizer"] = (json => json["normalizer"]!["type"] = "NFKC", ["$.normalizer.type is 'NFKC'", "only BertNormalizer"]),
        ["normalizer without lowercase"] = (json => json["normalizer"]!.AsObject().Remove("lowercase"), ["$.normalizer", "\"lowercase\""]),
        ["lowercase as number"] = (json => json["normalizer"]!["lowercase"] = 1, ["$.normalizer.lowercase is '1'", "true or false"]),
        ["another pre-tokenizer"] = (json => json["pre_tokenizer"]!["type"] = "Whitespace", ["$.pre_tokenizer.type is 'Whitespace'", "only BertPreTokenizer"]),
        ["no pre-tokenizer"] = (json => json["pre_tokenizer"] = null, ["$.pre_tokenizer", "BertPreTokenizer"]),
        ["another post-processor"] = (json => json["post_processor"]!["type"] = "Whitespace", ["$.post_processor.type is 'Whitespace'"]),
        ["post-processor with another id"] = (json => json["post_processor"]!["sep"] = new JsonArray("[SEP]", 4), ["$.post_processor.sep is 4", "Use 3"]),
        ["post-processor with an absent token"] = (json => json["post_processor"]!["sep"] = new JsonArray("</s>", 3), ["$.post_processor.sep is '</s>'"]),
        ["post-processor with half a token"] = (json => json["post_processor"]!["sep"] = new JsonArray("[SEP]"), ["$.post_processor.sep", "and its id"]),
        ["template without its text"] = (json => json["post_processor"] = Template("[CLS]"), ["\"single\"", "text A exactly once"]),
        ["template with its text twice"] = (json => json["post_processor"] = Template("A", "A"), ["\"single\"", "text A exactly once"]),
        ["template with an undefined token"] = (json => json["post_processor"] = Template("A", "[XYZ]"), ["'[XYZ]", "\"special_tokens\""]),
        ["another decoder"] = (json => json["decoder"]!["type"] = "Metaspace", ["$.decoder.type is 'Metaspace'"]),
        ["added token with another id"] = (json => json["added_tokens"]![4]!["id"] = 5, ["$.added_tokens[4].id is 5", "differs from the id 4"]),
        ["added token twice"] = (json => json["added_tokens"]!.AsArray().Add(Added("[MASK]", 4)), ["$.added_tokens[5].content is '[MASK]'", "twice"]),
        ["added token on a used id"] = (json => json["added_tokens"]!.AsArray().Add(Added("<new>", 5)), ["$.added_tokens[5].id is 5", "'hello'"]),
        ["added token with a gap before"] = (json => json["added_tokens"]!.AsArray().Add(Added("<new>", 20)), ["$.added_tokens[5].id is 20", "ids 0 to 19"]),
        ["added token without text"] = (json => json["added_tokens"]!.AsArray().Add(Added("", 19)), ["$.added_tokens[5]", "non-empty"]),
        ["added tokens as object"] = (json => json["added_tokens"] = new JsonObject(), ["$.added_tokens", "not a JSON array"]),
        ["added tokens alike once normalised"] = (AddAlike, ["'DAY'", "'day'", "could never be found"]),
        ["token too long"] = (json => Vocabulary(json)[new string('x', 1025)] = 19, ["$.model.vocab.xxxx", "more than 1024"]),
        ["token far too long"] = (json => Vocabulary(json)[new string('x', 1 << 20)] = 19, ["$.model.vocab.xxxx", "more than 1024"]),
    };

    public static TheoryData<string> Damages => [.. s_damages.Keys];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_tokenizer_json_is_refused_with_its_place_and_rule(string damage)
    {
        JsonObject json = TinyTokenizer.Json();
        s_damages[damage].Damage(json);
        AssertRefused(Encoding.UTF8.GetBytes(json.ToJsonString()), s_damages[damage].Message);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{} {}", "JSON")]
    [InlineData("{\"model\": 1, \"model\": 2}", "not a JSON object")]
    [InlineData("{\"added_tokens\": [], \"added_tokens\": []}", "appears twice")]
    [InlineData("{\"model\": {\"vocab\": {\"a\": 0, \"a\": 1}}}", "second id of its token")]
    [InlineData("{\"model\": {\"vocab\": {\"\\ud800\": 0}}}", "surrogate")]
    [InlineData("{\"model\": {\"unk_token\": \"\\ud800\"}}", "surrogate")]
    [InlineData("{\"model\": NaN}", "JSON")]
    public void Text_that_is_no_tokenizer_json_is_refused(string json, string message) =>
        AssertRefused(Encoding.UTF8.GetBytes(json), [message]);

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Deep_nesting_is_refused(char opening)
    {
        string unit = opening == '[' ? "[" : "{\"a\":";
        AssertRefused(Encoding.UTF8.GetBytes("{\"x\":" + string.Concat(Enumerable.Repeat(unit, 100_000))), ["JSON"]);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', 0xFF, (byte)'}' }, "byte 1 (0xFF)")]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' }, "byte 1 (0xED)")] // a surrogate written in UTF-8
    [InlineData(new byte[] { (byte)'a', 0xC0, 0x80 }, "byte 1 (0xC0)")] // an overlong NUL
    public void Invalid_utf8_is_refused(byte[] json, string message) => AssertRefused(json, [message]);

    [Fact]
    public void A_file_larger_than_any_tokenizer_is_refused_unread()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("tokenizer.json", "");
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(TokenizerSource.MaxBytes + 1); // sparse
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => WordPieceTokenizer.FromTokenizerJson(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Every_cut_of_a_valid_file_is_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes(TinyTokenizer.Json().ToJsonString());
        for (int length = 0; length < json.Length; length++)
        {
            AssertRefused(json[..length], []);
        }
    }

    [Fact]
    public void Any_changed_bytes_load_or_are_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes(TinyTokenizer.Json().ToJsonString());
        Random random = new(1);
        int loaded = 0, refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] changed = [.. json];
            for (int i = random.Next(3); i >= 0; i--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            try
            {
                TinyTokenizer.Load(changed).Encode("hello [MASK] world");
                loaded++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(loaded > 100 && refused > 100, $"{loaded} loaded, {refused} refused");
    }

    /// <summary>With the hash of the table known, tokens can be made that all collide.</summary>
    [Fact]
    public void Tokens_crafted_to_collide_are_refused_soon()
    {
        // The hash starts at 0 and stays there for NUL characters.
        string[] words = [.. TinyTokenizer.Words, .. Enumerable.Range(1, 1000).Select(length => new string('\0', length))];
        AssertRefused(Encoding.UTF8.GetBytes(TinyTokenizer.Json(words).ToJsonString()), ["shares its hash"]);
    }

    [Fact]
    public void A_byte_order_mark_is_allowed() =>
        Assert.Equal(19, TinyTokenizer.Load([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(TinyTokenizer.Json().ToJsonString())]).VocabularySize);

    private static JsonObject Vocabulary(JsonObject json) => json["model"]!["vocab"]!.AsObject();

    private static JsonObject Added(string content, int id, bool normalized = false) =>
        new() { ["id"] = id, ["content"] = content, ["normalized"] = normalized };

    private static void AddAlike(JsonObject json)
    {
        json["added_tokens"]!.AsArray().Add(Added("day", 19, normalized: true));
        json["added_tokens"]!.AsArray().Add(Added("DAY", 20, normalized: true));
    }

    private static JsonObject Template(params string[] items)
    {
        static JsonNode Item(string id) => id is "A" or "B"
            ? new JsonObject { ["Sequence"] = new JsonObject { ["id"] = id, ["type_id"] = 0 } }
            : new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = id, ["type_id"] = 0 } };
        return new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray([.. items.Select(Item)]),
            ["pair"] = new JsonArray(Item("A"), Item("B")),
            ["special_tokens"] = new JsonObject
            {
                ["[CLS]"] = new JsonObject { ["id"] = "[CLS]", ["ids"] = new JsonArray(2), ["tokens"] = new JsonArray("[CLS]") },
            },
        };
    }

    private static void AssertRefused(byte[] json, string[] message)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TinyTokenizer.Load(json));
        Assert.StartsWith("tiny/tokenizer.json: ", error.Message);
        Assert.All(message, part => Assert.Contains(part, error.Message));
        Assert.InRange(error.Message.Length, 1, 1000);
    }
}
