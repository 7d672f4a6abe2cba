using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Transformers.Generated;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>An encoder-decoder from source text to target text: one text however it is asked for, and clear errors.</summary>
public sealed class TranslationTests : IDisposable
{
    private const int Start = MarianFolder.Padding;

    private static readonly string[] s_sources =
        ["And God said, Let there be light", "", "the beginning", "In the earth and the heaven and the sea"];

    private static readonly GenerationOptions s_greedy = new() { BeamCount = 1, MaxNewTokens = 12 };

    private readonly MarianFolder _folder = new();
    private readonly TinyMarian _model;

    public TranslationTests() => _model = TinyMarian.Load(_folder.FullPath, new LoadOptions { ThreadCount = 1 });

    public static TheoryData<GenerationOptions> Ways =>
    [
        s_greedy,
        s_greedy with { RepetitionPenalty = 1.3f, NoRepeatNGram = 2, MinNewTokens = 8 },
        s_greedy with { Sample = true, Seed = 7, Temperature = 2, LogProbabilities = true },
        s_greedy with { Sample = true, Seed = 8, Temperature = 3, StopTokens = [], StopStrings = ["e", "th"] },
        s_greedy with { SuppressedTokens = [5, 6, 7], BadWords = [[9], [10, 11]], ForcedBosToken = 4, ForcedEosTokens = [0] },
    ];

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AStreamABatchAndASearchGiveTheSame(GenerationOptions options)
    {
        string[] batch = _model.Generate(s_sources, options);
        GeneratedSequence[][] found = _model.Search(s_sources, options);
        for (int i = 0; i < s_sources.Length; i++)
        {
            GenerationResult alone = _model.GenerateResult(s_sources[i], options);
            List<GeneratedText> pieces = [];
            await foreach (GeneratedText piece in _model.GenerateAsync(s_sources[i], options))
            {
                pieces.Add(piece);
            }

            GenerationResult streamed = pieces[^1].Result!;
            Assert.Equal(alone.Text, string.Concat(pieces));
            Assert.Equal(alone.TokenIds, streamed.TokenIds);
            Assert.Equal((alone.FinishReason, alone.StopString, alone.Seed), (streamed.FinishReason, streamed.StopString, streamed.Seed));
            Assert.Equal(options.LogProbabilities == true, alone.LogProbabilities is not null);
            Assert.Equal(alone.LogProbabilities, streamed.LogProbabilities);
            Assert.Equal(1, alone.PromptTokenCount);
            Assert.Equal(alone.Text, _model.Generate(s_sources[i], options));
            Assert.Equal(alone.Text, batch[i]);
            GeneratedSequence only = Assert.Single(found[i]);
            Assert.Equal((alone.Text, alone.FinishReason, alone.Seed), (only.Text, only.FinishReason, only.Seed));
            Assert.Equal(alone.TokenIds, only.TokenIds);
            Assert.Equal(alone.LogProbabilities ?? only.LogProbabilities, only.LogProbabilities);
        }

        if (options.StopStrings is not null)
        {
            Assert.Contains(found, each => each[0].FinishReason == FinishReason.StopString);
        }
    }

    /// <summary>The same seed gives the same targets, another one others.</summary>
    [Fact]
    public void SeedsDecideWhatIsSampled()
    {
        GenerationOptions options = s_greedy with { Sample = true, Seed = 1, Temperature = 5, TopK = 0, StopTokens = [] };
        string[] first = _model.Generate(s_sources, options);
        Assert.Equal(first, _model.Generate(s_sources, options));
        Assert.NotEqual(first, _model.Generate(s_sources, options with { Seed = 2 }));
        Assert.NotEqual(first, _model.Generate(s_sources, options with { Sample = false, Temperature = null, TopK = null }));
        Assert.NotNull(_model.GenerateResult(s_sources[0], options with { Seed = null }).Seed);
        GeneratedSequence drawn = _model.Search([s_sources[0]], options with { Seed = null })[0][0];
        Assert.NotNull(drawn.Seed);
        Assert.Equal(drawn.TokenIds, _model.GenerateResult(s_sources[0], options with { Seed = drawn.Seed }).TokenIds);
    }

