using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Transformers.Generated.Generator.Diagnostics;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Diagnostics;

/// <summary>Each rule broken: exactly one diagnostic, at the place that is to blame, with property, value, rule and fix.</summary>
public sealed class DiagnosticTests
{
    private static readonly DiagnosticCase[] s_all = [.. ClassCases.All, .. ConfigCases.All, .. NameCases.All, .. ShapeCases.All];

    public static TheoryData<DiagnosticCase> Cases => new(s_all);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_broken_rule_is_one_diagnostic(DiagnosticCase broken)
    {
        (string, string)[] files = broken.Config is { } text ? [("config.json", text)] : [];

        Diagnostic diagnostic = GeneratorRun.SingleDiagnostic(broken.Source, files);

        Assert.Equal(broken.Id, diagnostic.Id);
        Assert.Equal(broken.Message, diagnostic.GetMessage());
        Assert.Equal(broken.Underlined, GeneratorRun.Underlined(diagnostic));
        Assert.True(diagnostic.Location.IsInSource);
    }

    [Fact]
    public void Every_rule_has_a_case()
    {
        // These two need more than a declaration and a file: below, and InternalFailureTests.
        IEnumerable<string> covered = s_all.Select(broken => broken.Id).Concat([RuleIds.ConfigAmbiguous, RuleIds.Internal]);

        Assert.Equal(Descriptors.All.Select(descriptor => descriptor.Id), covered.Distinct().Order());
    }

    [Theory]
    [InlineData("config.json", "Config.json", "config.json", GeneratorRun.ProjectDirectory)]
    [InlineData("a/config.json", "b/config.json", "config.json", null)]
    public void Two_files_that_fit_are_one_diagnostic(string first, string second, string config, string? projectDirectory)
    {
        GeneratorDriver driver = GeneratorRun.CreateDriver([(first, "{}"), (second, "{}")], projectDirectory: projectDirectory);

        Diagnostic diagnostic = Assert.Single(
            driver.RunGenerators(GeneratorRun.Compile(Sources.Model($"[Encoder(Config = \"{config}\")]"))).GetRunResult().Diagnostics);

        Assert.Equal("TG0011", diagnostic.Id);
        Assert.Equal("Config = \"config.json\"", GeneratorRun.Underlined(diagnostic));
        Assert.Equal("config.json matches 2 additional files; give a longer path, or rename one of the files", diagnostic.GetMessage());
    }

    [Fact]
    public void All_broken_rules_are_reported_at_once()
    {
        GeneratorRunResult result = GeneratorRun.Run(Sources.Model("""
            [Encoder(ModelDim = 0, HeadCount = 12, HeadDim = -1, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6, NormEpsilon = 2,
                Head = EncoderHead.TokenClassification)]
            [TensorName(TensorRole.Query, "q")]
            [TensorName(TensorRole.FinalNorm, "f")]
            """));

        Assert.Equal(
            ["TG0020", "TG0025", "TG0100", "TG0100", "TG0104", "TG0106"],
            result.Diagnostics.Select(diagnostic => diagnostic.Id).Order());
        Assert.Contains(result.GeneratedSources, file => file.SourceText.ToString().Contains("and 4 more"));
    }

    [Theory]
    [InlineData(
        "[Encoder(ModelDim = 7, HeadCount = 0, LayerCount = 2, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6)]", "TG0100")]
    [InlineData(
        "[Encoder(ModelDim = 8, HeadCount = 2, LayerCount = -3, FeedForwardDim = 16, VocabularySize = 11, ContextLength = 6)]", "TG0100")]
    [InlineData("[Decoder(ModelDim = -8, HeadCount = 2, LayerCount = 2, VocabularySize = 11, ContextLength = 6)]", "TG0100")]
    [InlineData("[Decoder(HeadCount = 2, LayerCount = 2, VocabularySize = 11, ContextLength = 6)]", "TG0020")]
    [InlineData("[EncoderDecoder(ModelDim = 8, HeadCount = 2, FeedForwardDim = 16, VocabularySize = 11)]", "TG0020")]
    [InlineData("[EncoderDecoder(ModelDim = 8, HeadCount = 2, FeedForwardDim = 16, VocabularySize = 11, EncoderLayerCount = 0)]", "TG0100")]
    [InlineData("[Encoder(Config = \"none.json\")]", "TG0010")]
    [InlineData("[Decoder(Config = \"none.json\")]", "TG0010")]
    [InlineData("[EncoderDecoder(Config = \"none.json\")]", "TG0010")]
    [InlineData(
        "[Encoder(Config = \"none.json\", Head = EncoderHead.TokenClassification)][TensorName(TensorRole.FinalNorm, \"x\")]", "TG0010")]
    public void One_mistake_is_one_diagnostic(string attributes, string id) =>
        Assert.Equal(id, GeneratorRun.SingleDiagnostic(Sources.Model(attributes)).Id);

    [Fact]
    public void Model_attributes_on_several_parts_of_a_class_are_one_diagnostic()
    {
        CSharpCompilation compilation = GeneratorRun.Compile(
            $"[Transformers.Generated.Encoder({Sources.EncoderDims})] partial class M {{ }}",
            "partial class M { }",
            "[Transformers.Generated.Decoder] partial class M { }");

        GeneratorRunResult result = GeneratorRun.CreateDriver().RunGenerators(compilation).GetRunResult().Results.Single();

        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("TG0005", "Transformers.Generated.Decoder"), (diagnostic.Id, GeneratorRun.Underlined(diagnostic)));
        Assert.NotEmpty(result.GeneratedSources);
    }

    [Fact]
    public void Errors_survive_pragmas_and_warnings_do_not()
    {
        string source = "#pragma warning disable TG0025, TG0104\n"
            + Sources.Encoder(", NormEpsilon = 0", "[TensorName(TensorRole.FinalNorm, \"x\")]");
        GeneratorRun.CreateDriver()
            .RunGeneratorsAndUpdateCompilation(GeneratorRun.Compile(source), out _, out ImmutableArray<Diagnostic> diagnostics);

        Assert.Equal(["TG0104"], diagnostics.Where(diagnostic => !diagnostic.IsSuppressed).Select(diagnostic => diagnostic.Id));
    }
}
