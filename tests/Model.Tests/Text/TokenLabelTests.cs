using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Transformers.Generated;
using Transformers.Generated.Text;
using Xunit;

namespace Model.Tests.Text;

public sealed class TokenLabelTests
{
    [Fact]
    public void TokensHaveOffsetsLabelsAndProbabilities()
    {
        const string Text = "Reading in  Paris.";
        using ModelFolder folder = new ModelFolder("bert-cls").Write("config.json", """{"id2label": {"0": "O", "1": "B-X", "2": "I-X"}}""");
        using TinyTagger model = TinyTagger.Load(folder.FullPath);
        TokenizerOutput tokens = model.Tokenizer.Encode(Text);
        float[] logits = new float[tokens.Count * 3];
        model.ComputeLogits(new TokenBatch(tokens.Ids, [tokens.Count], tokens.TypeIds), logits);

        IReadOnlyList<TokenLabel> labels = model.Label(Text);
        Assert.Equal(["Read", "ing", "in", "Paris", "."], labels.Select(label => Text[label.Start..label.End]));
        for (int i = 0; i < labels.Count; i++)
        {
            float[] row = logits[((i + 1) * 3)..((i + 2) * 3)];
            Assert.Equal(Array.IndexOf(row, row.Max()), labels[i].LabelIndex);
            Assert.Equal(model.Labels[labels[i].LabelIndex], labels[i].Label);
            Assert.Equal(Math.Exp(row.Max()) / row.Sum(value => Math.Exp(value)), labels[i].Probability, 1e-6);
            Assert.Equal(tokens.Ids[i + 1], labels[i].TokenId);
        }

        Assert.Equal(LabelSpan.Merge(labels), model.LabelSpans(Text));
        Assert.Empty(model.Label(""));
        Assert.Throws<ArgumentNullException>(() => model.Label((string)null!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void BatchesAndSpansEqualSingleCallsToTheLastBit(int batchTokens)
    {
        using ModelFolder folder = new("bert-cls");
        using TinyTagger model = TinyTagger.Load(folder.FullPath);
        TextOptions options = new() { BatchTokens = batchTokens, Truncate = true };
        string[] texts = Texts.Make(40);
        IReadOnlyList<TokenLabel>[] results = model.Label(texts, options);
        Assert.Equal(texts.Length, results.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(model.Label(texts[i], options), results[i]);
            Assert.Equal(results[i], model.Label($"..{texts[i]}".AsSpan(2), options));
        }

        Assert.True(results.SelectMany(tokens => tokens).Select(token => token.Probability).Distinct().Count() > 30);
        Assert.Empty(model.Label(Array.Empty<string>()));
        Assert.Contains("text 1 is null", Assert.Throws<ArgumentException>(() => model.Label(["a", null!])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CancellationStopsBetweenBatches()
    {
        using CancellationTokenSource source = new();
        CancelAtFirstReport progress = new(source);
        TextOptions options = new() { BatchTokens = 10, Truncate = true };
        using ModelFolder folder = new("bert-cls");
        using TinyTagger model = TinyTagger.Load(folder.FullPath);
        Assert.ThrowsAny<OperationCanceledException>(() => model.Label(Texts.Make(30), options, progress, source.Token));
        Assert.InRange(Assert.Single(progress.Reports), 1, 29);
        Assert.ThrowsAny<OperationCanceledException>(() => model.Label("a", cancellationToken: source.Token));
    }

    [Theory]
    [InlineData("O B-P I-P O I-P B-P B-P", "P1-3 P4-5 P5-6 P6-7")]
    [InlineData("B-P I-Q I-Q Q P", "P0-1 Q1-4 P4-5")]
    [InlineData("O O", "")]
    [InlineData("", "")]
    public void SpansFollowTheTags(string tags, string expected)
    {
        TokenLabel[] tokens = [.. tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((tag, i) => new TokenLabel(i, i + 1, tag, 0, (i + 1) / 8f, 0))];
        IReadOnlyList<LabelSpan> spans = LabelSpan.Merge(tokens);
        Assert.Equal(expected, string.Join(' ', spans.Select(span => $"{span.Label}{span.Start}-{span.End}")));
        Assert.All(spans, span => Assert.Equal((span.Start + span.End + 1) / 16f, span.Probability));
    }
}
