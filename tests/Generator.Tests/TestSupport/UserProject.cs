extern alias runtime;

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Transformers.Generated.Generator;
using Xunit;

namespace Generator.Tests.TestSupport;

/// <summary>
/// A project as strict as the compiler can make it: every warning an error, nullable, checked documentation and arithmetic, no unsafe
/// code.
/// </summary>
internal static class UserProject
{
    private const string ImplicitUsings = """
        global using global::System;
        global using global::System.Collections.Generic;
        global using global::System.IO;
        global using global::System.Linq;
        global using global::System.Net.Http;
        global using global::System.Threading;
        global using global::System.Threading.Tasks;
        """;

    private static readonly ImmutableArray<MetadataReference> s_references = FindReferences();

    /// <summary>The project with its generated files, and what the generator reported.</summary>
    public static (Compilation Project, ImmutableArray<Diagnostic> Reports) Build(
        string source, LanguageVersion language = LanguageVersion.CSharp13, bool hasImplicitUsings = false)
    {
        CSharpParseOptions options = new(language, DocumentationMode.Diagnose);
        string[] sources = hasImplicitUsings ? [source, ImplicitUsings] : [source];
        CSharpCompilation project = Create(sources.Select((text, i) => CSharpSyntaxTree.ParseText(text, options, $"File{i}.cs")));
        CSharpGeneratorDriver.Create([new TransformerGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(project, out Compilation result, out ImmutableArray<Diagnostic> reports);
        return (result, reports);
    }

    /// <summary>Fails where the compiler or the generator has anything to say of a source and what is generated from it.</summary>
    public static void AssertCompiles(string source, LanguageVersion language = LanguageVersion.CSharp13, bool hasImplicitUsings = false)
    {
        (Compilation project, ImmutableArray<Diagnostic> reports) = Build(source, language, hasImplicitUsings);
        Assert.True(project.SyntaxTrees.Count() > 2, "nothing was generated");
        AssertCompiles(project, reports);
    }

    /// <summary>Fails where the compiler has anything to say of a compilation, or <paramref name="reports"/> is not empty.</summary>
    public static void AssertCompiles(Compilation project, ImmutableArray<Diagnostic> reports)
    {
        IEnumerable<Diagnostic> problems =
            reports.Concat(project.GetDiagnostics().Where(problem => problem.Severity >= DiagnosticSeverity.Warning));
        Assert.True(!problems.Any(), string.Join("\n", problems.Take(10)));
    }

    /// <summary>A strict compilation.</summary>
    public static CSharpCompilation Create(IEnumerable<SyntaxTree> trees) => CSharpCompilation.Create(
        "User",
        trees,
        s_references,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            checkOverflow: true,
            allowUnsafe: false,
            generalDiagnosticOption: ReportDiagnostic.Error,
            warningLevel: 9999,
            nullableContextOptions: NullableContextOptions.Enable));

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        // The framework alone, as a user's project sees it: what else the test host has loaded stays out.
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(runtime::Transformers.Generated.EncoderAttribute).Assembly.Location);
        return [.. paths.Select(path => MetadataReference.CreateFromFile(path))];
    }
}
