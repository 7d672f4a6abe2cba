using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using TestSupport;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>Random vocabularies and texts: equal to the naive twins; streaming equal to decoding whole; work that grows with the text.</summary>
public sealed class SubwordFuzzTests
{
    private static readonly EncodeOptions s_plain = new() { AddSpecialTokens = false };

    private static readonly string[] s_pieces =
    [
        "a", "b", "ab", "the ", "Hello", " ", "  ", "\t", "\n", "\r\n", "\u00A0", ".", "'s", "'LL", "12", "½", "é", "e\u0301", "\u0301", "中", "日本", "한", "🙂",
        "\uD800", "\uDC00", "\0", "\u200D", "▁", "<s>", "</s>", "<0x41>", "<|eot|>", "\u0344", "𝔘", "ſ", "ﬁ", "low", "lower", "going",
    ];

    public static TheoryData<string> Tokenizers() =>
        [.. TinySubword.Names(), "bpe", "unigram-model", "bpe-plain", "wordpiece"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_merges_encode_as_in_the_naive_twin(int seed)
    {
        Random random = new(seed);
        for (int vocabulary = 0; vocabulary < 60; vocabulary++)
        {
            (List<string> tokens, List<(string, string)> merges) = RandomMerges(random);
            SubwordTokenizer tokenizer = TinySubword.Load(TinySubword.BytePairs(tokens, merges).ToJsonString());
            for (int round = 0; round < 40; round++)
            {
                string text = string.Concat(Enumerable.Range(0, RandomLength(random, round)).Select(_ => "abcx"[random.Next(random.Next(2) == 0 ? 2 : 4)]));
                List<string> expected = ReferenceBytePair.Encode(text, merges);
                int[] ids = [.. expected.Select(token => Math.Max(0, tokens.IndexOf(token)))];
                Assert.True(ids.SequenceEqual(tokenizer.Encode(text).Ids.ToArray()), $"{text} with {string.Join(' ', merges)}: expected {string.Join(' ', expected)}");
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_scores_merge_as_in_the_naive_twin(int seed)
    {
        Random random = new(seed);
        for (int vocabulary = 0; vocabulary < 60; vocabulary++)
        {
            (List<string> tokens, _) = RandomMerges(random);
            float[] scores = [.. tokens.Select(_ => (float)-random.Next(6))]; // many equal ones
            TokenTable table = new(TokenizerSource.FromBytes("tiny", []));
            for (int id = 0; id < tokens.Count; id++)
            {
                table.TryAdd(tokens[id], id);
            }

            PieceMerges rules = new(table, PieceMerges.RanksOf(scores));
            for (int round = 0; round < 40; round++)
            {
                string text = string.Concat(Enumerable.Range(0, RandomLength(random, round)).Select(_ => "abc"[random.Next(3)]));
                SymbolList symbols = new();
                for (int i = 0; i < text.Length; i++)
                {
                    symbols.Add(table.Find(text.AsSpan(i, 1)), i, i + 1, merges: true);
                }

                symbols.MergeAll(text, rules);
                List<string> actual = [];
                for (int place = -1; symbols.TryGetNext(ref place, out _, out int start, out int end);)
                {
                    actual.Add(text[start..end]);
                }

                Assert.Equal(ReferenceBytePair.EncodeByScore(text, tokens, scores), actual);
            }
        }
    }

    /// <summary>Text is cut at blanks before it is merged only where no token reaches across one; the naive twin never cuts.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Cutting_at_blanks_changes_nothing(int seed)
    {
        Random random = new(seed);
        int cut = 0;
        for (int vocabulary = 0; vocabulary < 100; vocabulary++)
        {
            // In every other vocabulary a token may hold a blank anywhere.
            string[] parts = vocabulary % 2 == 0 ? ["a", "b"] : ["a", "b", "▁"];
            List<string> tokens = ["▁", "a", "b"];
            for (int i = 0; i < 15; i++)
            {
                string blanks = new('▁', random.Next(3));
                string token = blanks + string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => parts[random.Next(parts.Length)]));
                tokens.AddRange(token.Length > 0 && !tokens.Contains(token) ? [token] : []);
            }

            float[] scores = [.. tokens.Select(_ => (float)-random.Next(6))];
            TokenTable table = new(TokenizerSource.FromBytes("tiny", []));
            tokens.ForEach(token => table.TryAdd(token, table.Count));
            BytePairStage whole = new(table, new PieceMerges(table, PieceMerges.RanksOf(scores)), new UnknownSpelling(null, 0, Fuses: true));
            PieceStage stage = whole.CutAtBlanks('▁');
            cut += stage == whole ? 0 : 1;
            for (int round = 0; round < 40; round++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => "▁▁ab"[random.Next(4)]));
                NormalizedText normalized = new();
                normalized.AppendAll(text, 0);
                TokenizerOutput output = new();
                stage.Encode(new Piece(text, normalized, 0, normalized.Length), new EncodeTarget(output, 0, 0, int.MaxValue));
                Assert.Equal(ReferenceBytePair.EncodeByScore(text, tokens, scores), output.Ids.ToArray().Select(id => tokens[id]));
            }
        }

        Assert.InRange(cut, 50, 99);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Random_unigrams_encode_as_in_the_naive_twin(int seed)
    {
        Random random = new(seed);
        for (int vocabulary = 0; vocabulary < 60; vocabulary++)
        {
            Dictionary<string, double> scores = new() { ["<unk>"] = 0 };
            for (int i = 0; i < 25; i++)
            {
                scores[string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "abc"[random.Next(3)]))] = -random.NextDouble() * 10;
            }

            List<string> tokens = [.. scores.Keys];
            SubwordTokenizer tokenizer = TinySubword.Load(TinySubword.Unigram(scores.Select(pair => (pair.Key, pair.Value))).ToJsonString());
            for (int round = 0; round < 40; round++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "abcx"[random.Next(4)]));
                double best = ReferenceUnigram.BestScore(text, scores);
                TokenizerOutput output = tokenizer.Encode(text);
                double actual = ReferenceUnigram.ScoreOf(Enumerable.Range(0, output.Count).Select(i => text[output.Starts[i]..output.Ends[i]]), scores);
                Assert.Equal(best, actual, 1e-9);
                Assert.Equal(text, string.Concat(Enumerable.Range(0, output.Count).Select(i => text[output.Starts[i]..output.Ends[i]])));
                Assert.All(Enumerable.Range(0, output.Count).Where(i => output.Ids[i] > 0), i => Assert.Equal(tokens[output.Ids[i]], text[output.Starts[i]..output.Ends[i]]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Streaming_gives_what_decoding_gives(string name)
    {
        PipelineTokenizer tokenizer = Create(name);
        StreamingDetokenizer detokenizer = new(tokenizer);
        StreamingDetokenizer withSpecial = new(tokenizer, skipSpecialTokens: false);
        Random random = new(21);
        for (int round = 0; round < 500; round++)
        {
            int[] ids = round % 2 == 0
                ? [.. Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(tokenizer.VocabularySize))]
                : tokenizer.Encode(RandomText(random, 12)).Ids.ToArray();
            Assert.Equal(tokenizer.Decode(ids), Stream(detokenizer, ids));
            Assert.Equal(tokenizer.Decode(ids, skipSpecialTokens: false), Stream(withSpecial, ids));
        }
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void After_other_tokens_the_rest_of_the_whole_text_comes_out(string name)
    {
        PipelineTokenizer tokenizer = Create(name);
        Random random = new(23);
        for (int round = 0; round < 200; round++)
        {
            int[] ids = tokenizer.Encode(RandomText(random, 12)).Ids.ToArray();
            int cut = random.Next(ids.Length + 1);
            StreamingDetokenizer whole = new(tokenizer);
            int before = ids[..cut].Sum(id => whole.Add(id).Length);
            StreamingDetokenizer rest = new(tokenizer);
            rest.Follow(ids.AsSpan(0, cut));
            Assert.Equal(tokenizer.Decode(ids)[before..], Stream(rest, ids[cut..]));
        }
    }

    /// <summary>A blank before "n't" goes; so " n" at the end of a prompt is uncertain, and yet no part of what follows.</summary>
    [Fact]
    public void Of_the_tokens_before_a_text_nothing_comes_out()
    {
        TokenizerConfig config = TokenizerConfig.Read(
            TokenizerSource.FromBytes("tokenizer_config.json", """{"clean_up_tokenization_spaces": true}"""u8.ToArray()));
        byte[] json = Encoding.UTF8.GetBytes(TinySubword.Json("gpt2").ToJsonString());
        SubwordTokenizer tokenizer = new(SubwordJson.Read(TokenizerSource.FromBytes("tokenizer.json", json), config));
        StreamingDetokenizer detokenizer = new(tokenizer);
        detokenizer.Follow(tokenizer.Encode("it is n").Ids);
        Assert.Equal("ot so.", Stream(detokenizer, tokenizer.Encode("ot so .").Ids.ToArray()));
        Assert.Equal("it isn't", Stream(detokenizer, tokenizer.Encode("it is n't").Ids.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Offsets_lie_on_code_points_and_a_used_output_allocates_nothing(string name)
    {
        PipelineTokenizer tokenizer = Create(name);
        Random random = new(22);
        string[] texts = [.. Enumerable.Range(0, 200).Select(_ => RandomText(random, 20))];
        TokenizerOutput output = new();
        long allocated = long.MaxValue; // in the best round: a collection that other tests cause may empty the array pool in any of them
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (string text in texts)
            {
                tokenizer.Encode(text, output);
            }

            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
        foreach (string text in texts)
        {
            tokenizer.Encode(text, output, s_plain);
            for (int i = 0; i < output.Count; i++)
            {
                Token token = output[i];
                Assert.InRange(token.Start, 0, token.End);
                Assert.InRange(token.End, 0, text.Length);
                Assert.False(InsidePair(text, token.Start) || InsidePair(text, token.End), $"'{text}': token {i} cuts a surrogate pair.");
            }
        }
    }

    [Fact]
    public void Streaming_never_splits_a_character_and_starts_anew_after_the_end()
    {
        SubwordTokenizer tokenizer = TinySubword.Load(TinySubword.Json("gpt2").ToJsonString());
        StreamingDetokenizer detokenizer = new(tokenizer);
        int[] ids = tokenizer.Encode("한🙅").Ids.ToArray();
        Assert.True(ids.Length > 4);
        List<string> parts = [.. ids.Select(id => detokenizer.Add(id).ToString())];
        Assert.Equal(["한", "🙅"], parts.Where(part => part.Length > 0));
        Assert.Equal("", detokenizer.Complete().ToString());
        detokenizer.Add(ids[0]);
        Assert.Equal("\uFFFD", detokenizer.Complete().ToString());
        detokenizer.Add(ids[0]);
        detokenizer.Reset();
        System.Buffers.ArrayBufferWriter<char> writer = new();
        Array.ForEach(ids, id => detokenizer.Add(id, writer));
        Assert.Equal("한🙅", writer.WrittenSpan.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => detokenizer.Add(tokenizer.VocabularySize).ToString());
    }

    [Fact]
    public void Streaming_allocates_nothing_once_it_has_grown()
    {
        SubwordTokenizer tokenizer = TinySubword.Load(TinySubword.Json("llama2").ToJsonString());
        StreamingDetokenizer detokenizer = new(tokenizer);
        int[] ids = tokenizer.Encode("Hello 日本 🙂 world").Ids.ToArray();
        long allocated = 0;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (int id in ids)
            {
                detokenizer.Add(id);
            }

            detokenizer.Complete();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    /// <summary>The steps of merging are counted, not timed: a megabyte without a blank, and in words of the length that is dearest.</summary>
    [SharedDataTheory]
    [InlineData("one letter", "a", 1 << 20, 6)]
    [InlineData("a word's beginning", "antidisestablishmentarianism", 1 << 20, 6)]
    [InlineData("letters in order", "abcdefghijklmnopqrstuvwxyz", 1 << 20, 6)]
    [InlineData("ideographs", "日本語", 1 << 20, 6)]
    [InlineData("long words", "antidisestablishmentarianism", SymbolList.MaxSearched, 3 + (SymbolList.MaxSearched / 2))]
    public void A_byte_takes_few_steps_however_long_its_word(string what, string unit, int length, int most)
    {
        SubwordTokenizer tokenizer = SubwordTokenizer.FromTokenizerJson(TestData.Path("tokenizers", "gpt2", "tokenizer.json"));
        string word = string.Concat(Enumerable.Repeat(unit, length / Encoding.UTF8.GetByteCount(unit)));
        TokenizerOutput output = tokenizer.Encode(word);
        double steps = (double)output.Scratch.Symbols.Steps / Encoding.UTF8.GetByteCount(word);
        Assert.True(steps <= most, $"{what}: {steps:F2} steps a byte.");
        Assert.True(steps >= 1, $"{what}: {steps:F2} steps a byte are none at all.");
    }

    [Fact]
    public void Many_threads_get_what_one_gets()
    {
        SubwordTokenizer tokenizer = TinySubword.Load(TinySubword.Json("llama2").ToJsonString());
        Random random = new(31);
        string[] texts = [.. Enumerable.Range(0, 100).Select(_ => RandomText(random, 40))];
        int[][] expected = [.. texts.Select(text => tokenizer.Encode(text).Ids.ToArray())];
        Parallel.For(0, 8, _ =>
        {
            TokenizerOutput output = new();
            for (int i = 0; i < texts.Length; i++)
            {
                tokenizer.Encode(texts[i], output);
                Assert.True(output.Ids.SequenceEqual(expected[i]));
            }
        });
    }

    [Theory]
    [InlineData(" .", ".")]
    [InlineData("I do n't know , it 's ' fine ' , they 've . What ? No !", "I don't know, it's'fine ', they've. What? No!")]
    [InlineData("  . '  . ", " .'. ")]
    [InlineData(" n' n't n ' ' '", null)]
    public void Clean_up_is_done_pattern_after_pattern(string text, string? expected)
    {
        string naive = text;
        foreach ((string from, string to) in new[] { (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re") })
        {
            naive = naive.Replace(from, to, StringComparison.Ordinal);
        }

        DecodedText clean = new();
        SpaceCleanup cleanup = new();
        Array.ForEach([.. text], unit => cleanup.Append([unit], clean));
        cleanup.Finish(clean);
        Assert.Equal(naive, clean.Chars.ToString());
        Assert.Equal(expected ?? naive, naive);
    }

    private static PipelineTokenizer Create(string name) => name switch
    {
        "bpe" or "bpe-plain" => SubwordTokenizer.FromSentencePiece(TinyTokenizer.Golden(name + ".model")),
        "unigram-model" => SubwordTokenizer.FromSentencePiece(TinyTokenizer.Golden("unigram.model")),
        "wordpiece" => TinyTokenizer.Create(),
        _ => TinySubword.Load(TinySubword.Json(name).ToJsonString()),
    };

    private static string Stream(StreamingDetokenizer detokenizer, int[] ids)
    {
        StringBuilder text = new();
        foreach (int id in ids)
        {
            ReadOnlySpan<char> part = detokenizer.Add(id);
            Assert.False(part.Length > 0 && (char.IsHighSurrogate(part[^1]) || char.IsLowSurrogate(part[0])), "A character is split.");
            text.Append(part);
        }

        return text.Append(detokenizer.Complete()).ToString();
    }

    private static (List<string> Tokens, List<(string Left, string Right)> Merges) RandomMerges(Random random)
    {
        List<string> tokens = ["<unk>", "a", "b", "c"];
        List<(string, string)> merges = [];
        for (int i = 0; i < 30; i++)
        {
            string left = tokens[random.Next(1, tokens.Count)], right = tokens[random.Next(1, tokens.Count)];
            if (left.Length + right.Length <= 12 && !merges.Contains((left, right)))
            {
                merges.Add((left, right));
                if (!tokens.Contains(left + right))
                {
                    tokens.Add(left + right);
                }
            }
        }

        return (tokens, [.. merges.OrderBy(_ => random.Next())]);
    }

    /// <summary>Mostly short, and of each eight one longer than the words that are searched.</summary>
    private static int RandomLength(Random random, int round) => random.Next(round % 8 == 0 ? SymbolList.MaxSearched * 3 : 40);

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
}
