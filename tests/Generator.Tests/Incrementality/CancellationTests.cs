using System;
using System.Linq;
using System.Threading;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Generator.Tests.Incrementality;

/// <summary>Cancellation ends a run and leaves nothing behind that a later run would take for a result.</summary>
public sealed class CancellationTests
{
    [Fact]
    public void A_cancelled_run_throws_and_the_next_is_complete()
    {
        using CancellationTokenSource cancellation = new();
        bool cancels = true;
        GeneratorDriver driver = GeneratorRun.CreateDriver(generate: (spec, token) =>
        {
            if (cancels)
            {
                cancellation.Cancel();
            }

            token.ThrowIfCancellationRequested();
            return SpecPrinter.Generate(spec, token);
        });
        Compilation compilation = GeneratorRun.Compile(Sources.Encoder());

        Assert.ThrowsAny<OperationCanceledException>(() => driver.RunGenerators(compilation, cancellation.Token));

        cancels = false;
        GeneratorRunResult result = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.Empty(result.Diagnostics);
        Assert.Single(result.GeneratedSources);
    }

    [Fact]
    public void The_token_reaches_the_last_stage()
    {
        using CancellationTokenSource cancellation = new();
        bool canBeCancelled = false;
        GeneratorDriver driver = GeneratorRun.CreateDriver(generate: (spec, token) =>
        {
            canBeCancelled = token.CanBeCanceled;
            return SpecPrinter.Generate(spec, token);
        });

        driver.RunGenerators(GeneratorRun.Compile(Sources.Encoder()), cancellation.Token);

        Assert.True(canBeCancelled);
    }
}
