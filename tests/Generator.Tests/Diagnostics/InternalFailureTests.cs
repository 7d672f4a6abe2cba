using System;
using System.Collections.Immutable;
using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Generator.Tests.Diagnostics;

/// <summary>An exception of ours is an error with the shape, and never a warning with nothing generated.</summary>
public sealed class InternalFailureTests
{
    [Fact]
    public void An_exception_is_an_error_that_names_the_shape()
    {
        GeneratorDriver driver = GeneratorRun.CreateDriver(generate: (_, _) => throw new InvalidOperationException("no\r\ntile"));

        GeneratorRunResult result = driver.RunGenerators(GeneratorRun.Compile(Sources.Encoder())).GetRunResult().Results.Single();

        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Null(result.Exception);
        Assert.Equal("TG0099", diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal("Tiny", GeneratorRun.Underlined(diagnostic));
        Assert.Equal(
            "the generator failed on [Encoder] Tiny (ModelDim 8, HeadCount 2, HeadDim 4, FeedForwardDim 16, layers 2 + 0, VocabularySize 11, "
            + "ContextLength 6, Layout Bert): InvalidOperationException: no tile; this is a bug, please report it",
            diagnostic.GetMessage());
    }

    [Fact]
    public void The_public_surface_is_generated_all_the_same_and_other_models_are_not_affected()
    {
        GeneratorDriver driver = GeneratorRun.CreateDriver(
            generate: (spec, token) => spec.Target.Name == "Tiny" ? throw new InvalidOperationException("no tile") : SpecPrinter.Generate(spec, token));
        string source = Sources.Encoder() + $"[Encoder({Sources.EncoderDims})] partial class Other;";

        GeneratorRunResult result = driver.RunGenerators(GeneratorRun.Compile(source)).GetRunResult().Results.Single();

        Assert.Equal("TG0099", Assert.Single(result.Diagnostics).Id);
        ImmutableArray<GeneratedSourceResult> sources = result.GeneratedSources;
        Assert.Contains(sources, file => file.HintName.StartsWith("Space.Other", StringComparison.Ordinal));
        Assert.Contains(sources, file => file.HintName.StartsWith("Space.Tiny", StringComparison.Ordinal) && file.SourceText.ToString().Contains("TG0099"));
    }
}
