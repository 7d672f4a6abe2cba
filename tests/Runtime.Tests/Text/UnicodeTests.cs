using System;
using System.Linq;
using System.Text;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>The tables that stand in for string.Normalize and culture-free lower case.</summary>
public sealed class UnicodeTests
{
    [Theory]
    [InlineData(0x41, "41")]
    [InlineData(0xE9, "65 301")]
    [InlineData(0x1E69, "73 323 307")] // s with dot below and dot above
    [InlineData(0x1D7, "55 308 301")]
    [InlineData(0x1F82, "3B1 313 300 345")] // the longest decomposition
    [InlineData(0x212B, "41 30A")] // Ångström sign
    [InlineData(0x344, "308 301")]
    [InlineData(0x37E, "3B")] // the Greek question mark is a semicolon
    [InlineData(0x2260, "3D 338")]
    [InlineData(0xAC00, "1100 1161")] // first Hangul syllable
    [InlineData(0xD55C, "1112 1161 11AB")]
    [InlineData(0xD7A3, "1112 1175 11C2")] // last Hangul syllable
    [InlineData(0xD7A4, "D7A4")]
    [InlineData(0x2F800, "4E3D")]
    [InlineData(0x2FA1D, "2A600")] // the last row of the table
    [InlineData(0x1D15E, "1D157 1D165")]
    [InlineData(0xFB01, "FB01")] // a compatibility ligature stays
    [InlineData(0x10FFFF, "10FFFF")]
    public void Decomposition_is_the_full_canonical_one(int codePoint, string expected)
    {
        Span<int> parts = stackalloc int[CanonicalDecomposition.MaxLength];
        int count = CanonicalDecomposition.Decompose(codePoint, parts);
        Assert.Equal(expected, string.Join(' ', parts[..count].ToArray().Select(part => part.ToString("X"))));
    }

    [Fact]
    public void Decompositions_decompose_no_further()
    {
        Span<int> parts = stackalloc int[CanonicalDecomposition.MaxLength];
        Span<int> again = stackalloc int[CanonicalDecomposition.MaxLength];
        int decomposed = 0;
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            int count = CanonicalDecomposition.Decompose(codePoint, parts);
            decomposed += count != 1 || parts[0] != codePoint ? 1 : 0;
            for (int i = 0; i < count; i++)
            {
                Assert.True(CanonicalDecomposition.Decompose(parts[i], again) == 1 && again[0] == parts[i], $"U+{codePoint:X4}");
            }
        }

        Assert.Equal(2081 + 11172, decomposed); // rows of the table, and Hangul syllables
    }

    [Theory]
    [InlineData('A', "61")]
    [InlineData('[', "5B")]
    [InlineData('@', "40")]
    [InlineData(0x130, "69 307")] // I with dot
    [InlineData(0x131, "131")]
    [InlineData(0x49, "69")] // whatever the culture
    [InlineData(0xC0, "E0")]
    [InlineData(0xD7, "D7")] // the multiplication sign stands among the capitals
    [InlineData(0x3A3, "3C3")]
    [InlineData(0x1E9E, "DF")]
    [InlineData(0x212A, "6B")] // Kelvin sign
    [InlineData(0x10A0, "2D00")]
    [InlineData(0x13A0, "AB70")]
    [InlineData(0x1C90, "10D0")]
    [InlineData(0x10400, "10428")]
    [InlineData(0x1E921, "1E943")]
    [InlineData(0x10FFFF, "10FFFF")]
    public void Lower_case_is_that_of_Unicode(int codePoint, string expected)
    {
        Span<int> parts = stackalloc int[Lowercase.MaxLength];
        int count = Lowercase.Map(codePoint, parts);
        Assert.Equal(expected, string.Join(' ', parts[..count].ToArray().Select(part => part.ToString("X"))));
    }

    /// <summary>The test host runs with InvariantGlobalization, under which .NET uses its own data too.</summary>
    [Fact]
    public void Lower_case_agrees_with_dotnet_everywhere_it_has_an_opinion()
    {
        Span<int> parts = stackalloc int[Lowercase.MaxLength];
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (Rune.IsValid(codePoint) && Rune.ToLowerInvariant(new Rune(codePoint)).Value is int lower && lower != codePoint)
            {
                Assert.Equal(1, Lowercase.Map(codePoint, parts));
                Assert.True(lower == parts[0], $"U+{codePoint:X4}");
            }
        }
    }

    [Theory]
    [InlineData("a", 0, 'a', 1)]
    [InlineData("\U0001F999", 0, 0x1F999, 2)]
    [InlineData("\U0001F999", 1, 0xFFFD, 1)] // a low surrogate alone
    [InlineData("\uD800", 0, 0xFFFD, 1)]
    [InlineData("\uD800a", 0, 0xFFFD, 1)]
    [InlineData("\uD800\uD800", 0, 0xFFFD, 1)]
    public void Unpaired_surrogates_are_read_as_the_replacement_character(string text, int index, int codePoint, int length)
    {
        Assert.Equal(codePoint, CodePoints.Read(text, index, out int actualLength));
        Assert.Equal(length, actualLength);
    }

    [Theory]
    [InlineData('$', true)]
    [InlineData('~', true)]
    [InlineData(' ', false)]
    [InlineData('a', false)]
    [InlineData('\u007F', false)]
    [InlineData('€', false)] // a symbol outside ASCII
    [InlineData('—', true)]
    [InlineData('。', true)]
    [InlineData(0x10100, true)]
    [InlineData(0x2E52, false)] // punctuation only since Unicode 14
    public void Punctuation_is_that_of_Unicode_8_and_ASCII_symbols(int codePoint, bool expected) =>
        Assert.Equal(expected, CodePoints.IsPunctuation(codePoint));
}
