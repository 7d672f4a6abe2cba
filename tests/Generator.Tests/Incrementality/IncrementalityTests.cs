using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Transformers.Generated.Generator;
using Xunit;

namespace Generator.Tests.Incrementality;

/// <summary>
/// Edits that do not change what a declaration means stop before any source is generated, and nothing keeps old compilations alive.
/// </summary>
public sealed class IncrementalityTests
{
    private const string ConfigSource = "[Transformers.Generated.Encoder(Config = \"config.json\")] partial class Tiny;";

    [Theory]
    [MemberData(nameof(Families))]
    public void The_same_source_gives_an_equal_model(string source)
    {
        object first = Outcome(GeneratorRun.CreateDriver().RunGenerators(GeneratorRun.Compile(source)));
        object second = Outcome(GeneratorRun.CreateDriver().RunGenerators(GeneratorRun.Compile(source)));

        Assert.NotSame(first, second);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Theory]
    [InlineData("""
        namespace Space
        {
            // Moved, reordered, and written otherwise.
            using T = Transformers.Generated;

            [T.Encoder(ContextLength = 3 + 3, VocabularySize = 0xB, FeedForwardDim = 16, LayerCount = 2, HeadCount = 2, ModelDim = 8)]
            public sealed partial class Tiny
            {
                private int _field;
            }
        }
        """)]
    public void An_equivalent_source_gives_an_equal_model(string equivalent) => Assert.Equal(
        Outcome(GeneratorRun.CreateDriver().RunGenerators(GeneratorRun.Compile(Sources.Encoder()))),
        Outcome(GeneratorRun.CreateDriver().RunGenerators(GeneratorRun.Compile(equivalent))));

    [Theory]
    [InlineData(", TokenTypeCount = 3")]
    [InlineData(", NormEpsilon = 1e-6f")]
    [InlineData(", Head = EncoderHead.Pooler")]
    [InlineData(", NormEpsilon = 0")]
    public void Another_declaration_gives_another_model(string more) => Assert.NotEqual(
        Outcome(GeneratorRun.CreateDriver().RunGenerators(GeneratorRun.Compile(Sources.Encoder()))),
        Outcome(GeneratorRun.CreateDriver().RunGenerators(GeneratorRun.Compile(Sources.Encoder(more)))));

