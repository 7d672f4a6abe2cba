using System;
using System.Linq;
using System.Text.Json.Nodes;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

public sealed class WordPieceTokenizerTests
{
    private static readonly WordPieceTokenizer s_tokenizer = TinyTokenizer.Create();

    [Fact]
    public void Special_tokens_are_known_by_role()
    {
        Assert.Equal(new SpecialTokenIds { Pad = 0, Unknown = 1, Cls = 2, Sep = 3, Mask = 4 }, s_tokenizer.SpecialTokens);
        Assert.Equal(TinyTokenizer.Words.Length, s_tokenizer.VocabularySize);
    }

    [Fact]
    public void Every_token_is_found_by_text_and_by_id()
    {
        for (int id = 0; id < TinyTokenizer.Words.Length; id++)
        {
            Assert.True(s_tokenizer.TryGetId(TinyTokenizer.Words[id], out int found));
            Assert.Equal(id, found);
            Assert.Equal(TinyTokenizer.Words[id], s_tokenizer.GetToken(id));
        }

        Assert.False(s_tokenizer.TryGetId("absent", out _));
        Assert.False(s_tokenizer.TryGetId("", out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(19)]
    [InlineData(int.MaxValue)]
    public void An_id_outside_the_vocabulary_is_refused(int id)
    {
        Assert.Contains("ids 0 to 18", Assert.Throws<ArgumentOutOfRangeException>(() => s_tokenizer.GetToken(id)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_tokenizer.Decode([5, id]));
    }

    [Theory]
    [InlineData("unaffable", "un ##aff ##able")]
    [InlineData("UNAFFABLE.", "un ##aff ##able .")]
    [InlineData("abab", "ab ##a ##b")] // the longest first piece, not the best split
    [InlineData("unaffablex", "[UNK]")] // one missing piece spoils the whole word
    [InlineData("x a", "[UNK] a")]
    [InlineData("a\uD800b", "ab")] // cleaning removes U+FFFD, and so an unpaired surrogate
    [InlineData("a[MASK]b", "a [MASK] b")]
    [InlineData("a[mask]b", "a [ [UNK] ] b")]
    [InlineData("a中b", "a 中 b")]
    public void Words_are_split_into_the_longest_pieces(string text, string expected)
    {
        TokenizerOutput output = s_tokenizer.Encode(text, new EncodeOptions { AddSpecialTokens = false });
        Assert.Equal(expected, string.Join(' ', TinyTokenizer.Spell(s_tokenizer, output.Ids)));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_word_of_more_than_100_code_points_is_unknown(int length, bool known)
    {
        TokenizerOutput output = s_tokenizer.Encode(new string('a', length), new EncodeOptions { AddSpecialTokens = false });
        Assert.Equal(known ? length : 1, output.Count);
        Assert.Equal(length, output.Ends[^1]);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Surrogate_pairs_count_once_towards_the_length_of_a_word(int length, bool known)
    {
        WordPieceTokenizer tokenizer = TinyTokenizer.Load(TinyTokenizer.Json([.. TinyTokenizer.Words, "\U0001F999", "##\U0001F999"]).ToJsonString());
        TokenizerOutput output = tokenizer.Encode(string.Concat(Enumerable.Repeat("\U0001F999", length)), new EncodeOptions { AddSpecialTokens = false });
        Assert.Equal(known ? length : 1, output.Count);
        Assert.Equal(length * 2, output.Ends[^1]);
    }

    [Fact]
    public void The_continuation_prefix_can_be_another_one()
    {
        JsonObject json = TinyTokenizer.Json([.. TinyTokenizer.Words[..5], "a", "@@b", "##b"]);
        json["model"]!["continuing_subword_prefix"] = "@@";
        json["decoder"]!["prefix"] = "@@";
        WordPieceTokenizer tokenizer = TinyTokenizer.Load(json.ToJsonString());
        TokenizerOutput output = tokenizer.Encode("ab");
        Assert.Equal("[CLS] a @@b [SEP]", string.Join(' ', TinyTokenizer.Spell(tokenizer, output.Ids)));
        Assert.Equal("ab", tokenizer.Decode(output.Ids));
    }

    [Fact]
    public void An_empty_continuation_prefix_lets_every_token_go_anywhere()
    {
        JsonObject json = TinyTokenizer.Json();
        json["model"]!["continuing_subword_prefix"] = "";
        WordPieceTokenizer tokenizer = TinyTokenizer.Load(json.ToJsonString());
        Assert.Equal("hello a world", string.Join(' ', TinyTokenizer.Spell(tokenizer, tokenizer.Encode("helloaworld", new EncodeOptions { AddSpecialTokens = false }).Ids)));
    }

    [Fact]
    public void Pairs_have_types_texts_and_offsets_of_their_own()
    {
        TokenizerOutput output = s_tokenizer.EncodePair("hello a", " world");
        Token[] expected =
        [
            new(2, 0, 0, 0, -1), new(5, 0, 5, 0, 0), new(10, 6, 7, 0, 0), new(3, 0, 0, 0, -1), new(6, 1, 6, 1, 1), new(3, 0, 0, 1, -1),
        ];
        Assert.Equal(expected, Enumerable.Range(0, output.Count).Select(i => output[i]));
    }

    [Fact]
    public void A_used_output_holds_nothing_of_the_call_before()
    {
        TokenizerOutput output = s_tokenizer.Encode("hello world hello world", new EncodeOptions { MaxLength = 3 });
        Assert.True(output.Truncated);
        s_tokenizer.Encode("a", output);
        Assert.Equal([2, 10, 3], output.Ids.ToArray());
        Assert.False(output.Truncated);
    }

    [Theory]
    [InlineData("hello world .", "hello world.")]
    [InlineData("un ##aff ##able", "unaffable")]
    [InlineData("##a b", "##a b")] // a continuation that continues nothing keeps its prefix
    [InlineData("[CLS] hello [SEP]", "hello")]
    [InlineData("", "")]
    public void Decoding_joins_pieces_and_closes_gaps_before_punctuation(string tokens, string expected)
    {
        int[] ids = [.. tokens.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(token => s_tokenizer.TryGetId(token, out int id) ? id : -1)];
        Assert.Equal(expected, s_tokenizer.Decode(ids));
    }

    [Fact]
    public void Decoding_shows_special_tokens_on_request() =>
        Assert.Equal("[CLS] hello [SEP]", s_tokenizer.Decode([2, 5, 3], skipSpecialTokens: false));

    [Fact]
    public void A_null_output_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => s_tokenizer.Encode("a", null!, null));
        Assert.Throws<ArgumentNullException>(() => s_tokenizer.EncodePair("a", "b", null!, null));
    }
}
