using System;
using System.IO;
using System.Linq;
using TestSupport;
using Transformers.Generated;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Text;

public sealed class ClassifyTests : IDisposable
{
    private const string Sentence = "A good film!";
    private readonly ModelFolder _folder = new ModelFolder("bert-cls").Write("config.json", """{"id2label": {"0": "bad", "2": "good", "1": "so-so"}}""");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ScoresAreTheSoftmaxOfTheLogits()
    {
        using TinyBertClassifier model = TinyBertClassifier.Load(_folder.FullPath);
        TokenizerOutput tokens = model.Tokenizer.Encode(Sentence);
        float[] logits = new float[3];
        model.ComputeLogits(new TokenBatch(tokens.Ids, [tokens.Count], tokens.TypeIds), logits);

        Classification result = model.Classify(Sentence);
        Assert.Equal(logits, result.Logits.ToArray());
        double sum = logits.Sum(logit => Math.Exp(logit));
        Close.Rows([.. logits.Select(logit => (float)(Math.Exp(logit) / sum))], result.Probabilities, 1e-7f, "probabilities");
        Assert.Equal(Array.IndexOf(logits, logits.Max()), result.Index);
        Assert.Equal(new[] { "bad", "so-so", "good" }, model.Labels);
        Assert.Equal(model.Labels[result.Index], result.Label);
        Assert.Equal(result.Probabilities[result.Index], result.Probability);
        Assert.Equal(logits.Max(), result.Logit);
        Assert.StartsWith(result.Label + " (", result.ToString(), StringComparison.Ordinal);

        Assert.Equal(result.Probabilities.ToArray().OrderDescending(), result.Top(9).Select(score => score.Probability));
        Assert.Equal(new LabelScore(result.Index, result.Label, result.Probability), Assert.Single(result.Top(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Top(0));
        float[] probabilities = new float[3];
        model.Classify(Sentence.AsSpan(), probabilities);
        Assert.Equal(result.Probabilities.ToArray(), probabilities);
    }

    [Fact]
    public void BatchesAndPairsEqualSingleCallsToTheLastBit()
    {
        using TinyBertClassifier model = TinyBertClassifier.Load(_folder.FullPath);
        TextOptions options = new() { Truncate = true, BatchTokens = 40 };
        string[] texts = Texts.Make(40);
        Classification[] results = model.Classify(texts, options);
        Assert.All(texts.Zip(results), pair => Assert.Equal(model.Classify(pair.First, options).Logits.ToArray(), pair.Second.Logits.ToArray()));

        (string First, string Second)[] pairs = [.. Texts.Pair(texts)];
        results = model.Classify(pairs, options);
        Assert.All(pairs.Zip(results), pair =>
            Assert.Equal(model.Classify(pair.First.First, pair.First.Second, options).Logits.ToArray(), pair.Second.Logits.ToArray()));
        Assert.True(results.Select(result => result.Logit).Distinct().Count() > 10);
        float[] probabilities = new float[3];
        model.Classify(pairs[3].First.AsSpan(), pairs[3].Second.AsSpan(), probabilities, options);
        Assert.Equal(results[3].Probabilities.ToArray(), probabilities);
    }

    [Fact]
    public void APairHasTwoSegments()
    {
        using TinyBertClassifier model = TinyBertClassifier.Load(_folder.FullPath);
        TokenizerOutput tokens = model.Tokenizer.EncodePair("a cat", "a dog");
        float[] logits = new float[3];
        model.ComputeLogits(new TokenBatch(tokens.Ids, [tokens.Count], tokens.TypeIds), logits);
        Assert.Equal(1, tokens.TypeIds[^1]);
        Assert.Equal(logits, model.Classify("a cat", "a dog").Logits.ToArray());
        Assert.NotEqual(logits, model.Classify("a dog", "a cat").Logits.ToArray());
    }

    [Fact]
    public void ARerankerGivesItsLogitAndSigmoid()
    {
        using ModelFolder folder = new("bert-cls", weights => weights
            .Set("classifier.weight", weights.Values("classifier.weight")[..32], 1, 32).Set("classifier.bias", weights.Values("classifier.bias")[..1], 1));
        using TinyReranker reranker = TinyReranker.Load(folder.FullPath);
        using TinyBertClassifier classifier = TinyBertClassifier.Load(_folder.FullPath);
        Classification result = reranker.Classify("capital of france", "Paris.");
        Assert.Equal(classifier.Classify("capital of france", "Paris.").Logits[0], result.Logit);
        Assert.Equal(1 / (1 + Math.Exp(-result.Logit)), result.Probability, 1e-7);
        Assert.Equal("LABEL_0", result.Label);
    }

    [Fact]
    public void LabelsThatDoNotExcludeEachOtherHaveSigmoids()
    {
        _folder.Write("config.json", """{"problem_type": "multi_label_classification", "id2label": null}""");
        using TinyBertClassifier model = TinyBertClassifier.Load(_folder.FullPath);
        Classification result = model.Classify(Sentence);
        Close.Rows([.. result.Logits.ToArray().Select(logit => (float)(1 / (1 + Math.Exp(-logit))))], result.Probabilities, 1e-7f, "sigmoids");
        Assert.Equal(["LABEL_0", "LABEL_1", "LABEL_2"], model.Labels);
    }

    [Theory]
    [InlineData("""{"id2label": {"0": "a", "1": "b"}}""", "id2label has 2 labels, but TinyBertClassifier.LabelCount is 3")]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "2": "c", "3": "d"}}""", "id2label has 4 labels, but TinyBertClassifier.LabelCount is 3")]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "3": "c"}}""", "id2label has a label 3")]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "1": "c"}}""", "appears twice")]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "01": "c"}}""", "appears twice")]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "-1": "c"}}""", "is not the index of a label")]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "99999999999999999999": "c"}}""", "UTF-16 units")]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "9999999999": "c"}}""", "is not the index of a label")]
    [InlineData("""{"id2label": {"0": "a", "1": "b", "2": 3}}""", "is not a string")]
    [InlineData("""{"id2label": ["a", "b", "c"]}""", "is not a JSON object")]
    [InlineData("""{"id2label": {}}""", "id2label has 0 labels")]
    [InlineData("""{"id2label": {"0": "a", """, "not readable as JSON")]
    [InlineData("", "not readable as JSON")]
    public void LabelsThatDoNotFitAreAnError(string config, string expected)
    {
        _folder.Write("config.json", config);
        using TinyBertClassifier model = TinyBertClassifier.Load(_folder.FullPath);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => model.Classify(Sentence));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => model.Labels);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        using TinyBertClassifier model = TinyBertClassifier.Load(_folder.FullPath);
        Assert.Throws<ArgumentNullException>(() => model.Classify((string)null!));
        Assert.Throws<ArgumentNullException>(() => model.Classify("a", (string)null!));
        Assert.Throws<ArgumentException>(() => model.Classify([("a", null!)]));
        Assert.Throws<ArgumentException>(() => model.Classify("a".AsSpan(), new float[2]));
        string many = string.Join(' ', Enumerable.Repeat("moon", 15));
        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Classify(many, many));
        Assert.Contains("the text with its partner has 33 tokens", error.Message, StringComparison.Ordinal);
        model.Classify(many, many, new TextOptions { Truncate = true });
    }

    [Fact]
    public void SpansAreClassifiedWithoutAllocation()
    {
        using TinyBertClassifier model = TinyBertClassifier.Load(_folder.FullPath);
        float[] probabilities = new float[3];
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 20 && allocated != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            model.Classify(Sentence.AsSpan(), probabilities);
            model.Classify(Sentence.AsSpan(), Sentence.AsSpan(), probabilities);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }
}