    [Theory]
    [MemberData(nameof(Families))]
    public void An_edit_of_another_file_changes_nothing(string source)
    {
        CSharpCompilation before = GeneratorRun.Compile(source, "class Other { }");
        GeneratorDriver driver = GeneratorRun.CreateDriver().RunGenerators(before);

        CSharpCompilation after = before.ReplaceSyntaxTree(
            before.SyntaxTrees[1], GeneratorRun.Parse("class Other { int edited; }", before.SyntaxTrees[1].FilePath));

        AssertNothingChanged(driver.RunGenerators(after));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_edit_beside_the_declaration_changes_nothing(string source)
    {
        CSharpCompilation before = GeneratorRun.Compile(source);
        GeneratorDriver driver = GeneratorRun.CreateDriver().RunGenerators(before);

        CSharpCompilation after = before.ReplaceSyntaxTree(
            before.SyntaxTrees[0], GeneratorRun.Parse(source + "\n// A comment.\nclass Added { }", before.SyntaxTrees[0].FilePath));

        AssertNothingChanged(driver.RunGenerators(after));
    }

    [Fact]
    public void A_changed_property_modifies_spec_and_source()
    {
        CSharpCompilation before = GeneratorRun.Compile(Sources.Encoder());
        GeneratorDriver driver = GeneratorRun.CreateDriver().RunGenerators(before);

        CSharpCompilation after = before.ReplaceSyntaxTree(
            before.SyntaxTrees[0], GeneratorRun.Parse(Sources.Encoder(", TokenTypeCount = 5"), before.SyntaxTrees[0].FilePath));
        driver = driver.RunGenerators(after);

        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(driver, TransformerGenerator.SpecStep));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(driver, TransformerGenerator.SourceStep));
    }

    [Fact]
    public void A_change_of_one_model_leaves_the_others()
    {
        string other = $"[Transformers.Generated.Encoder({Sources.EncoderDims})] partial class Other;";
        CSharpCompilation before = GeneratorRun.Compile(Sources.Encoder(), other);
        GeneratorDriver driver = GeneratorRun.CreateDriver().RunGenerators(before);

        CSharpCompilation after = before.ReplaceSyntaxTree(
            before.SyntaxTrees[0], GeneratorRun.Parse(Sources.Encoder(", TokenTypeCount = 5"), before.SyntaxTrees[0].FilePath));
        driver = driver.RunGenerators(after);

        Assert.Equal(
            [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified],
            Reasons(driver, TransformerGenerator.SourceStep).OrderByDescending(reason => reason == IncrementalStepRunReason.Cached));
    }

    [Fact]
    public void An_edit_of_an_unrelated_additional_file_changes_nothing()
    {
        TestAdditionalText config = new(GeneratorRun.ProjectDirectory + "config.json", Configs.Read("minilm"));
        TestAdditionalText other = new(GeneratorRun.ProjectDirectory + "other.json", "{}");
        CSharpCompilation compilation = GeneratorRun.Compile(ConfigSource);
        GeneratorDriver driver = GeneratorRun.CreateDriver().AddAdditionalTexts([config, other]).RunGenerators(compilation);

        driver = driver.ReplaceAdditionalText(other, new TestAdditionalText(other.Path, "{ \"edited\": 1 }")).RunGenerators(compilation);

        AssertNothingChanged(driver);
        Assert.Equal(1, config.ReadCount);
    }

    [Theory]
    [InlineData("\"hidden_dropout_prob\": 0.1", "\"hidden_dropout_prob\":   0.2", false)]
    [InlineData("\"num_hidden_layers\": 6", "\"num_hidden_layers\": 7", true)]
    public void An_edit_of_the_config_file_matters_if_the_model_reads_the_key(string oldText, string newText, bool matters)
    {
        TestAdditionalText config = new(GeneratorRun.ProjectDirectory + "config.json", Configs.Read("minilm"));
        CSharpCompilation compilation = GeneratorRun.Compile(ConfigSource);
        GeneratorDriver driver = GeneratorRun.CreateDriver().AddAdditionalTexts([config]).RunGenerators(compilation);

        driver = driver.ReplaceAdditionalText(config, new TestAdditionalText(config.Path, Configs.File("minilm", oldText, newText).Text))
            .RunGenerators(compilation);

        if (matters)
        {
            Assert.Equal([IncrementalStepRunReason.Modified], Reasons(driver, TransformerGenerator.SourceStep));
        }
        else
        {
            Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(driver, TransformerGenerator.ConfigStep));
            AssertNothingChanged(driver);
        }
    }

    [Fact]
    public void A_diagnostic_follows_its_declaration()
    {
        CSharpCompilation before = GeneratorRun.Compile(Sources.Encoder(", NormEpsilon = 0"));
        GeneratorDriver driver = GeneratorRun.CreateDriver().RunGenerators(before);

        SyntaxTree moved = GeneratorRun.Parse("\n\n" + Sources.Encoder(", NormEpsilon = 0"), before.SyntaxTrees[0].FilePath);
        driver = driver.RunGenerators(before.ReplaceSyntaxTree(before.SyntaxTrees[0], moved));

        Diagnostic diagnostic = Assert.Single(driver.GetRunResult().Diagnostics);
        Assert.Same(moved, diagnostic.Location.SourceTree);
        Assert.Equal("NormEpsilon = 0", GeneratorRun.Underlined(diagnostic));
        AssertNothingChanged(driver);
    }

    [Fact]
    public void Cached_steps_hold_nothing_of_the_compiler()
    {
        string source = Sources.Encoder(", Config = \"config.json\"", "[TensorName(TensorRole.Query, \"q.{i}\")]");
        GeneratorDriver driver = GeneratorRun.CreateDriver([Configs.File("minilm")]).RunGenerators(GeneratorRun.Compile(source));

        foreach (string step in new[] { TransformerGenerator.ConfigStep, TransformerGenerator.SpecStep, TransformerGenerator.SourceStep })
        {
            object[] outputs = [.. Steps(driver, step).SelectMany(run => run.Outputs).Select(output => output.Value)];
            Assert.NotEmpty(outputs);
            ObjectGraph.AssertHasNothingOfTheCompiler(outputs);
        }
    }

    [Fact]
    public void An_old_compilation_can_be_collected()
    {
        (GeneratorDriver driver, WeakReference old) = RunTwice();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(old.IsAlive);
        GC.KeepAlive(driver);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (GeneratorDriver Driver, WeakReference Old) RunTwice()
        {
            // A violation, so that locations are in play.
            string source = Sources.Encoder(", NormEpsilon = 0");
            CSharpCompilation before = GeneratorRun.Compile(source, "class Other { }");
            GeneratorDriver driver = GeneratorRun.CreateDriver().RunGenerators(before);
            CSharpCompilation after = GeneratorRun.Compile(source, "class Other { int edited; }");
            return (driver.RunGenerators(after), new WeakReference(before));
        }
    }

    public static TheoryData<string> Families =>
        new(Sources.Encoder(), Sources.Decoder(), Sources.EncoderDecoder(), Sources.Encoder(", NormEpsilon = 0"));

    private static object Outcome(GeneratorDriver driver) =>
        Assert.Single(Assert.Single(Steps(driver, TransformerGenerator.SpecStep)).Outputs).Value;

    private static void AssertNothingChanged(GeneratorDriver driver)
    {
        foreach (string step in new[] { TransformerGenerator.SpecStep, TransformerGenerator.SourceStep })
        {
            IncrementalStepRunReason[] reasons = [.. Reasons(driver, step)];
            Assert.NotEmpty(reasons);
            Assert.All(reasons, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {reason}"));
        }

        // The source step must not even have run.
        Assert.All(Reasons(driver, TransformerGenerator.SourceStep), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriver driver, string step) =>
        Steps(driver, step).SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static ImmutableArray<IncrementalGeneratorRunStep> Steps(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results.Single().TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> steps) ? steps : [];
}
