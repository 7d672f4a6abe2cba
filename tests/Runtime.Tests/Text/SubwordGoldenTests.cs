using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using TestSupport;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>Ids, offsets and decoded text equal to those of Hugging Face's Rust tokenizers, SentencePiece and llama.cpp.</summary>
public sealed class SubwordGoldenTests
{
    private static readonly JsonDocument s_own = JsonDocument.Parse(File.ReadAllText(TinyTokenizer.Golden("subword.json")));

    public static TheoryData<string> OwnTokenizers() => [.. TinySubword.Names()];

    public static TheoryData<string> Models() => ["bpe", "unigram", "bpe-plain"];

    public static TheoryData<string> SharedModels() => ["test_model", "hf_test_sentencepiece", "hf_test_sentencepiece_with_bytefallback"];

    /// <summary>
    /// Goldens/subword.json: tokenizers over vocabularies of our own, with what tokenizers 0.23.2 makes of them (offsets converted from code
    /// points to UTF-16 units when recorded).
    /// </summary>
    [Theory]
    [MemberData(nameof(OwnTokenizers))]
    public void Own_vocabulary_gives_the_recorded_encodings(string name)
    {
        SubwordTokenizer tokenizer = TinySubword.Load(s_own.RootElement.GetProperty("tokenizers").GetProperty(name));
        List<string> wrong = [];
        int cases = 0;
        foreach (JsonElement golden in s_own.RootElement.GetProperty("cases").EnumerateArray().Where(golden => golden.GetProperty("tokenizer").GetString() == name))
        {
            cases++;
            string text = golden.GetProperty("text").GetString()!;
            bool isPair = golden.TryGetProperty("pair", out JsonElement pair);
            TokenizerOutput output = isPair ? tokenizer.EncodePair(text, pair.GetString()) : tokenizer.Encode(text);
            Compare(wrong, text, "ids", Ints(golden, "ids"), output.Ids.ToArray());
            if (name != "dropping") // there the library forgets the characters it drops and shifts what follows
            {
                Compare(wrong, text, "offsets", Ints(golden, "offsets"), Offsets(output));
            }

            if (isPair)
            {
                Compare(wrong, text, "types", Ints(golden, "types"), output.TypeIds.ToArray());
            }
            else if (golden.GetProperty("decoded").GetString() != tokenizer.Decode(output.Ids))
            {
                wrong.Add($"{text}: expected '{golden.GetProperty("decoded").GetString()}', got '{tokenizer.Decode(output.Ids)}'");
            }
        }

        Assert.Equal(23, cases);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [SharedDataTheory]
    [InlineData("tokenizer.json")]
    [InlineData("merges.txt")]
    public void Gpt2_gives_the_recorded_encodings(string file)
    {
        SubwordTokenizer tokenizer = LoadGpt2(file);
        Assert.Equal(50257, tokenizer.VocabularySize);
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(TestData.Path("tokenizers", "gpt2.json")));
        Assert.Equal(23, goldens.RootElement.GetArrayLength());
        List<string> wrong = [];
        foreach (JsonElement golden in goldens.RootElement.EnumerateArray())
        {
            string text = golden.GetProperty("text").GetString()!;
            TokenizerOutput output = tokenizer.Encode(text);
            int[] units = UnitsOfCodePoints(text);
            Compare(wrong, text, "ids", Ints(golden, "ids"), output.Ids.ToArray());
            Compare(wrong, text, "offsets", [.. golden.GetProperty("offsets").EnumerateArray().SelectMany(pair => pair.EnumerateArray()).Select(offset => units[offset.GetInt32()])], Offsets(output));
            Assert.Equal(golden.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()), TinyTokenizer.Spell(tokenizer, output.Ids));
            Assert.Equal(text, tokenizer.Decode(output.Ids, skipSpecialTokens: false));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Texts and ids of llama.cpp, one pair for every vocabulary there is a folder of.</summary>
    [SharedDataFact]
    public void Gpt2_gives_the_ids_of_llama_cpp()
    {
        SubwordTokenizer tokenizer = LoadGpt2("tokenizer.json");
        string path = TestData.Path("tokenizers", "llama-cpp-pairs", "ggml-vocab-gpt-2.gguf");
        string[] texts = File.ReadAllText(path + ".inp").Split("\n__ggml_vocab_test__\n");
        string[] ids = File.ReadAllText(path + ".out").Split('\n');
        Assert.Equal(47, ids.Length);
        Assert.Equal(ids.Length, texts.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(ids[i].Trim(), string.Join(' ', tokenizer.Encode(texts[i]).Ids.ToArray()));
        }
    }

    /// <summary>
    /// Goldens/sentencepiece.json: small models of our own, trained on public-domain text, with what SentencePiece 0.1.97 makes of them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Own_models_give_the_ids_of_SentencePiece(string name) => AssertModel(TinyTokenizer.Golden(name + ".model"), name);

    [SharedDataTheory]
    [MemberData(nameof(SharedModels))]
    public void Published_models_give_the_ids_of_SentencePiece(string name)
    {
        string path = TestData.Path("sentencepiece", name + ".model");
        AssertModel(path, name);
        SubwordTokenizer tokenizer = SubwordTokenizer.FromSentencePiece(path);
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(TestData.Path("sentencepiece", name + ".expected.json")));
        Assert.NotEqual(0, goldens.RootElement.GetArrayLength());
        foreach (JsonElement golden in goldens.RootElement.EnumerateArray())
        {
            TokenizerOutput output = tokenizer.Encode(golden.GetProperty("text").GetString());
            Assert.Equal(Ints(golden, "ids"), output.Ids.ToArray());
            Assert.Equal(golden.GetProperty("decoded").GetString(), tokenizer.Decode(output.Ids));
            AssertPieces(golden, tokenizer, output);
        }
    }

