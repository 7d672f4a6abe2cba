using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Transformers.Generated.Generator.Declaration;
using Transformers.Generated.Generator.Diagnostics;
using Transformers.Generated.Generator.Emit;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Transformers.Generated.Generator.Pipeline;

namespace Transformers.Generated.Generator;

/// <summary>The incremental pipeline: attributes and config files to specs, and from there to source and to diagnostics.</summary>
/// <remarks>
/// Source depends on the spec alone (step <see cref="SpecStep"/>), so edits that leave a declaration's meaning stop there. Diagnostics also
/// depend on where the declaration stands, so they follow every edit of its file.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class TransformerGenerator : IIncrementalGenerator
{
    internal const string ConfigStep = "Config";
    internal const string SpecStep = "Spec";
    internal const string SourceStep = "Source";

    private readonly PipelineStages _stages;

    /// <summary>The generator as the compiler creates it.</summary>
    public TransformerGenerator()
        : this(ModelSource.Generate)
    {
    }

    /// <summary>A generator whose last stage is replaced, for tests of the pipeline.</summary>
    internal TransformerGenerator(Func<ModelSpec, CancellationToken, EquatableArray<SourceFile>> generate) =>
        _stages = new PipelineStages(generate);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (ModelFamily family in ModelAttributes.Families)
        {
            Register(context, family);
        }
    }

    private void Register(IncrementalGeneratorInitializationContext context, ModelFamily family)
    {
        IncrementalValuesProvider<Declared> declared = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ModelAttributes.MetadataName(family),
                static (node, _) => node is TypeDeclarationSyntax,
                (syntax, token) => DeclarationReader.Read(syntax, family, token))
            .Where(static declaration => declaration is not null)!;
        IncrementalValuesProvider<(Declared Declared, Resolution Resolution)> resolved = declared
            .Combine(FindConfigs(context, declared))
            .Select(static (pair, _) => (pair.Left, PipelineStages.Resolve(pair.Left.Model, pair.Right)));

        IncrementalValuesProvider<GeneratedModel> generated = resolved
            .Select(static (pair, _) => pair.Resolution.Outcome).WithTrackingName(SpecStep)
            .Select(_stages.Generate).WithTrackingName(SourceStep);
        context.RegisterSourceOutput(generated, static (output, model) =>
        {
            foreach (SourceFile file in model.Files)
            {
                output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
            }
        });

        IncrementalValueProvider<ImmutableArray<GeneratedModel>> failed =
            generated.Where(static model => model.Failure is not null).Collect();
        context.RegisterSourceOutput(resolved.Combine(failed), static (output, item) =>
        {
            ((Declared declaration, Resolution resolution), ImmutableArray<GeneratedModel> failures) = item;
            foreach (Violation violation in resolution.Violations.Concat(
                failures.Where(model => model.Target == declaration.Model.Target).Select(model => model.Failure!)))
            {
                output.ReportDiagnostic(Descriptors.Create(violation, declaration.Locations.Find(violation)));
            }
        });
    }

    // Only files that some declaration asks for are opened, and only the keys that models depend on are kept.
    private static IncrementalValueProvider<ConfigSet> FindConfigs(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Declared> declared)
    {
        IncrementalValueProvider<ConfigRequest> request = declared
            .Select(static (declaration, _) => declaration.Model.Config ?? "")
            .Collect()
            .Combine(context.AnalyzerConfigOptionsProvider.Select(static (options, _) => FindProjectDirectory(options.GlobalOptions)))
            .Select(static (pair, _) => ConfigRequest.Create(pair.Left, pair.Right));
        return context.AdditionalTextsProvider
            .Combine(request)
            .Where(static pair => pair.Right.Wants(pair.Left.Path))
            .Select(static (pair, token) => ConfigFile.Read(pair.Left, token)).WithTrackingName(ConfigStep)
            .Collect()
            .Combine(request)
            .Select(static (pair, _) => new ConfigSet(new EquatableArray<ConfigFile>(pair.Left), pair.Right.ProjectDirectory));
    }

    private static string? FindProjectDirectory(AnalyzerConfigOptions options) =>
        options.TryGetValue("build_property.ProjectDir", out string? directory)
        || options.TryGetValue("build_property.MSBuildProjectDirectory", out directory) ? directory : null;
}
