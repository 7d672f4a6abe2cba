using System;
using System.Collections.Generic;
using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Transformers.Generated;
using Transformers.Generated.Generator.Emit;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Snapshots;

/// <summary>Generated text as a reader sees it: a change to the emitters is reviewed here, as code.</summary>
public sealed class SnapshotTests
{
    private static readonly string[] s_shared = ["", "Definition", "Forward"];

    [Fact]
    public void Tiny_encoder() => Match("Encoder", Specs.Encoder, [.. s_shared, "Avx512", "Avx2", "AdvSimd", "Portable"]);

    [Fact]
    public void Tiny_decoder() => Match("Decoder", Specs.Decoder, [.. s_shared, "Avx2"]);

    [Fact]
    public void Tiny_encoder_decoder() => Match("EncoderDecoder", Specs.EncoderDecoder, [.. s_shared, "Avx2"]);

    [Theory]
    [InlineData("Avx512")]
    [InlineData("Avx2")]
    [InlineData("AdvSimd")]
    [InlineData("Portable")]
    public void BERT_base_feed_forward(string isa)
    {
        // The longest projection, what leads from it to a tile, the tallest tile and the one of a single row: the heart of a model at its real size.
        string text = EmittedModels.Files(Specs.BertBase).Part(isa);
        MethodDeclarationSyntax[] methods =
            [.. CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()];
        IEnumerable<string> excerpt = new[] { "Gemm3072x768", "Multiply192", "Rows", "Tile", "RowTile" }
            .Select(name => methods.First(method => method.Identifier.Text.StartsWith(name, StringComparison.Ordinal)).ToFullString().Trim('\n'));

        Approval.Match($"BertBase/{isa}", [("FeedForward.g.cs", string.Join("\n\n", excerpt) + "\n")]);
    }

    [Theory]
    [InlineData("Avx512")]
    [InlineData("Avx2")]
    [InlineData("AdvSimd")]
    [InlineData("Portable")]
    public void TinyLlama_gated_feed_forward(string isa)
    {
        string text = EmittedModels.Files(Specs.TinyLlama).Part(isa);
        MethodDeclarationSyntax[] methods =
            [.. CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()];
        IEnumerable<string> excerpt = new[] { "Gemm5632x2048", "Gate" }
            .Select(name => methods.First(method => method.Identifier.Text.StartsWith(name, StringComparison.Ordinal)).ToFullString().Trim('\n'));

        Approval.Match($"TinyLlama/{isa}", [("FeedForward.g.cs", string.Join("\n\n", excerpt) + "\n")]);
    }

    [Theory]
    [InlineData("Avx512")]
    [InlineData("Avx2")]
    [InlineData("AdvSimd")]
    [InlineData("Portable")]
    public void TinyLlama_tiles_of_16_bit_weights(string isa)
    {
        IEnumerable<(string, string)> files = new[] { WeightFormat.BFloat16, WeightFormat.Float16 }.Select(format =>
        {
            string text = EmittedModels.Files(Specs.TinyLlama with { Weights = format }).Part(isa);
            MethodDeclarationSyntax[] methods =
                [.. CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()];

            // The main tile, the one of a single row, and what widens a weight.
            IEnumerable<string> excerpt = new[] { "Embed", "Multiply", "Tile", "RowTile", "Weight", "Even", "Odd" }
                .Select(name => methods.First(method => method.Identifier.Text.StartsWith(name, StringComparison.Ordinal)).ToFullString().Trim('\n'));
            return ($"{format}.g.cs", string.Join("\n\n", excerpt) + "\n");
        });

        Approval.Match($"TinyLlama16/{isa}", files);
    }

    private static void Match(string folder, ModelRequest request, string[] parts)
    {
        ILookup<string, SourceFile> files = EmittedModels.Files(request).ToLookup(file => file.HintName);
        Approval.Match(folder, parts.Select(part => part.Length == 0 ? "Space.Tiny.g.cs" : $"Space.Tiny.{part}.g.cs").Select(name => (name, files[name].Single().Text)));
    }
}
