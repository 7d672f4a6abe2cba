using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Transformers.Generated;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Text;

public sealed class EmbedTests : IDisposable
{
    private const string Sentence = "Paris is the capital of France.";
    private static readonly EmbedOptions s_raw = new() { Normalize = false };
    private static readonly EmbedOptions s_truncate = new() { Truncate = true };

    private readonly ModelFolder _folder = new("bert-cls");
    private readonly TinyBertPooler _model;

    public EmbedTests() => _model = TinyBertPooler.Load(_folder.FullPath);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void PoolingsAreThoseOfTheTokenLevel()
    {
        TokenizerOutput tokens = _model.Tokenizer.Encode(Sentence);
        TokenBatch batch = new(tokens.Ids, [tokens.Count], tokens.TypeIds);
        float[] expected = new float[TinyBertPooler.ModelDim];

        _model.EncodeMean(batch, expected);
        Assert.Equal(expected, _model.Embed(Sentence, s_raw));
        _model.EncodeFirst(batch, expected);
        Assert.Equal(expected, _model.Embed(Sentence, s_raw with { Pooling = Pooling.First }));
        _model.EncodePooled(batch, expected);
        Assert.Equal(expected, _model.Embed(Sentence, s_raw with { Pooling = Pooling.Pooler }));
    }

    [Fact]
    public void VectorsHaveLengthOneUnlessAskedOtherwise()
    {
        float[] raw = _model.Embed(Sentence, s_raw);
        float[] unit = _model.Embed(Sentence);
        double length = Math.Sqrt(raw.Sum(value => (double)value * value));
        Assert.NotInRange(length, 0.99, 1.01);
        Close.Rows([.. raw.Select(value => (float)(value / length))], unit, 1e-7f, "unit");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(60)]
    [InlineData(100_000)]
    public void BatchesEqualSingleTextsToTheLastBit(int batchTokens)
    {
        string[] texts = Texts.Make(60);
        EmbedOptions options = new() { BatchTokens = batchTokens, Truncate = true };
        float[][] embeddings = _model.Embed(texts, options);
        float[] flat = new float[texts.Length * TinyBertPooler.ModelDim];
        _model.Embed(texts, flat, options);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(_model.Embed(texts[i], s_truncate), embeddings[i]);
        }

