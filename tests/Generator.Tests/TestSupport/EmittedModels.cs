using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Transformers.Generated.Generator.Emit;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Generator.Tests.TestSupport;

/// <summary>Generated text of specs, straight from the last stage.</summary>
internal static class EmittedModels
{
    private static readonly ConcurrentDictionary<ModelRequest, EquatableArray<SourceFile>> s_files = new();

    /// <summary>The files of a request; equal requests share them.</summary>
    public static EquatableArray<SourceFile> Files(ModelRequest request) => s_files.GetOrAdd(request, _ => Generate(request.Build()));

    /// <summary>The files of a spec, made afresh in the invariant culture, as in the pipeline.</summary>
    public static EquatableArray<SourceFile> Generate(ModelSpec spec) =>
        InvariantCulture.Run(() => ModelSource.Generate(spec, CancellationToken.None));

    /// <summary>
    /// The text of one part: <c>""</c> for the surface, or <c>Forward</c>, <c>Definition</c>, the name of an instruction set.
    /// </summary>
    public static string Part(this IEnumerable<SourceFile> files, string part)
    {
        string suffix = part.Length == 0 ? "Tiny.g.cs" : $".{part}.g.cs";
        return files.Single(file => file.HintName.EndsWith(suffix, StringComparison.Ordinal)).Text;
    }

    /// <summary>An optimised compilation of the files alone; the class itself needs no other part.</summary>
    public static CSharpCompilation Compile(IEnumerable<SourceFile> files) => UserProject.Create(
        files.Select(file => CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.CSharp13), file.HintName)));
}
