using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>Damaged and hostile files of BPE and unigram tokenizers end in an <see cref="InvalidDataException"/>; whole ones are found.</summary>
public sealed class SubwordFileTests
{
    /// <summary>What is done to a valid tokenizer.json, and what the error must say.</summary>
    private static readonly Dictionary<string, (string Tokenizer, Action<JsonObject> Damage, string[] Message)> s_damages = new()
    {
        ["merge of an absent token"] = ("gpt2", json => Merges(json).Add(new JsonArray("Q", "zzz")), ["merge ", "'zzz'", "must be in the vocabulary"]),
        ["merge into an absent token"] = ("gpt2", json => Merges(json).Add(new JsonArray("Q", "Q")), ["'QQ'", "must be in the vocabulary"]),
        ["merge with nothing"] = ("gpt2", json => Merges(json).Add(new JsonArray("Q", "")), ["merge ", "''"]),
        ["merge of one"] = ("gpt2", json => Merges(json).Add(new JsonArray("Q")), ["$.model.merges", "two parts"]),
        ["merge of three"] = ("gpt2", json => Merges(json).Add(new JsonArray("Q", "Q", "Q")), ["$.model.merges", "two parts"]),
        ["merge as text of three"] = ("gpt2", json => Merges(json).Add("a b c"), ["$.model.merges", "two parts"]),
        ["merge as number"] = ("gpt2", json => Merges(json).Add(5), ["$.model.merges"]),
        ["no merges"] = ("gpt2", json => json["model"]!.AsObject().Remove("merges"), ["\"merges\""]),
        ["no vocabulary"] = ("gpt2", json => json["model"]!.AsObject().Remove("vocab"), ["\"vocab\""]),
        ["id beyond the vocabulary"] = ("gpt2", json => json["model"]!["vocab"]!["a"] = 1_000_000_000, ["'a' is 1000000000"]),
        ["dropout"] = ("gpt2", json => json["model"]!["dropout"] = 0.1, ["$.model.dropout", "random"]),
        ["prefix of continuing pieces"] = ("gpt2", json => json["model"]!["continuing_subword_prefix"] = "##", ["continuing_subword_prefix is '##'"]),
        ["unknown token absent"] = ("fused", json => json["model"]!["unk_token"] = "[UNK]", ["'[UNK]'", "must be in the vocabulary"]),
        ["another model"] = ("gpt2", json => json["model"]!["type"] = "WordLevel", ["'WordLevel'", "only BPE and Unigram"]),
        ["another normalizer"] = ("qwen2", json => json["normalizer"]!["type"] = "NFKD", ["'NFKD'", "not a supported normalizer"]),
        ["another pre-tokenizer"] = ("gpt2", json => json["pre_tokenizer"]!["type"] = "UnicodeScripts", ["'UnicodeScripts'", "not a supported pre-tokenizer"]),
        ["another pattern"] = ("llama3", json => Split(json)["pattern"]!["Regex"] = @"(a+)+$", ["'(a+)+$'", "not a supported pattern"]),
        ["another behaviour"] = ("llama3", json => Split(json)["behavior"] = "MergedWithNext", ["'MergedWithNext'", "\"behavior\""]),
        ["replacement of a pattern"] = ("llama2", json => json["normalizer"]!["normalizers"]![1]!["pattern"] = new JsonObject { ["Regex"] = "x*" }, ["'x*'", "pattern"]),
        ["another decoder"] = ("gpt2", json => json["decoder"]!["type"] = "CTC", ["'CTC'", "not a supported decoder"]),
        ["strip before fuse"] = ("llama2", json => json["decoder"]!["decoders"]!.AsArray().RemoveAt(2), ["'Strip'"]),
        ["second template"] = ("llama3", json => json["post_processor"]!["processors"]!.AsArray().Add(json["post_processor"]!["processors"]![1]!.DeepClone()), ["second that adds tokens"]),
        ["character map cut off"] = ("unigram", json => AddMap(json, [4, 1, 0, 0, 1]), ["the character map", "shorter than its header"]),
        ["character map without an end"] = ("unigram", json => AddMap(json, [0, 0, 0, 0, 65]), ["the character map", "ended by a NUL"]),
        ["character map not in base 64"] = ("unigram", json => json["normalizer"]!["normalizers"]!.AsArray().Add(new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = "?" }), ["base 64"]),
        ["unknown id beyond the pieces"] = ("unigram", json => json["model"]!["unk_id"] = 1000, ["\"unk_id\""]),
        ["score as text"] = ("unigram", json => json["model"]!["vocab"]![5]![1] = "x", ["$.model.vocab[5][1]", "finite number"]),
        ["infinite score"] = ("unigram", json => json["model"]!["vocab"]![5]![1] = JsonNode.Parse("1e999"), ["$.model.vocab[5][1]", "finite number"]),
        ["piece twice"] = ("unigram", json => json["model"]!["vocab"]![5]![0] = "<unk>", ["'<unk>'", "appears twice"]),
        ["piece without score"] = ("unigram", json => json["model"]!["vocab"]![5]!.AsArray().RemoveAt(1), ["piece with its score"]),
    };

    public static TheoryData<string> Damages => [.. s_damages.Keys];

    public static TheoryData<string> Models => ["bpe", "unigram", "bpe-plain"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_tokenizer_json_is_refused_with_its_place_and_rule(string damage)
    {
        JsonObject json = TinySubword.Json(s_damages[damage].Tokenizer);
        s_damages[damage].Damage(json);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => TinySubword.Load(json.ToJsonString()));
        Assert.StartsWith("tiny/tokenizer.json: ", error.Message);
        Assert.All(s_damages[damage].Message, part => Assert.Contains(part, error.Message));
        Assert.InRange(error.Message.Length, 1, 1000);
    }

    [Theory]
    [InlineData("llama3")]
    [InlineData("llama2")]
    [InlineData("unigram")]
    public void Any_changed_bytes_of_a_tokenizer_json_load_or_are_refused(string name)
    {
        byte[] json = Encoding.UTF8.GetBytes(TinySubword.Json(name).ToJsonString());
        Assert.True(Mutate(json, rounds: 1500, changed => TinySubword.Load(changed)) > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Any_changed_bytes_of_a_model_load_or_are_refused(string name)
    {
        byte[] model = File.ReadAllBytes(TinyTokenizer.Golden(name + ".model"));
        Assert.True(Mutate(model, rounds: 3000, TinySubword.LoadModel) > 100);
    }

    [Fact]
    public void Every_cut_of_a_model_loads_or_is_refused()
    {
        byte[] model = File.ReadAllBytes(TinyTokenizer.Golden("bpe-plain.model"));
        for (int length = 0; length < model.Length; length++)
        {
            TryLoad(model[..length], TinySubword.LoadModel);
        }
    }

    [Theory]
    [InlineData("", "unknown one")]
    [InlineData("0A FF FF FF FF 0F", "bytes before the end")] // a piece of 4 GB
    [InlineData("0A FF FF FF FF FF FF FF FF FF FF 01", "more than 10 bytes")]
    [InlineData("0B", "unknown wire type 3")]
    [InlineData("00", "field's number")]
    [InlineData("08 01", "has no bytes")] // a piece that is a number
    [InlineData("0A 02 08 01", "has no bytes")] // text that is a number
    [InlineData("0A 03 0A 01 FF", "must be UTF-8")]
    [InlineData("0A 05 0A 01 61 18 09", "type 9")]
    [InlineData("0A 08 0A 01 61 15 00 00 C0 7F", "finite score")]
    [InlineData("0A 03 0A 01 61 0A 03 0A 01 61", "piece 0 already")]
    [InlineData("0A 05 0A 01 61 18 02 0A 05 0A 01 62 18 02", "second unknown")]
    [InlineData("0A 05 0A 01 61 18 02 12 02 18 03", "model_type")]
    [InlineData("0A 05 0A 01 61 18 02 12 03 C0 01 01", "treat_whitespace_as_suffix")]
    [InlineData("0A 05 0A 01 61 18 02 1A 03 12 01 05", "character map")]
    public void Bytes_that_are_no_model_are_refused(string hex, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TinySubword.LoadModel(Convert.FromHexString(hex.Replace(" ", "")))).Message);

    [Theory]
    [InlineData(0, "token 0")]
    [InlineData(3, "token 0")]
    [InlineData(4, "at least 259")]
    [InlineData(11, "token 0")]
    public void A_llama2c_vocabulary_cut_off_is_refused(int length, string message)
    {
        byte[] bytes = Llama2C();
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Llama2CTokenizer.Define(TokenizerSource.FromBinary("tok.bin", bytes[..length]))).Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void A_llama2c_token_of_impossible_length_is_refused(int length)
    {
        byte[] bytes = Llama2C();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), length);
        Assert.Throws<InvalidDataException>(() => Llama2CTokenizer.Define(TokenizerSource.FromBinary("tok.bin", bytes)));
    }

    [Theory]
    [InlineData("#version: 0.2\nHe llo\n", "'llo'")]
    [InlineData("H\n", "line 1")]
    [InlineData("H e l\n", "line 1")]
    public void Merges_that_do_not_fit_are_refused(string merges, string message)
    {
        using TemporaryFolder folder = new();
        folder.Write("vocab.json", """{ "H": 0, "e": 1, "He": 2 }""");
        folder.Write("merges.txt", merges);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Tokenizers.Load(folder.Root)).Message);
    }

    [Fact]
    public void Folders_of_every_format_are_found()
    {
        using TemporaryFolder json = new();
        json.Write("tokenizer.json", TinySubword.Json("llama2").ToJsonString());
        json.Write("tokenizer_config.json", """{ "tokenizer_class": "LlamaTokenizerFast", "add_bos_token": false, "add_eos_token": true, "bos_token": "<s>", "eos_token": { "content": "</s>" } }""");
        ITokenizer tokenizer = Tokenizers.Load(json.Root);
        Assert.Equal(new SpecialTokenIds { Unknown = 0, Bos = 1, Eos = 2 }, tokenizer.SpecialTokens);
        Assert.Equal(2, tokenizer.Encode("the").Ids[^1]);
        Assert.NotEqual(1, tokenizer.Encode("the").Ids[0]);

        using TemporaryFolder merges = new();
        merges.Write("vocab.json", """{ "H": 0, "e": 1, "He": 2, "<|endoftext|>": 3 }""");
        merges.Write("merges.txt", "#version: 0.2\r\nH e\r\n");
        Assert.Equal([2, 0, 3], Tokenizers.Load(merges.Root).Encode("HeH<|endoftext|>").Ids.ToArray());
        Assert.Equal(3, Tokenizers.Load(merges.Root).SpecialTokens.Eos);
        merges.Write("tokenizer_config.json", """{ "tokenizer_class": "CLIPTokenizer" }""");
        Assert.Contains("'CLIPTokenizer'", Assert.Throws<InvalidDataException>(() => Tokenizers.Load(merges.Root)).Message);
    }

    [Fact]
    public void A_model_beside_its_config_is_T5s_or_Llamas()
    {
        using TemporaryFolder folder = new();
        folder.Write("spiece.model", File.ReadAllBytes(TinyTokenizer.Golden("unigram.model")));
        Assert.Contains("tokenizer_class", Assert.Throws<InvalidDataException>(() => Tokenizers.Load(folder.Root)).Message);
        folder.Write("tokenizer_config.json", """{ "tokenizer_class": "T5Tokenizer", "extra_ids": 3 }""");
        ITokenizer t5 = Tokenizers.Load(folder.Root);
        int size = SubwordTokenizer.FromSentencePiece(folder.PathOf("spiece.model")).VocabularySize;
        Assert.Equal(size + 3, t5.VocabularySize);
        Assert.True(t5.TryGetId("<extra_id_0>", out int last) && last == size + 2);
        int[] ids = t5.Encode("God <extra_id_2> said").Ids.ToArray();
        Assert.Contains(size, ids);
        Assert.Equal(t5.SpecialTokens.Eos, ids[^1]);
        folder.Write("tokenizer_config.json", """{ "tokenizer_class": "T5Tokenizer", "extra_ids": 2000000000 }""");
        Assert.Contains("extra_ids", Assert.Throws<InvalidDataException>(() => Tokenizers.Load(folder.Root)).Message);
        folder.Write("tokenizer_config.json", """{ "tokenizer_class": "LlamaTokenizer" }""");
        ITokenizer llama = Tokenizers.Load(folder.Root);
        Assert.Equal(llama.SpecialTokens.Bos, llama.Encode("God</s>").Ids[0]);
        Assert.Equal(llama.SpecialTokens.Eos, llama.Encode("God</s>").Ids[^1]);
    }

    [Fact]
    public void Marians_pair_of_models_is_numbered_by_its_vocabulary()
    {
        using TemporaryFolder folder = new();
        byte[] model = File.ReadAllBytes(TinyTokenizer.Golden("unigram.model"));
        SubwordTokenizer pieces = SubwordTokenizer.FromSentencePiece(TinyTokenizer.Golden("unigram.model"));
        JsonObject vocabulary = new() { ["</s>"] = 0, ["<unk>"] = 1 };
        for (int id = pieces.VocabularySize - 1; id >= 4; id--)
        {
            vocabulary[pieces.GetToken(id)] = vocabulary.Count;
        }

        vocabulary[">>fra<<"] = vocabulary.Count;
        vocabulary["<pad>"] = vocabulary.Count;
        folder.Write("source.spm", model);
        folder.Write("target.spm", model);
        folder.Write("vocab.json", vocabulary.ToJsonString());
        ITokenizer marian = Tokenizers.Load(folder.Root);
        const string Text = "And God said, Let there be light";
        int[] expected = [.. pieces.Encode(Text).Ids.ToArray().Select(id => vocabulary[pieces.GetToken(id)]!.GetValue<int>())];
        Assert.Equal([vocabulary.Count - 2, .. expected, 0], marian.Encode(">>fra<<" + Text).Ids.ToArray());
        Assert.Equal(Text, marian.Decode([.. expected, 0]));
        Assert.Equal([1, 0], marian.Encode("日").Ids.ToArray()[^2..]);
    }

    [Fact]
    public void Clean_up_is_done_where_the_config_asks_for_it()
    {
        using TemporaryFolder folder = new();
        folder.Write("tokenizer.json", TinySubword.Json("gpt2").ToJsonString());
        int[] ids = Tokenizers.Load(folder.Root).Encode("the dog .").Ids.ToArray();
        Assert.Equal("the dog .", Tokenizers.Load(folder.Root).Decode(ids));
        folder.Write("tokenizer_config.json", """{ "clean_up_tokenization_spaces": true }""");
        Assert.Equal("the dog.", Tokenizers.Load(folder.Root).Decode(ids));
    }

    private static JsonArray Merges(JsonObject json) => json["model"]!["merges"]!.AsArray();

    private static JsonObject Split(JsonObject json) => json["pre_tokenizer"]!["pretokenizers"]![0]!.AsObject();

    private static void AddMap(JsonObject json, byte[] map) => json["normalizer"]!["normalizers"]!.AsArray().Add(
        new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(map) });

    /// <summary>The header and one token.</summary>
    private static byte[] Llama2C() => [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, (byte)'a'];

    /// <summary>Changes up to three bytes at a time; returns how many files still loaded.</summary>
    private static int Mutate(byte[] file, int rounds, Func<byte[], ITokenizer> load)
    {
        Random random = new(5);
        int loaded = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] changed = [.. file];
            for (int i = random.Next(3); i >= 0; i--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            loaded += TryLoad(changed, load) ? 1 : 0;
        }

        return loaded;
    }

    private static bool TryLoad(byte[] file, Func<byte[], ITokenizer> load)
    {
        try
        {
            ITokenizer tokenizer = load(file);
            tokenizer.Decode(tokenizer.Encode("Hello  é 日本 🙂 <s> the\n").Ids);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
