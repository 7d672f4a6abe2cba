extern alias runtime;

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Transformers.Generated.Generator;
using Transformers.Generated.Generator.Emit;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Generator.Tests.TestSupport;

/// <summary>Runs the generator on source text, as the compiler would.</summary>
internal static class GeneratorRun
{
    /// <summary>Directory of the imagined project.</summary>
    public const string ProjectDirectory = "/project/";

    private static readonly ImmutableArray<MetadataReference> s_references = FindReferences();

    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.CSharp13);

    /// <summary>A compilation of the texts, named <c>File0.cs</c> and so on.</summary>
    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "User",
        sources.Select((source, i) => Parse(source, $"{ProjectDirectory}File{i}.cs")),
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A syntax tree as the user's project parses it.</summary>
    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, s_parseOptions, path);

    /// <summary>A driver that records the steps it runs.</summary>
    /// <param name="files">Additional files: path from the project's directory, and text.</param>
    /// <param name="generate">Replaces the last stage, by default with <see cref="SpecPrinter"/>.</param>
    /// <param name="projectDirectory">What the build says, or null if it says nothing.</param>
    public static GeneratorDriver CreateDriver(
        IEnumerable<(string Path, string Text)>? files = null,
        Func<ModelSpec, CancellationToken, EquatableArray<SourceFile>>? generate = null,
        string? projectDirectory = ProjectDirectory) => CSharpGeneratorDriver.Create(
            [new TransformerGenerator(generate ?? SpecPrinter.Generate).AsSourceGenerator()],
            (files ?? []).Select(file => new TestAdditionalText(ProjectDirectory + file.Path, file.Text)),
            s_parseOptions,
            new TestOptionsProvider(projectDirectory),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs a new driver once.</summary>
    public static GeneratorRunResult Run(string source, params (string Path, string Text)[] files) =>
        CreateDriver(files).RunGenerators(Compile(source)).GetRunResult().Results.Single();

    /// <summary>The spec that a source leads to.</summary>
    public static ModelSpec Spec(string source, params (string Path, string Text)[] files)
    {
        List<ModelSpec> specs = [];
        EquatableArray<SourceFile> Record(ModelSpec spec, CancellationToken token)
        {
            specs.Add(spec);
            return SpecPrinter.Generate(spec, token);
        }

        GeneratorRunResult result = CreateDriver(files, Record).RunGenerators(Compile(source)).GetRunResult().Results.Single();
        string problems = string.Join("\n", result.Diagnostics);
        return specs.Count == 1 ? specs[0] : throw new InvalidOperationException($"{specs.Count} specs instead of one; {result.Exception} {problems}");
    }

    /// <summary>The only diagnostic that a source leads to.</summary>
    public static Diagnostic SingleDiagnostic(string source, params (string Path, string Text)[] files)
    {
        ImmutableArray<Diagnostic> diagnostics = Run(source, files).Diagnostics;
        return diagnostics.Length == 1
            ? diagnostics[0]
            : throw new InvalidOperationException($"{diagnostics.Length} diagnostics instead of one:\n{string.Join("\n", diagnostics)}");
    }

    /// <summary>The source text that a diagnostic underlines.</summary>
    public static string Underlined(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree is { } tree ? tree.GetText().ToString(diagnostic.Location.SourceSpan) : "";

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string[] names =
            ["System.Private.CoreLib.dll", "System.Runtime.dll", "System.Collections.dll", "System.Memory.dll", "netstandard.dll"];
        IEnumerable<string> paths = platform.Split(Path.PathSeparator)
            .Where(path => names.Contains(Path.GetFileName(path)))
            .Append(typeof(runtime::Transformers.Generated.EncoderAttribute).Assembly.Location);
        return [.. paths.Select(path => MetadataReference.CreateFromFile(path))];
    }
}
