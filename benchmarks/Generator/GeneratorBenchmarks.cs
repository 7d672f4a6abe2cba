extern alias generator;

using System;
using System.IO;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using generator::Transformers.Generated.Generator;

namespace Benchmarks.Generator;

/// <summary>What an edit costs in the editor: of the declaration of a BERT-large, and of a file beside it.</summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private const string Unrelated = "public static class Other { public const int Value = 1; }";

    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.CSharp13);

    private CSharpCompilation _compilation = null!;
    private GeneratorDriver _driver = null!;
    private int _edits;

    [GlobalSetup]
    public void Prepare()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        _compilation = CSharpCompilation.Create(
            "User",
            [Parse(Declaration(contextLength: 512)), Parse(Unrelated)],
            platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _driver = CSharpGeneratorDriver.Create([new TransformerGenerator().AsSourceGenerator()],
            parseOptions: s_parseOptions).RunGenerators(_compilation);
        if (_driver.GetRunResult().GeneratedTrees.IsEmpty)
        {
            throw new InvalidOperationException("nothing was generated");
        }
    }

    /// <summary>Generates everything anew: each edit asks for another context length.</summary>
    [Benchmark]
    public GeneratorDriver EditDeclaration()
    {
        _edits++;
        return _driver.RunGenerators(_compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[0], Parse(Declaration(512 + _edits))));
    }

    /// <summary>Generates nothing: the cache holds.</summary>
    [Benchmark]
    public GeneratorDriver EditOtherFile()
    {
        _edits++;
        return _driver.RunGenerators(_compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[1], Parse($"{Unrelated} // {_edits}")));
    }

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, s_parseOptions);

    private static string Declaration(int contextLength) => $"""
        using Transformers.Generated;
        [Encoder(ModelDim = 1024, HeadCount = 16, LayerCount = 24, FeedForwardDim = 4096, VocabularySize = 30522, ContextLength = {contextLength})]
        public sealed partial class BertLarge;
        """;
}
