using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Model.Tests.Contract;
using Transformers.Generated;
using Xunit;

namespace Model.Tests.Generation;

/// <summary>A trained model from prompt to text: one text however it is asked for, and clear errors.</summary>
public sealed class GenerationTests
{
    private static readonly GenerationOptions s_endless = new() { StopTokens = [], MaxNewTokens = 40 };

    public static TheoryData<string, GenerationOptions> Cases => new()
    {
        { "In the beginning", s_endless with { Sample = false } },
        { "And it came to pass", s_endless with { Sample = false, RepetitionPenalty = 1.2f, NoRepeatNGram = 3 } },
        { "", s_endless with { Seed = 1 } },
        { "Blessed are the ", s_endless with { Seed = 2, Temperature = 3, TopK = 0, TopP = 1 } }, // bytes of no character among the tokens
        { "<|endoftext|>Psalm 23\n", s_endless with { Seed = 3, StopStrings = ["LORD", "\n", "of the"] } },
        { "λόγος 😀", new GenerationOptions { Seed = 4 } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task AStreamGivesTheSameTextAndTokens(string prompt, GenerationOptions options)
    {
        using KingJamesModel model = KingJamesModel.Load();
        GenerationResult expected = model.GenerateResult(prompt, options);
        List<GeneratedText> pieces = [];
        await foreach (GeneratedText piece in model.GenerateAsync(prompt, options))
        {
            pieces.Add(piece);
        }

        Assert.Equal(expected.Text, string.Concat(pieces));
        Assert.All(pieces.SkipLast(1), piece => Assert.True(piece.Text.Length > 0 && piece.Result is null));
        GenerationResult streamed = pieces[^1].Result!;
        Assert.Equal(expected.Text, streamed.Text);
        Assert.Equal(expected.TokenIds, streamed.TokenIds);
        Assert.Equal((expected.FinishReason, expected.StopString, expected.Seed), (streamed.FinishReason, streamed.StopString, streamed.Seed));
        Assert.Equal(expected.Text, model.Generate(prompt, options));
    }

    /// <summary>Streaming in our own way, and by decoding a window again and again, as for any tokenizer.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void AForeignTokenizerGivesTheSameText(string prompt, GenerationOptions options)
    {
        using KingJamesModel model = KingJamesModel.Load();
        using KingJamesModel foreign = KingJamesModel.Load(new ForeignTokenizer(model.Tokenizer));
        GenerationResult expected = model.GenerateResult(prompt, options);
        GenerationResult found = foreign.GenerateResult(prompt, options);
        Assert.Equal(expected.TokenIds, found.TokenIds);
        Assert.Equal(expected.Text, found.Text);
    }

    [Fact]
    public void TheFoldersOptionsAreTheDefaults()
    {
        using KingJamesModel model = KingJamesModel.Load();
        GenerationResult result = model.GenerateResult("In the beginning");
        Assert.NotNull(result.Seed); // do_sample
        Assert.Equal(FinishReason.StopToken, result.FinishReason); // the line feed that ends a verse, or <|endoftext|>
        Assert.Contains(result.TokenIds[^1], GenerationOptions.Load(KingJamesModel.Home).StopTokens!);
    }

    /// <summary>Prompts that are searched together give what each gives alone; with one beam that is the most likely text.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void PromptsAreSearchedTogether(int beams)
    {
        using KingJamesModel model = KingJamesModel.Load();
        string[] prompts = ["In the beginning", "", "Blessed are the poor in spirit: for"];
        GenerationOptions options = new() { Sample = false, BeamCount = beams, ReturnCount = beams, MaxNewTokens = 12 };
        GeneratedSequence[][] found = model.Search(prompts, options);
        for (int i = 0; i < prompts.Length; i++)
        {
            GeneratedSequence[] alone = Assert.Single(model.Search([prompts[i]], options));
            Assert.Equal(beams, alone.Length);
            Assert.Equal(alone.Select(each => (each.Text, each.Score)), found[i].Select(each => (each.Text, each.Score)));
            if (beams == 1)
            {
                Assert.Equal(model.Generate(prompts[i], options), alone[0].Text);
            }
        }

        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Search(["a", null!], options));
        Assert.Contains("prompts[1] is null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyPromptBeginsWithTheTokenizersBosToken()
    {
        using TestFolder folder = new();
        File.WriteAllText(folder.PathOf("generation_config.json"), "{}");
        using KingJamesModel model = KingJamesModel.Load(folder.FullPath, new LoadOptions { ThreadCount = 1 });
        GenerationOptions options = new() { MaxNewTokens = 8 };
        GenerationResult result = model.GenerateResult("", options);
        Assert.Equal(1, result.PromptTokenCount);
        Assert.Equal(model.GenerateResult("<|endoftext|>", options).TokenIds, result.TokenIds);
    }

    [Fact]
    public void GenerationsAtOnceDoNotChangeEachOther()
    {
        using KingJamesModel model = KingJamesModel.Load(KingJamesModel.Home, new LoadOptions { ThreadCount = 2 });
        object[][] cases = [.. Cases];
        string[] alone = [.. cases.Select(item => model.Generate((string)item[0], (GenerationOptions)item[1]))];
        ConcurrencyTests.RunTogether(4, caller =>
        {
            for (int round = 0; round < 3; round++)
            {
                int index = (caller + round) % cases.Length;
                Assert.Equal(alone[index], model.Generate((string)cases[index][0], (GenerationOptions)cases[index][1]));
            }
        });
    }

    [Fact]
    public async Task WithoutATokenizerTheErrorSaysWhatIsMissing()
    {
        using TinyGpt2 model = TinyGpt2.Load(new Golden("gpt2").Checkpoint);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => model.Generate("a"));
        Assert.Contains("TinyGpt2 needs a tokenizer", error.Message, StringComparison.Ordinal);
        Assert.Contains("LoadOptions.Tokenizer", error.Message, StringComparison.Ordinal);
        IAsyncEnumerator<GeneratedText> stream = model.GenerateAsync("a").GetAsyncEnumerator();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await stream.MoveNextAsync());
    }

    [Fact]
    public void ADamagedGenerationConfigIsNamed()
    {
        using TestFolder folder = new();
        File.WriteAllText(folder.PathOf("generation_config.json"), """{"top_k": "many"}""");
        using KingJamesModel model = KingJamesModel.Load(folder.FullPath, new LoadOptions { ThreadCount = 1 });
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => model.Generate("a"));
        Assert.Contains("generation_config.json", error.Message, StringComparison.Ordinal);
        File.WriteAllText(folder.PathOf("generation_config.json"), """{"do_sample": false, "max_new_tokens": 3}""");
        Assert.Equal(3, model.GenerateResult("a").NewTokenCount); // a failure is not remembered
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedAndLeavesNothingBehind()
    {
        KingJamesModel model = KingJamesModel.Load();
        string words = string.Concat(Enumerable.Repeat("selah ", KingJamesModel.ContextLength));
        Assert.Contains("context of 256", Assert.Throws<ArgumentException>(() => model.Generate(words)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Generate("a", new GenerationOptions { StopTokens = [KingJamesModel.VocabularySize] }));
        Assert.Throws<ArgumentNullException>(() => model.Generate(null!));
        Assert.Throws<ArgumentNullException>(() => model.GenerateAsync(null!));
        model.Dispose();
        Assert.True(model.Weights.IsDisposed); // no session is open
    }

    /// <summary>A copy of the model's folder.</summary>
    private sealed class TestFolder : IDisposable
    {
        public TestFolder()
        {
            foreach (string file in Directory.GetFiles(KingJamesModel.Home))
            {
                File.Copy(file, PathOf(Path.GetFileName(file)));
            }
        }

        public string FullPath { get; } = Directory.CreateTempSubdirectory("generation-test-").FullName;

        public string PathOf(string name) => Path.Combine(FullPath, name);

        public void Dispose() => Directory.Delete(FullPath, recursive: true);
    }
}
