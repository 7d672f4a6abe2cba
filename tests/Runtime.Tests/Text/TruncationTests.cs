using System;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

public sealed class TruncationTests
{
    private static readonly WordPieceTokenizer s_tokenizer = TinyTokenizer.Create();

    [Theory]
    [InlineData(5, 3, 8, 5, 3)] // fits
    [InlineData(5, 3, 7, 4, 3)] // only the longer gives
    [InlineData(3, 5, 7, 3, 4)]
    [InlineData(5, 3, 6, 3, 3)]
    [InlineData(5, 3, 5, 3, 2)] // both give; the longer keeps the odd token
    [InlineData(3, 5, 5, 2, 3)]
    [InlineData(4, 4, 5, 2, 3)]
    [InlineData(9, 9, 1, 0, 1)]
    [InlineData(9, 0, 4, 4, 0)]
    [InlineData(9, 9, 0, 0, 0)]
    public void Longest_first_shortens_the_longer_text(int first, int second, int budget, int keptFirst, int keptSecond) =>
        Assert.Equal(
            new TextLengths(keptFirst, keptSecond), Truncation.Fit(new TextLengths(first, second), budget, TruncationStrategy.LongestFirst, isPair: true));

    [Fact]
    public void Nothing_is_truncated_unless_asked()
    {
        TokenizerOutput output = s_tokenizer.Encode(string.Concat(System.Linq.Enumerable.Repeat("hello ", 5000)));
        Assert.Equal(5002, output.Count);
        Assert.False(output.Truncated);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(5, 3)]
    [InlineData(6, 4)]
    [InlineData(100, 4)]
    public void Maximum_length_counts_special_tokens(int maxLength, int keptWords)
    {
        TokenizerOutput output = s_tokenizer.Encode("a b a b", new EncodeOptions { MaxLength = maxLength });
        Assert.Equal(keptWords + 2, output.Count);
        Assert.Equal(keptWords < 4, output.Truncated);
        Assert.True(output[output.Count - 1].IsSpecial);
    }

    [Fact]
    public void Maximum_length_below_the_special_tokens_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => s_tokenizer.EncodePair("a", "b", new EncodeOptions { MaxLength = 2 }));
        Assert.Contains("MaxLength 2 is below the 3 special tokens", error.Message);
    }

    [Fact]
    public void Negative_maximum_length_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodeOptions { MaxLength = -1 });

    [Fact]
    public void Only_second_needs_a_second_text()
    {
        EncodeOptions options = new() { MaxLength = 3, Truncation = TruncationStrategy.OnlySecond };
        ArgumentException error = Assert.Throws<ArgumentException>(() => s_tokenizer.Encode("a b a b", options));
        Assert.Contains("needs a second text", error.Message);
    }

    [Theory]
    [InlineData(TruncationStrategy.OnlyFirst, "first text has only 2")]
    [InlineData(TruncationStrategy.OnlySecond, "second text has only 3")]
    public void A_text_that_is_too_short_to_give_is_refused(TruncationStrategy strategy, string message)
    {
        EncodeOptions options = new() { MaxLength = 4, Truncation = strategy };
        ArgumentException error = Assert.Throws<ArgumentException>(() => s_tokenizer.EncodePair("a b", "a b a", options));
        Assert.Contains(message, error.Message);
    }
}
