using System.IO;
using TestSupport;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>What a folder's files make of a tokenizer.</summary>
public sealed class TokenizersTests
{
    private const string Vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\nHello\né\ne\n##中\n中\n";

    private static readonly WordPieceOptions s_uncased = new() { Lowercase = true };

    [Fact]
    public void Tokenizer_json_comes_before_vocab_txt()
    {
        using TemporaryFolder folder = new();
        folder.Write("tokenizer.json", TinyTokenizer.Json().ToJsonString());
        folder.Write("vocab.txt", Vocabulary);
        Assert.Equal(19, Tokenizers.Load(folder.Root).VocabularySize);
    }

    [Fact]
    public void Tokenizer_config_names_the_special_tokens_of_tokenizer_json()
    {
        using TemporaryFolder folder = new();
        folder.Write("tokenizer.json", TinyTokenizer.Json().ToJsonString());
        folder.Write("tokenizer_config.json", """{ "pad_token": { "content": "[MASK]", "lstrip": false }, "mask_token": "hello", "cls_token": null, "x": [1, {}] }""");
        SpecialTokenIds special = Tokenizers.Load(folder.Root).SpecialTokens;
        Assert.Equal(new SpecialTokenIds { Pad = 4, Unknown = 1, Cls = 2, Sep = 3, Mask = 5 }, special);
    }

    [Theory]
    [InlineData("""{ "do_lower_case": true }""", "Hello é", "5 8")]
    [InlineData("""{ "do_lower_case": false }""", "Hello é", "6 7")]
    [InlineData("""{ }""", "Hello é", "5 8")] // as BERT's own tokenizer: uncased
    [InlineData("""{ "do_lower_case": true, "strip_accents": false }""", "Hello é", "5 7")]
    [InlineData("""{ "do_lower_case": false, "strip_accents": true }""", "Hello é", "6 8")]
    [InlineData("""{ "tokenize_chinese_chars": true }""", "中中", "10 10")]
    [InlineData("""{ "tokenize_chinese_chars": false }""", "中中", "10 9")]
    [InlineData("""{ "tokenizer_class": "DistilBertTokenizerFast" }""", "hello", "5")]
    public void Vocab_txt_is_read_as_tokenizer_config_says(string config, string text, string ids)
    {
        using TemporaryFolder folder = new();
        folder.Write("vocab.txt", Vocabulary);
        folder.Write("tokenizer_config.json", config);
        TokenizerOutput output = Tokenizers.Load(folder.Root).Encode(text, new EncodeOptions { AddSpecialTokens = false });
        Assert.Equal(ids, string.Join(' ', output.Ids.ToArray()));
    }

    [Theory]
    [InlineData("""{ "tokenizer_class": "BertJapaneseTokenizer" }""", "$.tokenizer_class is 'BertJapaneseTokenizer'")]
    [InlineData("""{ "do_basic_tokenize": false }""", "$.do_basic_tokenize")]
    [InlineData("""{ "do_lower_case": "yes" }""", "$.do_lower_case is 'yes'")]
    [InlineData("""{ "cls_token": "<s>" }""", "cls_token is '<s>'")]
    [InlineData("""{ "unk_token": "<unk>" }""", "'<unk>'")]
    [InlineData("""{ "cls_token": 5 }""", "$.cls_token is '5'")]
    [InlineData("""{ "do_lower_case": true""", "JSON")]
    public void A_tokenizer_config_that_cannot_be_followed_is_refused(string config, string message)
    {
        using TemporaryFolder folder = new();
        folder.Write("vocab.txt", Vocabulary);
        folder.Write("tokenizer_config.json", config);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Tokenizers.Load(folder.Root)).Message);
    }

    [Fact]
    public void A_model_of_another_type_is_refused_with_those_that_are_supported()
    {
        using TemporaryFolder folder = new();
        folder.Write("tokenizer.json", """{ "model": { "type": "WordLevel", "vocab": { "a": 0 } } }""");
        string message = Assert.Throws<InvalidDataException>(() => Tokenizers.Load(folder.Root)).Message;
        Assert.Contains("$.model.type is 'WordLevel'", message);
        Assert.Contains("WordPiece, BPE and Unigram are", message);
    }

    [Theory]
    [InlineData("", "at least one token")]
    [InlineData("[UNK]\n[CLS]\n[SEP]\na\na\n", "line 5 is 'a', which is also line 4")]
    [InlineData("[UNK]\n[CLS]\n\n[SEP]\n", "line 3")]
    [InlineData("[UNK]\n[SEP]\n", "cls_token is '[CLS]'")]
    [InlineData("[UNK]\n[CLS]\n", "sep_token is '[SEP]'")]
    [InlineData("[CLS]\n[SEP]\n", "the unknown token is '[UNK]'")]
    public void A_damaged_vocab_txt_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TinyTokenizer.LoadVocabulary(text, s_uncased)).Message);

    [Fact]
    public void A_line_that_is_no_token_is_refused() =>
        Assert.Contains("line 1", Assert.Throws<InvalidDataException>(() => TinyTokenizer.LoadVocabulary(new string('x', 1 << 20), s_uncased)).Message);

    [Theory]
    [InlineData("[UNK]\n[CLS]\n[SEP]\na")] // no newline at the end
    [InlineData("[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\n")]
    [InlineData("[UNK]\n[CLS] \n[SEP]\t\na\n")]
    public void Ends_of_lines_are_not_part_of_tokens(string text)
    {
        WordPieceTokenizer tokenizer = TinyTokenizer.LoadVocabulary(text, s_uncased);
        Assert.Equal(4, tokenizer.VocabularySize);
        Assert.Equal([1, 3, 2], tokenizer.Encode("A").Ids.ToArray());
        Assert.Null(tokenizer.SpecialTokens.Pad);
        Assert.Null(tokenizer.SpecialTokens.Mask);
    }

    [Fact]
    public void Vocab_txt_alone_does_not_say_enough()
    {
        using TemporaryFolder folder = new();
        folder.Write("vocab.txt", Vocabulary);
        Assert.Contains("do_lower_case", Assert.Throws<FileNotFoundException>(() => Tokenizers.Load(folder.Root)).Message);
    }

    [Fact]
    public void An_empty_folder_names_what_was_looked_for()
    {
        using TemporaryFolder folder = new();
        string message = Assert.Throws<FileNotFoundException>(() => Tokenizers.Load(folder.Root)).Message;
        Assert.Contains("looked for tokenizer.json, then vocab.txt", message);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        string absent = Path.Combine(Path.GetTempPath(), "no-such-folder-for-a-tokenizer");
        Assert.Contains(absent, Assert.Throws<DirectoryNotFoundException>(() => Tokenizers.Load(absent)).Message);
    }

    [SharedDataFact]
    public void A_tokenizer_of_another_kind_is_named() => Assert.Contains(
        "$.model.type is 'BPE'",
        Assert.Throws<InvalidDataException>(() => WordPieceTokenizer.FromTokenizerJson(TestData.Path("tokenizers", "gpt2", "tokenizer.json"))).Message);
}