    /// <summary>A unigram tokenizer.json made of a published model: Hugging Face's tokenizers treat its character map in their own way.</summary>
    [SharedDataFact]
    public void A_character_map_in_tokenizer_json_gives_the_ids_of_Hugging_Face()
    {
        SentencePieceFile file = SentencePieceFile.Read(TokenizerSource.OpenBinary(TestData.Path("sentencepiece", "hf_test_sentencepiece.model")));
        SubwordTokenizer tokenizer = TinySubword.Load(TinySubword.FromModel(file, TestData.Path("sentencepiece", "hf_test_sentencepiece.model")).ToJsonString());
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(TinyTokenizer.Golden("precompiled.json")));
        List<string> wrong = [];
        foreach (JsonElement golden in goldens.RootElement.EnumerateArray())
        {
            string text = golden.GetProperty("text").GetString()!;
            TokenizerOutput output = tokenizer.Encode(text);
            Compare(wrong, text, "ids", Ints(golden, "ids"), output.Ids.ToArray());
            Compare(wrong, text, "offsets", Ints(golden, "offsets"), Offsets(output));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [SharedDataFact]
    public void Llama2c_vocabulary_gives_the_ids_of_llama_cpp()
    {
        ITokenizer tokenizer = Tokenizers.Load(TestData.Path("stories260K"));
        const string Text = "Once upon a time, there was a little girl named Lily.";
        Assert.Equal(512, tokenizer.VocabularySize);
        TokenizerOutput output = tokenizer.Encode(Text);
        Assert.Equal([1, 403, 407, 261, 378, 432, 383, 286, 261, 376, 298, 315, 421, 395, 317, 426], output.Ids.ToArray());
        Assert.Equal(Text, tokenizer.Decode(output.Ids));
        string greedy = File.ReadAllText(TestData.Path("stories260K", "greedy256.txt"));
        Assert.Equal(greedy, tokenizer.Decode(tokenizer.Encode(greedy).Ids));
        Assert.Equal("é日🙂 x", tokenizer.Decode(tokenizer.Encode("é日🙂 x").Ids)); // by its bytes
    }

    private static void AssertModel(string path, string name)
    {
        SubwordTokenizer tokenizer = SubwordTokenizer.FromSentencePiece(path);
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(TinyTokenizer.Golden("sentencepiece.json")));
        List<string> wrong = [];
        int cases = 0;
        foreach (JsonElement golden in goldens.RootElement.EnumerateArray().Where(golden => golden.GetProperty("model").GetString() == name))
        {
            cases++;
            string text = golden.GetProperty("text").GetString()!;
            TokenizerOutput output = tokenizer.Encode(text);
            Compare(wrong, text, "ids", Ints(golden, "ids"), output.Ids.ToArray());
            string decoded = tokenizer.Decode(Ints(golden, "ids"));
            if (golden.GetProperty("decoded").GetString() != decoded)
            {
                wrong.Add($"{text}: expected '{golden.GetProperty("decoded").GetString()}', got '{decoded}'");
            }
        }

        Assert.Equal(22, cases);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>SentencePiece spells an unknown piece as in the text; the vocabulary as the unknown token.</summary>
    private static void AssertPieces(JsonElement golden, SubwordTokenizer tokenizer, TokenizerOutput output)
    {
        string?[] pieces = [.. golden.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetString())];
        for (int i = 0; i < pieces.Length; i++)
        {
            if (output.Ids[i] != tokenizer.SpecialTokens.Unknown)
            {
                Assert.Equal(pieces[i], tokenizer.GetToken(output.Ids[i]));
            }
        }
    }

    private static SubwordTokenizer LoadGpt2(string file) => file == "tokenizer.json"
        ? SubwordTokenizer.FromTokenizerJson(TestData.Path("tokenizers", "gpt2", file))
        : SubwordTokenizer.FromVocabularyAndMerges(TestData.Path("tokenizers", "gpt2", "vocab.json"), TestData.Path("tokenizers", "gpt2", file));

    private static int[] UnitsOfCodePoints(string text)
    {
        List<int> units = [0];
        foreach (Rune rune in text.EnumerateRunes())
        {
            units.Add(units[^1] + rune.Utf16SequenceLength);
        }

        return [.. units];
    }

    private static int[] Ints(JsonElement golden, string name) =>
        [.. golden.GetProperty(name).EnumerateArray().Select(element => element.GetInt32())];

    private static int[] Offsets(TokenizerOutput output) =>
        [.. Enumerable.Range(0, output.Count).SelectMany(i => new[] { output.Starts[i], output.Ends[i] })];

    private static void Compare(List<string> wrong, string text, string what, int[] expected, int[] actual)
    {
        if (!expected.SequenceEqual(actual))
        {
            wrong.Add($"{what} of '{text}': expected {string.Join(' ', expected)}, got {string.Join(' ', actual)}");
        }
    }
}
