using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>Random text: equal to the naive twin, offsets that make sense, and the same from many threads.</summary>
public sealed class WordPieceFuzzTests
{
    /// <summary>
    /// Pieces of text that touch every rule: accents composed and not, ideographs, Hangul, emoji, unpaired surrogates, controls, blanks.
    /// </summary>
    private static readonly string[] s_pieces =
    [
        "a", "b", "ab", "A", "hello", "Hello", "un", "unaffable", " ", "  ", "\t", "\n", "\r\n", "\u00A0", "\u3000", "\u0085", ".", "—", "_", "[", "]",
        "é", "e\u0301", "\u0301", "İ", "ß", "ẞ", "Σ", "\u212B", "≠", "中", "\u2F800", "\U0002F800", "한", "\U0001F999", "\uD800", "\uDC00", "\0", "\u200D",
        "\uFFFD", "\u00AD", "\U00010400", "\U00010100", "\U0001D15E", "ǅ", "\u0344",
    ];

    private static readonly string[] s_words =
    [
        .. TinyTokenizer.Words, "e", "##e", "é", "##é", "i", "ss", "ß", "##ß", "σ", "##σ", "Σ", "##Σ", "å", "##å", "=", "ᄒ", "##ᅡ", "##ᆫ", "##ᅡᆫ", "한",
        "\U0001F999", "##\U0001F999", "\U00010428", "##\U00010428b", "##hello", "##un", "—", "_", "A", "##A", "Hello", "aba", "##abab",
    ];

    public static TheoryData<bool, int> Cases => new() { { true, 1 }, { true, 2 }, { false, 3 }, { false, 4 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Random_text_encodes_as_in_the_naive_twin(bool lowercase, int seed)
    {
        WordPieceTokenizer tokenizer = Create(lowercase);
        ReferenceWordPiece reference = new(s_words, lowercase);
        Random random = new(seed);
        TokenizerOutput output = new();
        EncodeOptions options = new() { AddSpecialTokens = false };
        for (int round = 0; round < 2000; round++)
        {
            string text = RandomText(random, random.Next(30));
            tokenizer.Encode(text, output, options);
            List<(int Id, int Start, int End)> expected = reference.Encode(text);
            List<(int Id, int Start, int End)> actual = [.. Enumerable.Range(0, output.Count).Select(i => (output.Ids[i], output.Starts[i], output.Ends[i]))];
            Assert.True(expected.SequenceEqual(actual), $"{Escape(text)}: expected {string.Join(' ', expected)}, got {string.Join(' ', actual)}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Offsets_are_monotone_and_lie_on_code_points(bool lowercase, int seed)
    {
        WordPieceTokenizer tokenizer = Create(lowercase);
        Random random = new(seed + 100);
        TokenizerOutput output = new();
        for (int round = 0; round < 2000; round++)
        {
            StringBuilder builder = new(RandomText(random, random.Next(15)));
            for (int i = 0; i < 10; i++)
            {
                builder.Append((char)random.Next(char.MaxValue + 1));
            }

            string text = builder.Append(random.Next(2) == 0 ? "[MASK]" : "").Append(RandomText(random, 5)).ToString();
            tokenizer.Encode(text, output);
            int lastStart = 0, lastEnd = 0;
            for (int i = 1; i < output.Count - 1; i++)
            {
                Token token = output[i];
                Assert.InRange(token.Start, lastStart, token.End - 1);
                Assert.InRange(token.End, lastEnd, text.Length);
                Assert.False(InsidePair(text, token.Start) || InsidePair(text, token.End), $"{Escape(text)}: token {i} cuts a surrogate pair.");
                (lastStart, lastEnd) = (token.Start, token.End);
            }
        }
    }

    [Fact]
    public void A_token_without_case_or_accents_is_its_own_text()
    {
        WordPieceTokenizer tokenizer = Create(lowercase: false);
        Random random = new(7);
        TokenizerOutput output = new();
        int compared = 0;
        for (int round = 0; round < 2000; round++)
        {
            string text = RandomText(random, 20);
            tokenizer.Encode(text, output, new EncodeOptions { AddSpecialTokens = false });
            for (int i = 0; i < output.Count; i++)
            {
                string token = tokenizer.GetToken(output.Ids[i]);
                string source = text[output.Starts[i]..output.Ends[i]];
                if (token != "[UNK]")
                {
                    string kept = string.Concat(source.EnumerateRunes().Where(rune => !CodePoints.IsRemovedByCleaning(rune.Value)));
                    Assert.Equal(token.StartsWith("##", StringComparison.Ordinal) ? token[2..] : token, kept);
                    compared++;
                }
            }
        }

        Assert.True(compared > 1000, $"Only {compared} tokens were known.");
    }

    [Fact]
    public void Many_threads_get_what_one_gets()
    {
        WordPieceTokenizer tokenizer = Create(lowercase: true);
        Random random = new(11);
        string[] texts = [.. Enumerable.Range(0, 200).Select(_ => RandomText(random, 40))];
        int[][] expected = [.. texts.Select(text => tokenizer.Encode(text).Ids.ToArray())];
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            TokenizerOutput output = new();
            for (int i = 0; i < texts.Length; i++)
            {
                tokenizer.Encode(texts[i], output);
                Assert.True(output.Ids.SequenceEqual(expected[i]));
            }
        });
    }

    [Fact]
    public void Encoding_into_a_used_output_allocates_nothing()
    {
        WordPieceTokenizer tokenizer = Create(lowercase: true);
        Random random = new(13);
        string[] texts = [.. Enumerable.Range(0, 200).Select(_ => RandomText(random, 60) + "[MASK]")];
        TokenizerOutput output = new();
        EncodeOptions truncating = new() { MaxLength = 16 };
        long allocated = 0;
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 1; i < texts.Length; i++)
            {
                tokenizer.Encode(texts[i], output);
                tokenizer.EncodePair(texts[i - 1], texts[i], output, truncating);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static WordPieceTokenizer Create(bool lowercase)
    {
        System.Text.Json.Nodes.JsonObject json = TinyTokenizer.Json(s_words);
        json["normalizer"]!["lowercase"] = lowercase;
        return TinyTokenizer.Load(json.ToJsonString());
    }

    private static string RandomText(Random random, int pieces)
    {
        StringBuilder text = new();
        for (int i = 0; i < pieces; i++)
        {
            text.Append(s_pieces[random.Next(s_pieces.Length)]);
        }

        return text.ToString();
    }

    private static bool InsidePair(string text, int position) =>
        position > 0 && position < text.Length && char.IsSurrogatePair(text[position - 1], text[position]);

    private static string Escape(string text) => string.Concat(text.Select(unit => unit is >= ' ' and < '\u007F' ? unit.ToString() : $"\\u{(int)unit:X4}"));
}
