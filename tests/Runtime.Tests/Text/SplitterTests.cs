using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>The splitters written by hand cut where .NET's regular expressions cut by the published patterns.</summary>
public sealed class SplitterTests
{
    private static readonly string[] s_pieces =
    [
        " ", " ", " ", "  ", "\t", "\n", "\r\n", "\n\n", "\u00A0", "\u3000", "\u0085", "\u2028",
        "'s", "'S", "'t", "'re", "'Ve", "'m", "'LL", "'ll", "'d", "'", "'\u017F", "'x", "'r", "'l",
        "the", "Hello", "a", "É", "中文", "\u0301", "1", "23", "4567", "½", "٣", ".", ",", "--", "\"", "$", "_", "🙂", "\U00010400", "\U0001D7D8",
        "\U0002F800", "\uFFFD", "\0", "\u200D",
    ];

    // Units that .NET, whose Unicode is another version's, puts in the same class.
    private static readonly char[] s_units =
        [.. Units().Where(unit => ClassByDotNet(unit) == ClassOf(unit))];

    [Theory]
    [InlineData("GPT-2", 1)]
    [InlineData("GPT-2", 2)]
    [InlineData("Llama 3", 3)]
    [InlineData("Llama 3", 4)]
    [InlineData("Qwen 2", 5)]
    [InlineData("Qwen 2", 6)]
    public void Random_text_is_cut_as_the_published_pattern_says(string name, int seed)
    {
        (IWordSplitter splitter, string pattern) = name switch
        {
            "GPT-2" => ((IWordSplitter)Gpt2Splitter.Instance, Gpt2Splitter.Pattern),
            "Llama 3" => (Llama3Splitter.Llama3, Llama3Splitter.Llama3Pattern),
            _ => (Llama3Splitter.Qwen2, Llama3Splitter.Qwen2Pattern),
        };

        // To the library that the patterns were written for, ſ is an s when case is ignored; to .NET it is not.
        Regex expression = new(pattern.Replace("(?i:'s|", "(?i:'s|'\u017F|", StringComparison.Ordinal), RegexOptions.CultureInvariant);
        Random random = new(seed);
        for (int round = 0; round < 20_000; round++)
        {
            string text = RandomText(random, random.Next(24));
            string twin = WithoutPairs(text, out List<int> places);
            List<(int, int)> actual = Cut(splitter, text);
            List<(int, int)> expected =
                [.. expression.Matches(twin).Select(match => (places[match.Index], places[match.Index + match.Length]))];
            Assert.True(
                expected.SequenceEqual(actual), $"{Escape(text)}: expected {string.Join(' ', expected)}, got {string.Join(' ', actual)}");
        }
    }

    /// <summary>So that leaving out the others leaves hardly anything out.</summary>
    [Fact]
    public void Nearly_all_units_have_the_class_that_dotnet_gives_them() =>
        Assert.InRange(s_units.Length, Units().Count() - 300, Units().Count());

    [Fact]
    public void Units_have_the_class_that_their_code_points_have()
    {
        foreach (char unit in Units())
        {
            Assert.True(ClassOf(unit) == CharacterRuns.ClassAt([unit], 0, out _), $"U+{(int)unit:X4}");
        }
    }

    [Theory]
    [InlineData("▁the▁cat", "▁the|▁cat")]
    [InlineData("the▁▁cat▁", "the|▁▁cat|▁")]
    [InlineData("▁▁", "▁▁")]
    [InlineData("x", "x")]
    public void Blanks_begin_words(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Cut(new BlankSplitter('▁'), text).Select(word => text[word.Start..word.End])));

    private static List<(int Start, int End)> Cut(IWordSplitter splitter, string text)
    {
        List<(int, int)> words = [];
        for (int end = 0; splitter.TryFindNext(text, end, out int start, out end);)
        {
            words.Add((start, end));
        }

        return words;
    }

    private static string RandomText(Random random, int pieces)
    {
        StringBuilder text = new();
        for (int i = 0; i < pieces; i++)
        {
            switch (random.Next(8))
            {
                case 0:
                    text.Append(s_units[random.Next(s_units.Length)]);
                    break;
                case 1:
                    text.Append(char.ConvertFromUtf32(random.Next(0x10000, 0x110000)));
                    break;
                default:
                    text.Append(s_pieces[random.Next(s_pieces.Length)]);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// The text with a character of the same class for each that .NET's expressions would see as two; <paramref name="places"/> tells where
    /// each of its units, and its end, are in the text.
    /// </summary>
    private static string WithoutPairs(string text, out List<int> places)
    {
        StringBuilder twin = new();
        places = [];
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoints.Read(text, i, out int length);
            places.Add(i);
            twin.Append(length == 1 ? text[i] : ClassOf(codePoint) switch
            {
                TextClass.Letter => '中',
                TextClass.Number => '½',
                _ => '☃',
            });
            i += length;
        }

        places.Add(text.Length);
        return twin.ToString();
    }

    private static TextClass ClassOf(int codePoint) =>
        CodePoints.IsLetter(codePoint) ? TextClass.Letter
        : CodePoints.IsNumber(codePoint) ? TextClass.Number
        : CodePoints.IsWhiteSpace(codePoint) ? TextClass.WhiteSpace
        : TextClass.Other;

    private static TextClass ClassByDotNet(char unit) => CharUnicodeInfo.GetUnicodeCategory(unit) switch
    {
        <= UnicodeCategory.OtherLetter => TextClass.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => TextClass.Number,
        _ => char.IsWhiteSpace(unit) ? TextClass.WhiteSpace : TextClass.Other,
    };

    private static IEnumerable<char> Units() =>
        Enumerable.Range(0, char.MaxValue + 1).Select(unit => (char)unit).Where(unit => !char.IsSurrogate(unit));

    private static string Escape(string text) =>
        string.Concat(text.Select(unit => unit is >= ' ' and < '\u007F' ? unit.ToString() : $"\\u{(int)unit:X4}"));
}
