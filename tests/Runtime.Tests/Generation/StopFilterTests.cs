using System;
using System.Linq;
using System.Text;
using Transformers.Generated.Generation;
using Xunit;

namespace Runtime.Tests.Generation;

/// <summary>Stop strings: what is released, withheld and cut.</summary>
public sealed class StopFilterTests
{
    [Theory]
    [InlineData("one|END| two", "END", "one")] // in one piece
    [InlineData("one |E|N|D two", "END", "one ")] // over pieces
    [InlineData("EEN|END", "END", "EEN")]
    [InlineData("b|ab|aab|c", "aab", "b|ab")]
    [InlineData("xxSTOPyy", "TOP|STOP", "xx")] // both complete at one place: the longer
    [InlineData("xxSTOPyy", "STOPyy|OP", "xxST")] // the first that is complete
    [InlineData("one EN", "END", "one EN")] // withheld to the end
    [InlineData("😀|😁|!", "😁", "😀")]
    public void Text_ends_before_the_first_complete_stop_string(string pieces, string stops, string expected)
    {
        expected = expected.Replace("|", "", StringComparison.Ordinal);
        Assert.Equal(expected, Run(pieces.Split('|'), stops.Split('|'), out _));
    }

    [Fact]
    public void Random_texts_give_what_reading_by_characters_gives_however_they_are_cut()
    {
        Random random = new(1);
        int found = 0;
        for (int round = 0; round < 20_000; round++)
        {
            string text = Letters(random.Next(1, 30));
            string[] stops = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters(random.Next(1, 6)))];
            string[] pieces = [.. text.Select(letter => letter + (random.Next(3) == 0 ? "|" : ""))];
            pieces = string.Concat(pieces).Split('|');
            string expected = Naive(text, stops, out string? stop);

            Assert.Equal(expected, Run(pieces, stops, out string? actual));
            Assert.Equal(stop, actual);
            found += stop is null ? 0 : 1;
        }

        Assert.InRange(found, 2_000, 18_000);

        string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('a' + random.Next(3))));
    }

    /// <summary>Runs a filter and checks each release: it withholds no more than the beginning of a stop string.</summary>
    private static string Run(string[] pieces, string[] stops, out string? found)
    {
        StopFilter filter = new(stops);
        StringBuilder released = new();
        for (int i = 0; i < pieces.Length; i++)
        {
            filter.Append(pieces[i]);
            released.Append(filter.Release());
            Assert.Equal(filter.Text.ToString(), released.ToString());
            if (filter.Found is not null)
            {
                break;
            }

            string withheld = string.Concat(pieces[..(i + 1)])[released.Length..];
            Assert.Contains(stops, stop => stop.StartsWith(withheld, StringComparison.Ordinal));
        }

        filter.End();
        released.Append(filter.Release());
        found = filter.Found;
        return released.ToString();
    }

    private static string Naive(string text, string[] stops, out string? found)
    {
        for (int end = 1; end <= text.Length; end++)
        {
            found = stops.Where(stop => text[..end].EndsWith(stop, StringComparison.Ordinal)).MaxBy(stop => stop.Length);
            if (found is not null)
            {
                return text[..(end - found.Length)];
            }
        }

        found = null;
        return text;
    }
}
