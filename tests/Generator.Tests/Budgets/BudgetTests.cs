using System.Collections.Generic;
using System.Linq;
using System.Text;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Transformers.Generated.Generator.Emit;
using Transformers.Generated.Generator.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace Generator.Tests.Budgets;

/// <summary>What a model may cost a user's editor and the JIT: generator/README.md states the limits.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    private const int MaxFiles = 30;
    private const int MaxBytes = 300_000;
    private const int MaxFileBytes = 150_000;

    // RyuJIT compiles without optimisation above 60,000 bytes of IL or 2,000 locals, and inlines nothing above some 920 locals.
    private const int MaxMethodBytes = 8_192;
    private const int MaxLocals = 400;

    public static TheoryData<string> Models => ["BERT-base", "BERT-large", "MiniLM-L6", "312/12/4/1200", "GPT-2 small", "GPT-2 small, float16", "TinyLlama, bfloat16", "T5-base"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Text_is_short(string model)
    {
        EquatableArray<SourceFile> files = EmittedModels.Files(Specs.Named(model));
        Dictionary<string, int> bytes = files.ToDictionary(file => file.HintName, file => Encoding.UTF8.GetByteCount(file.Text));
        output.WriteLine($"{model}: {bytes.Values.Sum()} bytes in {files.Count} files: {string.Join(", ", bytes.Select(file => $"{file.Key} {file.Value}"))}");

        Assert.InRange(files.Count, 1, MaxFiles);
        Assert.InRange(bytes.Values.Max(), 1, MaxFileBytes);
        Assert.InRange(bytes.Values.Sum(), 1, MaxBytes);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Methods_are_small_enough_for_the_optimising_JIT(string model)
    {
        IReadOnlyList<IlMethod> methods = IlMethod.ReadAll(EmittedModels.Compile(EmittedModels.Files(Specs.Named(model))));
        IlMethod largest = methods.MaxBy(method => method.Size)!;
        IlMethod busiest = methods.MaxBy(method => method.LocalCount)!;
        output.WriteLine($"{model}: {methods.Count} methods; most IL {largest.Size} bytes in {largest.Type}.{largest.Name}; "
            + $"most locals {busiest.LocalCount} in {busiest.Type}.{busiest.Name}");

        Assert.InRange(largest.Size, 1, MaxMethodBytes);
        Assert.InRange(busiest.LocalCount, 0, MaxLocals);
    }

    [Fact]
    public void More_layers_print_no_more_text()
    {
        EquatableArray<SourceFile> one = EmittedModels.Files(Specs.BertBase with { LayerCount = 1 });
        EquatableArray<SourceFile> many = EmittedModels.Files(Specs.BertBase with { LayerCount = 24 });

        Assert.Equal(one.Select(WithoutNumbers), many.Select(WithoutNumbers));
        foreach (string isa in (string[])["Avx512", "Avx2", "AdvSimd", "Portable"])
        {
            Assert.Equal(one.Part(isa), many.Part(isa));
        }
    }

    private static string WithoutNumbers(SourceFile file) => System.Text.RegularExpressions.Regex.Replace(file.Text, "[0-9][0-9,.]*", "#");
}
