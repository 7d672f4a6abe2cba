using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Transformers.Generated.Text;
using Xunit;

namespace Runtime.Tests.Text;

/// <summary>Remembered words: the same tokens at the same places, from any thread, in memory that no text can make grow.</summary>
public sealed class WordCacheTests
{
    public static TheoryData<string> Models() => ["bytes", "characters", "unigram"];

    [Fact]
    public void What_was_added_is_found_and_nothing_else()
    {
        WordCache cache = new();
        WordToken[] found = new WordToken[WordCache.MaxTokens];
        for (int length = 1; length <= WordCache.MaxLength; length++)
        {
            string word = new('x', length);
            int count = 1 + ((WordCache.MaxLength - length) / 4);
            WordToken[] tokens = [.. Enumerable.Range(0, count).Select(i => new WordToken(int.MaxValue - i, (ushort)i, (ushort)length))];
            Assert.Equal(-1, cache.Find(word, found));
            cache.Add(word, tokens);
            Assert.Equal(tokens, found[..cache.Find(word, found)]);
            Assert.Equal(-1, cache.Find(word[1..] + '\0', found));
            Assert.Equal(-1, cache.Find(word + '\0', found));
        }

        cache.Add("none", []);
        Assert.Equal(0, cache.Find("none", found));
        Assert.Equal(-1, cache.Find("", found));
    }

    [Theory]
    [InlineData(WordCache.MaxLength + 1, 1)]
    [InlineData(WordCache.MaxLength, 2)]
    [InlineData(1, WordCache.MaxTokens + 1)]
    [InlineData(0, 1)]
    public void What_is_too_long_is_not_kept(int length, int tokens)
    {
        WordCache cache = new();
        string word = new('x', length);
        cache.Add(word, new WordToken[tokens]);
        Assert.Equal(-1, cache.Find(word, new WordToken[WordCache.MaxTokens + 1]));
    }

    /// <summary>A million different words, as an attacker would send them, take no more memory than the first did.</summary>
    [Fact]
    public void No_text_makes_it_grow()
    {
        SubwordTokenizer tokenizer = TinySubword.Load(TinySubword.Json("gpt2").ToJsonString());
        string[] texts = [.. Enumerable.Range(0, 1_000_000).Select(number => $" x{number:x5}").Chunk(10_000).Select(words => string.Concat(words))];
        TokenizerOutput output = new();
        tokenizer.Encode(texts[0] + texts[1], output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string text in texts)
        {
            tokenizer.Encode(text, output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>
    /// A cache is asked for words it has and words it has not, over text whose units came from anywhere: composed, doubled, dropped.
    /// </summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Remembered_words_have_the_tokens_and_places_of_new_ones(string name)
    {
        PieceStage stage = Model(name);
        PieceStage cached = CachedStage.Before(stage);
        Assert.IsType<CachedStage>(cached);
        Random random = new(17);
        NormalizedText text = new();
        TokenizerOutput expected = new(), actual = new();
        int repeated = 0;
        HashSet<string> seen = [];
        for (int round = 0; round < 20_000; round++)
        {
            string original = RandomNormalized(random, text);
            Piece whole = new(original, text, 0, text.Length);
            int start = random.Next(text.Length), end = random.Next(start + 1, text.Length + 1);
            start -= char.IsLowSurrogate(text.Chars[start]) ? 1 : 0;
            end += char.IsHighSurrogate(text.Chars[end - 1]) ? 1 : 0;
            Piece word = whole.Slice(start, end);
            repeated += seen.Add(word.Chars.ToString()) ? 0 : 1;
            expected.Clear();
            actual.Clear();
            stage.Encode(word, new EncodeTarget(expected, 0, 0, int.MaxValue));
            cached.Encode(word, new EncodeTarget(actual, 0, 0, int.MaxValue));
            Assert.Equal(expected.Ids, actual.Ids);
            Assert.Equal(expected.Starts, actual.Starts);
            Assert.Equal(expected.Ends, actual.Ends);
        }

        Assert.True(repeated > 2000, $"Only {repeated} words came again.");
    }

    /// <summary>Sixteen times as many words as slots, so that threads meet in the same ones.</summary>
    [Fact]
    public void Threads_never_see_the_tokens_of_another_word()
    {
        WordCache cache = new();
        int found = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            Random random = new(thread);
            WordToken[] tokens = new WordToken[WordCache.MaxTokens];
            for (int round = 0; round < 100_000; round++)
            {
                // Half of the time one of few words, which are found, and which the many others push out.
                int number = random.Next(2) == 0 ? random.Next(64) : random.Next(1 << 18);
                string word = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number}-{number}");
                ushort length = (ushort)word.Length;
                WordToken[] expected = [.. Enumerable.Range(0, 1 + (number % 8)).Select(i => new WordToken(number + i, (ushort)i, length))];
                int count = cache.Find(word, tokens);
                if (count >= 0)
                {
                    Assert.Equal(expected, tokens[..count]);
                    System.Threading.Interlocked.Increment(ref found);
                }
                else
                {
                    cache.Add(word, expected);
                }
            }
        });
        Assert.True(found > 50_000, $"Only {found} of 800,000 were found.");
    }

    /// <summary>Byte letters over bytes; characters with an unknown token that fuses; and a unigram model.</summary>
    private static PieceStage Model(string name)
    {
        TokenizerSource source = TokenizerSource.FromBytes("tiny", []);
        TokenTable tokens = new(source);
        PairMerges merges = new(source, tokens);
        if (name == "unigram")
        {
            PieceTrie trie = new(source);
            string[] pieces = ["a", "b", "ab", "aba", "é", "🙂", "🙂a"];
            for (int id = 0; id < pieces.Length; id++)
            {
                trie.Add(pieces[id], id + 1);
            }

            double[] scores = [0, -1, -1.5, -2, -2.5, -1, -3, -3];
            return new UnigramStage(trie, scores, -20, new UnknownSpelling(null, 0, Fuses: true), ScorePrecision.Double);
        }

        tokens.TryAdd("?", 0);
        if (name == "bytes")
        {
            for (int value = 0; value < 256; value++)
            {
                tokens.TryAdd([ByteAlphabet.LetterOf((byte)value)], tokens.Count);
            }
        }
        else
        {
            Array.ForEach(["a", "b", "🙂"], token => tokens.TryAdd(token, tokens.Count));
        }

        tokens.TryAdd("ab", tokens.Count);
        tokens.TryAdd("aba", tokens.Count);
        merges.Add("a", "b");
        merges.Add("ab", "a");
        PieceStage model = new BytePairStage(tokens, merges, new UnknownSpelling(null, 0, Fuses: true));
        return name == "bytes" ? new ByteLevelStage(model) : model;
    }

    /// <summary>Each code point of the original becomes none, one or two others; returns the original.</summary>
    private static string RandomNormalized(Random random, NormalizedText text)
    {
        string[] pieces = ["a", "a", "b", "b", "é", "🙂", "x"];
        StringBuilder original = new();
        text.Reset(origin: 0);
        bool faithful = random.Next(3) == 0;
        while (text.Length == 0 || random.Next(5) > 0)
        {
            string piece = pieces[random.Next(pieces.Length)];
            int images = faithful ? 1 : random.Next(3);
            for (int i = 0; i < images; i++)
            {
                text.AppendAll(faithful ? piece : pieces[random.Next(pieces.Length)], original.Length);
            }

            original.Append(piece);
        }

        return original.ToString();
    }
}