    [Fact]
    public void TheFoldersOptionsAreTheDefaults()
    {
        GenerationOptions written = new()
        {
            BeamCount = 3, LengthPenalty = 0.6f, MaxNewTokens = 12, DecoderStartToken = Start, StopTokens = [0], BadWords = [[Start]],
            ExcludedTokens = [Start], ReturnCount = 3,
        };
        Equal(_model.Search(s_sources, written), _model.Search(s_sources, new GenerationOptions { ReturnCount = 3 }));
        Assert.Equal(_model.Search(s_sources).Select(found => found[0].Text), _model.Generate(s_sources));
        ArgumentException error = Assert.Throws<ArgumentException>(() => _model.GenerateResult(s_sources[0]));
        Assert.Contains("BeamCount is 3", error.Message, StringComparison.Ordinal);

        File.WriteAllText(
            _folder.PathOf("generation_config.json"),
            """{"decoder_start_token_id": 99, "eos_token_id": 0, "forced_bos_token_id": 5, "forced_eos_token_id": 0, "max_length": 6}""");
        GeneratedSequence[][] forced = _model.Search(s_sources);
        Assert.All(forced, each => Assert.Equal(5, each[0].TokenIds[0]));
        Assert.All(forced, each => Assert.Equal(0, each[0].TokenIds[^1]));
        Assert.Contains(forced, each => each[0].TokenIds.Count == 5); // the start token counts
        File.WriteAllText(_folder.PathOf("generation_config.json"), "{}");
        error = Assert.Throws<ArgumentException>(() => _model.Generate(s_sources));
        Assert.Contains("DecoderStartToken", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Texts are the tokens' and follow their prefix, blanks included; the search itself is that of tokens.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void TargetsBeginAsTheyShould(int beams)
    {
        GenerationOptions options = new() { BeamCount = beams, ReturnCount = beams, MaxNewTokens = 12 };
        string[] prefixes = ["and the", "", "LORD", "in"];
        GeneratedSequence[][] found = _model.Search(s_sources, options, prefixes);
        int[][] sources = [.. s_sources.Select(source => _model.Tokenizer.Encode(source).Ids.ToArray())];
        EncodeOptions withoutEnd = new() { AddSpecialTokens = false };
        ITokenizer tokenizer = _model.TargetTokenizer;
        int[][] starts = [.. prefixes.Select(prefix => tokenizer.Encode(prefix, withoutEnd).Ids.ToArray())];
        GeneratedSequence[][] tokens = _model.Search(
            new TokenBatch([.. sources.SelectMany(ids => ids)], [.. sources.Select(ids => ids.Length)]), options, starts);
        for (int i = 0; i < s_sources.Length; i++)
        {
            Equal([tokens[i]], [found[i]]);
            Assert.All(tokens[i], each => Assert.Null(each.Text));
            foreach (GeneratedSequence each in found[i])
            {
                Assert.Equal(tokenizer.Decode([.. starts[i], .. each.TokenIds]), tokenizer.Decode(starts[i]) + each.Text);
            }

            Assert.Equal(found[i][0].Text, _model.Generate(s_sources[i], options with { ReturnCount = 1 }, prefixes[i]));
        }

        if (beams == 1)
        {
            GenerationResult result = _model.GenerateResult(s_sources[0], options, prefixes[0]);
            Assert.Equal((found[0][0].Text, 1 + starts[0].Length), (result.Text, result.PromptTokenCount));
        }
    }

    /// <summary>What a search found has the score that it is given when it is asked about.</summary>
    [Fact]
    public void GivenTargetsAreScoredAsInASearch()
    {
        GenerationOptions options = new() { BeamCount = 4, ReturnCount = 4, MaxNewTokens = 12 };
        GeneratedSequence[] found = _model.Search([s_sources[0]], options)[0];
        GeneratedSequence[] scored = _model.Score([.. found.Select(_ => s_sources[0])], [.. found.Select(each => each.Text!)]);
        int compared = 0;
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i].TokenIds.SequenceEqual(scored[i].TokenIds)) // a text may be cut in another way than it came about
            {
                Assert.Equal(found[i].Score, scored[i].Score, 1e-5);
                Assert.Equal(FinishReason.StopToken, scored[i].FinishReason);
                compared++;
            }
        }

        Assert.InRange(compared, 1, 4);
        ArgumentException error = Assert.Throws<ArgumentException>(() => _model.Score(["a", "b"], ["c"]));
        Assert.Contains("2 sources but 1 targets", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamCanBeCancelledAndLeavesNothingBehind()
    {
        GenerationOptions endless = s_greedy with { Sample = true, Seed = 3, StopTokens = [], MaxNewTokens = 20 };
        using CancellationTokenSource stop = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (GeneratedText piece in _model.GenerateAsync(s_sources[0], endless, cancellationToken: stop.Token))
            {
                Assert.Null(piece.Result);
                await stop.CancelAsync();
            }
        });
        await foreach (GeneratedText _ in _model.GenerateAsync(s_sources[0], endless))
        {
            break;
        }