        Assert.Equal(embeddings.SelectMany(row => row), flat);
        Assert.True(embeddings.Select(row => row[0]).Distinct().Count() > 30);
    }

    [Fact]
    public void BatchesNeverExceedTheModelsMaxTokens()
    {
        string[] texts = Texts.Make(40);
        using TinyBertPooler narrow = TinyBertPooler.Load(_folder.FullPath, new LoadOptions { MaxTokens = TinyBertPooler.ContextLength });
        Assert.Equal(_model.Embed(texts, s_truncate), narrow.Embed(texts, s_truncate));
    }

    [Fact]
    public void NoTextsGiveNoVectors()
    {
        Assert.Empty(_model.Embed([]));
        _model.Embed(Array.Empty<string>(), Span<float>.Empty);
    }

    [Fact]
    public void ATextThatIsTooLongIsAnErrorUnlessItMayBeCut()
    {
        string text = string.Join(' ', Enumerable.Repeat("moon", 30));
        ArgumentException error = Assert.Throws<ArgumentException>(() => _model.Embed(text));
        Assert.Contains("the text has 32 tokens, more than TinyBertPooler.ContextLength = 24", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => _model.Embed(["moon", text]));
        Assert.Contains("text 1 has 32 tokens", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => _model.Embed("one two three", new EmbedOptions { MaxTokens = 4 }));
        Assert.Contains("5 tokens, more than MaxTokens = 4", error.Message, StringComparison.Ordinal);

        Assert.Equal(_model.Embed(string.Join(' ', Enumerable.Repeat("moon", 22))), _model.Embed(text, s_truncate));
        Assert.Equal(_model.Embed("one two"), _model.Embed("one two three", s_truncate with { MaxTokens = 4 }));
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Assert.Throws<ArgumentNullException>(() => _model.Embed((string)null!));
        Assert.Throws<ArgumentNullException>(() => _model.Embed((IReadOnlyList<string>)null!));
        Assert.Contains("text 1 is null", Assert.Throws<ArgumentException>(() => _model.Embed(["a", null!])).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 32]", Assert.Throws<ArgumentException>(() => _model.Embed(Sentence, new float[31])).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 32]", Assert.Throws<ArgumentException>(() => _model.Embed(["a", "b"], new float[32])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbedOptions { MaxTokens = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmbedOptions { BatchTokens = 0 });
        ArgumentException error = Assert.Throws<ArgumentException>(() => _model.Embed("a", new EmbedOptions { MaxTokens = 25 }));
        Assert.Contains("ContextLength = 24", error.Message, StringComparison.Ordinal);
        using TinyBertClassifier classifier = TinyBertClassifier.Load(_folder.FullPath);
        Assert.Contains(
            "EncoderHead.Pooler",
            Assert.Throws<ArgumentException>(() => classifier.Embed("a", new EmbedOptions { Pooling = Pooling.Pooler })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _model.Embed("a", new EmbedOptions { Pooling = (Pooling)9 }));
    }

    [Theory]
    [InlineData("""{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false, "word_embedding_dimension": 32}""", Pooling.First)]
    [InlineData("""{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}""", Pooling.Mean)]
    [InlineData("""{"pooling_mode": "cls"}""", Pooling.First)]
    public void TheFolderSaysHowToPool(string config, Pooling expected)
    {
        _folder.Write("1_Pooling/config.json", config);
        Assert.Equal(_model.Embed(Sentence, new EmbedOptions { Pooling = expected }), _model.Embed(Sentence));
    }

    [Theory]
    [InlineData("""{"pooling_mode_max_tokens": true}""", "max_tokens")]
    [InlineData("""{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}""", "cls_token + mean_tokens")]
    [InlineData("""{"pooling_mode_cls_token": 1}""", "not true or false")]
    [InlineData("""{}""", "neither mean_tokens nor cls_token")]
    public void APoolingThatIsNotSupportedIsAnErrorUnlessOneIsChosen(string config, string expected)
    {
        _folder.Write("1_Pooling/config.json", config);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => _model.Embed(Sentence)).Message, StringComparison.Ordinal);
        _model.Embed(Sentence, new EmbedOptions { Pooling = Pooling.Mean });
    }

    [Fact]
    public void WithoutATokenizerTheErrorSaysWhatWasLookedFor()
    {
        using ModelFolder bare = new("bert-cls", hasTokenizer: false);
        using TinyBertPooler model = TinyBertPooler.Load(bare.FullPath);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => model.Embed("hello"));
        string[] parts = ["TinyBertPooler", bare.FullPath, "tokenizer.json", "vocab.txt", "LoadOptions.Tokenizer"];
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));

        bare.AddTokenizer();
        Assert.Equal(_model.Embed("hello"), model.Embed("hello"));
    }

    [Fact]
    public void ATokenizerOfTheUsersIsTaken()
    {
        using ModelFolder bare = new("bert-cls", hasTokenizer: false);
        using TinyBertPooler model = TinyBertPooler.Load(bare.PathOf("model.safetensors"), new LoadOptions { Tokenizer = _model.Tokenizer });
        Assert.Same(_model.Tokenizer, model.Tokenizer);
        Assert.Equal(_model.Embed(Sentence), model.Embed(Sentence));
    }

    [Fact]
    public void ATokenizerOfAnotherModelIsRefused()
    {
        using ModelFolder other = new("bert-cls");
        File.AppendAllText(other.PathOf("vocab.txt"), "more\n");
        using TinyBertPooler model = TinyBertPooler.Load(other.FullPath);
        const string Expected = "has 101 tokens, more than TinyBertPooler.VocabularySize = 100";
        Assert.Contains(Expected, Assert.Throws<InvalidOperationException>(() => model.Embed("hello")).Message, StringComparison.Ordinal);
        LoadOptions options = new() { Tokenizer = Tokenizers.Load(other.FullPath) };
        Assert.Contains(Expected, Assert.Throws<ArgumentException>(() => TinyBertPooler.Load(_folder.FullPath, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CancellationStopsBetweenBatches()
    {
        using CancellationTokenSource source = new();
        List<int> reported = [];
        Progress progress = new(done =>
        {
            reported.Add(done);
            source.Cancel();
        });
        string[] texts = Texts.Make(50);
        EmbedOptions options = s_truncate with { BatchTokens = 30 };
        Assert.ThrowsAny<OperationCanceledException>(() => _model.Embed(texts, options, progress, source.Token));
        Assert.InRange(Assert.Single(reported), 1, 49);
        Assert.ThrowsAny<OperationCanceledException>(() => _model.Embed(Sentence, cancellationToken: source.Token));

        reported.Clear();
        _model.Embed(texts, options, new Progress(reported.Add));
        Assert.Equal(50, reported[^1]);
        Assert.Equal(reported.Order(), reported);
    }

    [Fact]
    public void SpansAreEmbeddedWithoutAllocation()
    {
        float[] destination = new float[TinyBertPooler.ModelDim];
        EmbedOptions options = s_truncate with { MaxTokens = 6 };
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 20 && allocated != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _model.Embed(Sentence.AsSpan(), destination);
            _model.Embed(Sentence.AsSpan(), destination, options);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task ManyThreadsGetTheSameBits()
    {
        string[] texts = Texts.Make(40);
        float[][] expected = [.. texts.Select(text => _model.Embed(text, s_truncate))];
        using TinyBertPooler fresh = TinyBertPooler.Load(_folder.FullPath); // the tokenizer is loaded by whoever comes first
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < texts.Length; i++)
            {
                Assert.Equal(expected[i], fresh.Embed(texts[i], s_truncate));
            }

            Assert.Equal(expected, fresh.Embed(texts, s_truncate with { BatchTokens = 20 + thread }));
        })));
    }

    [Fact]
    public void ADisposedModelRefuses()
    {
        _model.Embed(Sentence);
        _model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _model.Embed(Sentence));
        Assert.Throws<ObjectDisposedException>(() => _model.Embed([Sentence]));
    }

    /// <summary>Reports on the caller's thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Progress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
