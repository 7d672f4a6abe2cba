using System;
using System.Diagnostics;
using System.Linq;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>
/// Sixteen times the text takes about sixteen times as long, whatever the text. A quadratic step would take 256 times as long.
/// </summary>
public sealed class WordPieceLinearTimeTests
{
    private const int Small = 1 << 16, Large = 1 << 20;
    private const double GenerousFactor = 6;

    [Theory]
    [InlineData("one word", "a")]
    [InlineData("accents only", "\u0301")]
    [InlineData("one letter, then accents", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301")]
    [InlineData("composed accents", "é")]
    [InlineData("ideographs", "中")]
    [InlineData("Hangul", "한")]
    [InlineData("brackets", "[")]
    [InlineData("nearly special tokens", "[MASK")]
    [InlineData("special tokens", "[MASK]")]
    [InlineData("long beginnings of a token", "abababababababababababababababababababababababababababababababa ")]
    [InlineData("blanks", " ")]
    [InlineData("blanks between tokens that strip", "<strip>  ")]
    [InlineData("single words that are none", "<word>")]
    [InlineData("controls", "\0")]
    [InlineData("unpaired surrogates", "\uD800")]
    [InlineData("emoji", "\U0001F999")]
    public void Time_grows_with_the_length_of_the_text(string what, string unit)
    {
        WordPieceTokenizer tokenizer = CreateTrap();
        string large = string.Concat(Enumerable.Repeat(unit, (Large / unit.Length) + 1))[..Large];
        string small = large[..Small];
        TokenizerOutput output = new();
        Measure(tokenizer, large[..Small], output); // warm up
        Measure(tokenizer, large, output);
        double smallTime = Enumerable.Range(0, 5).Min(_ => Measure(tokenizer, small, output));
        double largeTime = Enumerable.Range(0, 2).Min(_ => Measure(tokenizer, large, output));
        double ratio = largeTime / Large / (smallTime / Small);
        Assert.True(ratio < GenerousFactor, $"{what}: a character of the large text costs {ratio:F1} times one of the small text ({largeTime:F1} ms in all).");
    }

    /// <summary>A vocabulary with a long token that texts nearly spell, and added tokens of every kind.</summary>
    private static WordPieceTokenizer CreateTrap()
    {
        string longToken = string.Concat(Enumerable.Repeat("ab", 40));
        System.Text.Json.Nodes.JsonObject json = TinyTokenizer.Json([.. TinyTokenizer.Words, longToken, "##" + longToken]);
        string[] added = ["<strip>", "<word>", " ", new string('[', 50) + "!"];
        for (int i = 0; i < added.Length; i++)
        {
            json["added_tokens"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject
            {
                ["id"] = TinyTokenizer.Words.Length + 2 + i, ["content"] = added[i], ["lstrip"] = i is 0 or 2, ["rstrip"] = i is 0 or 2, ["single_word"] = i == 1,
            });
        }

        return TinyTokenizer.Load(json.ToJsonString());
    }

    private static double Measure(WordPieceTokenizer tokenizer, string text, TokenizerOutput output)
    {
        long start = Stopwatch.GetTimestamp();
        tokenizer.Encode(text, output);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
