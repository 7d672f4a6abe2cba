using System;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

public sealed class TokenizerOutputTests
{
    private static TokenizerOutput Filled(int count)
    {
        TokenizerOutput output = new();
        for (int i = 0; i < count; i++)
        {
            output.Add(new Token(i, i * 2, (i * 2) + 1, TypeId: i % 2, TextIndex: (i % 3) - 1));
        }

        return output;
    }

    [Fact]
    public void Added_tokens_come_back_in_every_view()
    {
        TokenizerOutput output = Filled(200);
        Assert.Equal(200, output.Count);
        Assert.Equal(new Token(199, 398, 399, 1, 0), output[199]);
        Assert.Equal(199, output.Ids[^1]);
        Assert.Equal(398, output.Starts[^1]);
        Assert.Equal(399, output.Ends[^1]);
        Assert.Equal(1, output.TypeIds[^1]);
        Assert.Equal(0, output.TextIndices[^1]);
        Assert.True(output[0].IsSpecial);
        Assert.False(output[1].IsSpecial);
    }

    [Fact]
    public void Clear_empties_every_view()
    {
        TokenizerOutput output = Filled(3);
        output.Truncated = true;
        output.Clear();
        Assert.Equal(0, output.Count + output.Ids.Length + output.Starts.Length + output.Ends.Length + output.TypeIds.Length + output.TextIndices.Length);
        Assert.False(output.Truncated);
    }

    [Theory]
    [InlineData(0, 2, "2 3 4")]
    [InlineData(3, 2, "0 1 2")]
    [InlineData(1, 3, "0 4")]
    [InlineData(5, 0, "0 1 2 3 4")]
    [InlineData(0, 5, "")]
    public void Removing_a_range_keeps_the_rest_in_order(int index, int count, string left)
    {
        TokenizerOutput output = Filled(5);
        output.RemoveRange(index, count);
        Assert.Equal(left, string.Join(' ', output.Ids.ToArray()));
        for (int i = 0; i < output.Count; i++)
        {
            Assert.Equal(output.Ids[i] * 2, output.Starts[i]);
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 6)]
    [InlineData(5, 1)]
    [InlineData(1, -1)]
    public void Removing_outside_the_list_is_refused(int index, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Filled(5).RemoveRange(index, count));

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void Reading_outside_the_list_is_refused(int index) => Assert.Throws<ArgumentOutOfRangeException>(() => Filled(5)[index]);

    [Fact]
    public void A_third_text_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenizerOutput().Add(new Token(0, 0, 0, 0, 2)));
}
