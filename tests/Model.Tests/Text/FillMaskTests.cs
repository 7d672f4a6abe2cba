using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Text;

public sealed class FillMaskTests : IDisposable
{
    private const string Text = "Paris is  the [MASK], of France.";
    private readonly ModelFolder _folder = new("bert-mlm");
    private readonly TinyBert _model;

    public FillMaskTests() => _model = TinyBert.Load(_folder.FullPath);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void CandidatesAreTheLargestLogits()
    {
        TokenizerOutput tokens = _model.Tokenizer.Encode(Text);
        float[] logits = new float[TinyBert.VocabularySize];
        int mask = tokens.Ids.IndexOf(_model.Tokenizer.SpecialTokens.Mask!.Value);
        _model.ComputeLogits(new TokenBatch(tokens.Ids, [tokens.Count], tokens.TypeIds), [mask], logits);
        int[] expected = [.. Enumerable.Range(0, 100).OrderByDescending(id => logits[id])];
        double sum = logits.Sum(logit => Math.Exp(logit));

        IReadOnlyList<MaskCandidate> candidates = _model.FillMask(Text, topK: 100);
        Assert.Equal(expected, candidates.Select(candidate => candidate.TokenId));
        Assert.All(candidates, candidate => Assert.Equal(Math.Exp(logits[candidate.TokenId]) / sum, candidate.Probability, 1e-6));
        Assert.All(candidates, candidate => Assert.Equal(_model.Tokenizer.GetToken(candidate.TokenId), candidate.Token));
        Assert.Equal(candidates.Take(5), _model.FillMask(Text));
    }

    [Fact]
    public void TheRestOfTheTextIsKept()
    {
        Dictionary<string, string> texts = _model.FillMask(Text, topK: 100).ToDictionary(candidate => candidate.Token, candidate => candidate.Text);
        Assert.Equal("Paris is  the capital, of France.", texts["capital"]);
        Assert.Equal("Paris is  thes, of France.", texts["##s"]);
        Assert.Equal("capital of France", _model.FillMask("[MASK] of France", 100).Single(candidate => candidate.Token == "capital").Text);
    }

    [Fact]
    public void EachMaskHasCandidates()
    {
        IReadOnlyList<IReadOnlyList<MaskCandidate>> masks = _model.FillMasks("[MASK] is [MASK]", 3);
        Assert.Equal(2, masks.Count);
        Assert.All(masks, candidates => Assert.Equal(3, candidates.Count));
        Assert.EndsWith(" is [MASK]", masks[0][0].Text, StringComparison.Ordinal);
        Assert.StartsWith("[MASK] is", masks[1][0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Assert.Contains("write [MASK]", Assert.Throws<ArgumentException>(() => _model.FillMask("Paris")).Message, StringComparison.Ordinal);
        Assert.Contains("2 masks", Assert.Throws<ArgumentException>(() => _model.FillMask("[MASK] [MASK]")).Message, StringComparison.Ordinal);
        Assert.Contains(
            "after truncation",
            Assert.Throws<ArgumentException>(() => _model.FillMask("one two [MASK]", 5, new TextOptions { Truncate = true, MaxTokens = 4 })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _model.FillMask(Text, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _model.FillMask(Text, 101));
        Assert.Throws<ArgumentNullException>(() => _model.FillMask((string)null!));
        Assert.Contains("text 1 has no mask", Assert.Throws<ArgumentException>(() => _model.FillMask(["[MASK]", "a"])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "text 1 has 2 masks", Assert.Throws<ArgumentException>(() => _model.FillMask(["[MASK]", "[MASK] [MASK]"])).Message, StringComparison.Ordinal);
        Assert.Contains("text 1 is null", Assert.Throws<ArgumentException>(() => _model.FillMask(["[MASK]", null!])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _model.FillMask([Text], 101));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void BatchesAndSpansEqualSingleCallsToTheLastBit(int batchTokens)
    {
        TextOptions options = new() { BatchTokens = batchTokens, Truncate = true };
        string[] texts = [.. Texts.Make(40).Select((text, i) => i % 2 == 0 ? $"[MASK] {text}" : $"the [MASK] {text}")];
        IReadOnlyList<MaskCandidate>[] results = _model.FillMask(texts, 7, options);
        Assert.Equal(texts.Length, results.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(_model.FillMask(texts[i], 7, options), results[i]);
            Assert.Equal(results[i], _model.FillMask($"..{texts[i]}".AsSpan(2), 7, options));
        }

        Assert.True(results.Select(candidates => candidates[0].Probability).Distinct().Count() > 20);
        Assert.Empty(_model.FillMask(Array.Empty<string>()));
    }

    [Fact]
    public void CancellationStopsBetweenBatches()
    {
        using CancellationTokenSource source = new();
        CancelAtFirstReport progress = new(source);
        TextOptions options = new() { BatchTokens = 10, Truncate = true };
        string[] texts = [.. Texts.Make(30).Select(text => $"[MASK] {text}")];
        Assert.ThrowsAny<OperationCanceledException>(() => _model.FillMask(texts, 5, options, progress, source.Token));
        Assert.InRange(Assert.Single(progress.Reports), 1, 29);
        Assert.ThrowsAny<OperationCanceledException>(() => _model.FillMask(Text, cancellationToken: source.Token));
    }
}
