using System;
using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Transformers.Generated.Generator.Emit;
using Xunit;
using Xunit.Abstractions;

namespace Generator.Tests.Budgets;

/// <summary>Tests that measure the process: none runs beside another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";
}

/// <summary>How long an edit of a declaration keeps the editor waiting.</summary>
/// <remarks>
/// Processor time, since other processes do not add to it as they do to the time on the clock; it counts the collector and the JIT too. What
/// still disturbs it (shared caches, a sibling hyperthread) comes and goes, so the best of three medians counts.
/// </remarks>
[Collection(MeasuredAlone.Name)]
public sealed class GeneratorTimeTests(ITestOutputHelper output)
{
    private const int WarmUps = 5;
    private const int Runs = 20;
    private const int Attempts = 3;
    private const double BudgetMilliseconds = 200;

    private GeneratorDriver _driver = GeneratorRun.CreateDriver(generate: ModelSource.Generate);
    private int _edits;

    [Fact]
    public void BERT_large_is_generated_in_time()
    {
        for (int i = 0; i < WarmUps; i++)
        {
            RunOnce();
        }

        double best = double.PositiveInfinity;
        for (int attempt = 0; attempt < Attempts && best > BudgetMilliseconds; attempt++)
        {
            double[] times = [.. Enumerable.Range(0, Runs).Select(_ => RunOnce()).Order()];
            output.WriteLine(
                $"BERT-large, {Runs} warm runs: median {times[Runs / 2]:0} ms of processor time, {times[0]:0} to {times[^1]:0} ms");
            best = Math.Min(best, times[Runs / 2]);
        }

        Assert.InRange(best, double.Epsilon, BudgetMilliseconds);
    }

    private double RunOnce()
    {
        // Every edit changes the text, so that nothing comes from the cache.
        CSharpCompilation edit = GeneratorRun.Compile(BertLarge(contextLength: 512 + _edits++));
        TimeSpan before = Environment.CpuUsage.TotalTime;
        _driver = _driver.RunGenerators(edit);
        double milliseconds = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        Assert.Contains(
            _driver.GetRunResult().GeneratedTrees, tree => tree.FilePath.EndsWith("BertLarge.Avx2.g.cs", StringComparison.Ordinal));
        return milliseconds;
    }

    private static string BertLarge(int contextLength) => $$"""
        using Transformers.Generated;
        [Encoder(ModelDim = 1024, HeadCount = 16, LayerCount = 24, FeedForwardDim = 4096, VocabularySize = 30522,
            ContextLength = {{contextLength}})]
        public sealed partial class BertLarge;
        """;
}