        Assert.ThrowsAny<OperationCanceledException>(() => _model.Search(s_sources, s_greedy, cancellationToken: stop.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => _model.GenerateResult(s_sources[0], s_greedy, cancellationToken: stop.Token));
        _model.Dispose();
        Assert.True(_model.Weights.IsDisposed); // no session is open
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        GenerationOptions stops = new() { StopStrings = ["a"] };
        Assert.Contains("BeamCount = 1", Message(() => _model.Generate(s_sources, stops)), StringComparison.Ordinal);
        Assert.Contains("makes no text", Message(() => _model.Search(new TokenBatch([5], [1]), stops)), StringComparison.Ordinal);
        Assert.Contains("4 sources but 1 prefixes", Message(() => _model.Search(s_sources, prefixes: ["a"])), StringComparison.Ordinal);
        Assert.Contains("sources[1] is null", Message(() => _model.Search(["a", null!])), StringComparison.Ordinal);
        string longPrefix = string.Concat(Enumerable.Repeat("and ", 40));
        Assert.Contains("it must have 1 to 24", Message(() => _model.Generate("a", s_greedy, longPrefix)), StringComparison.Ordinal);
        Assert.Contains("context of 24", Message(() => _model.GenerateResult("a", s_greedy, longPrefix)), StringComparison.Ordinal);
        Assert.Empty(_model.Search([], s_greedy));
        Assert.Empty(_model.Search([]));

        static string Message(Action act) => Assert.Throws<ArgumentException>(act).Message;
    }

    /// <summary>A target that fills the context ends alone; others, which began with less, go on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ATargetThatFillsTheContextEndsAlone(int beams)
    {
        GenerationOptions options = new() { BeamCount = beams, StopTokens = [], MaxLength = 100 };
        int[] sources = [5, 6, 7];
        int[][] prefixes = [[.. Enumerable.Range(2, 20)], [], [8, 9]];
        GeneratedSequence[][] found = _model.Search(new TokenBatch(sources, [1, 1, 1]), options, prefixes);
        for (int i = 0; i < sources.Length; i++)
        {
            Equal(_model.Search(new TokenBatch([sources[i]], [1]), options, [prefixes[i]]), [found[i]]);
            Assert.Equal(FinishReason.ContextFull, found[i][0].FinishReason);
            Assert.Equal(TinyMarian.ContextLength - prefixes[i].Length, found[i][0].TokenIds.Count); // the last is not consumed
        }
    }

    [Fact]
    public void AFullRowIsNotContinued()
    {
        using EncoderDecoderSession session = _model.CreateSession(new TokenBatch([5, 6], [1, 1]));
        float[] logits = new float[2 * TinyMarian.VocabularySize];
        int[] targets = [.. Enumerable.Repeat(Start, TinyMarian.ContextLength + 1)];
        session.Prefill(new TokenBatch(targets, [TinyMarian.ContextLength, 1]), logits);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => session.Step([2, 2], [1, 0], logits));
        Assert.Contains("row 0 is full: TinyMarian takes ContextLength = 24 tokens", error.Message, StringComparison.Ordinal);
        ArgumentException empty = Assert.Throws<ArgumentException>(() => session.Step([], [], []));
        Assert.Contains("without tokens", empty.Message, StringComparison.Ordinal);
        Assert.Equal((2, TinyMarian.ContextLength), (session.RowCount, session.Position));
        session.Step([2], [1], logits.AsSpan(0, TinyMarian.VocabularySize));
        Assert.Equal((1, 2), (session.RowCount, session.Position));
    }

    /// <summary>Each side of Marian is cut by its own model; where the vocabularies are two, each has its own too.</summary>
    [Fact]
    public void EachSideHasItsTokenizer()
    {
        Assert.NotSame(_model.Tokenizer, _model.TargetTokenizer);
        Assert.Equal(_model.Tokenizer.Encode(s_sources[0]).Ids, _model.TargetTokenizer.Encode(s_sources[0]).Ids);
        File.WriteAllText(_folder.PathOf("target_vocab.json"), """{"</s>": 0, "<unk>": 1, "▁the": 2, "<pad>": 3}""");
        using TinyMarian second = TinyMarian.Load(_folder.FullPath);
        Assert.Equal(4, second.TargetTokenizer.VocabularySize);
        Assert.Equal("the the", second.TargetTokenizer.Decode([2, 2, 0]));
        Assert.Equal([2, 0], second.TargetTokenizer.Encode("the").Ids.ToArray());
        Assert.Equal("the", second.Tokenizer.Decode(second.Tokenizer.Encode("the").Ids));
        using TinyMarian given = TinyMarian.Load(_folder.FullPath, new LoadOptions { Tokenizer = _model.Tokenizer });
        Assert.Same(_model.Tokenizer, given.TargetTokenizer);
        using TinyMarian both = TinyMarian.Load(
            _folder.FullPath, new LoadOptions { Tokenizer = _model.Tokenizer, TargetTokenizer = second.TargetTokenizer });
        Assert.Same(second.TargetTokenizer, both.TargetTokenizer);
    }

    private static void Equal(GeneratedSequence[][] expected, GeneratedSequence[][] found)
    {
        Assert.Equal(Spell(expected), Spell(found));

        static IEnumerable<string> Spell(GeneratedSequence[][] all) =>
            all.SelectMany(each => each).Select(item => $"{item.Score} {string.Join(' ', item.TokenIds)}");
    }
}
