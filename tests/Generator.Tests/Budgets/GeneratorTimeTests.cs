using System;
using System.Diagnostics;
using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Xunit.Abstractions;

namespace Generator.Tests.Budgets;

/// <summary>How long an edit of a declaration keeps the editor waiting.</summary>
public sealed class GeneratorTimeTests(ITestOutputHelper output)
{
    private const int Runs = 20;

    // The budget is 200 ms on an idle machine; test machines are not idle.
    private const double GenerousMilliseconds = 3 * 200;

    [Fact]
    public void BERT_large_is_generated_in_time()
    {
        GeneratorDriver driver = GeneratorRun.CreateDriver();
        CSharpCompilation[] edits = [.. Enumerable.Range(0, Runs + 3).Select(edit => GeneratorRun.Compile(BertLarge(contextLength: 512 + edit)))];
        double[] times = new double[edits.Length];
        for (int i = 0; i < edits.Length; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            driver = driver.RunGenerators(edits[i]);
            times[i] = watch.Elapsed.TotalMilliseconds;
            Assert.NotEmpty(driver.GetRunResult().GeneratedTrees);
        }

        double[] warm = [.. times.Skip(3).Order()];
        output.WriteLine($"BERT-large, {Runs} warm runs: median {warm[Runs / 2]:0} ms, {warm[0]:0} to {warm[^1]:0} ms");
        Assert.InRange(warm[Runs / 2], 0, GenerousMilliseconds);
    }

    // Every edit changes the text, so that nothing comes from the cache.
    private static string BertLarge(int contextLength) => $$"""
        using Transformers.Generated;
        [Encoder(ModelDim = 1024, HeadCount = 16, LayerCount = 24, FeedForwardDim = 4096, VocabularySize = 30522, ContextLength = {{contextLength}})]
        public sealed partial class BertLarge;
        """;
}
