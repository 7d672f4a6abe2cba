using System.Collections.Immutable;
using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Transformers.Generated;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Declaration;

/// <summary>Which classes can be completed, and how they are reopened.</summary>
public sealed class TargetTypeTests
{
    private const string Attribute = $"[Transformers.Generated.Encoder({Sources.EncoderDims})]";

    [Theory]
    [InlineData("public sealed partial class M;", "M", "public", "M")]
    [InlineData("partial class M { }", "M", "internal", "M")]
    [InlineData("internal partial class @class { }", "@class", "internal", "class")]
    [InlineData("partial class @record { }", "@record", "internal", "record")]
    [InlineData("partial class M : System.IDisposable { public void Dispose() { } }", "M", "internal", "M")]
    public void A_class_of_the_global_namespace(string declaration, string name, string accessibility, string hintName)
    {
        TargetType target = GeneratorRun.Spec($"{Attribute} {declaration}").Target;

        Assert.Equal(new TargetType("", EquatableArray<string>.Empty, name, accessibility, hintName), target);
    }

    [Fact]
    public void A_name_with_unusual_letters_is_told_apart_by_a_hash()
    {
        TargetType target = GeneratorRun.Spec($"{Attribute} partial class Größe;").Target;

        Assert.Equal("Größe", target.Name);
        Assert.Matches("^Gr__e-[0-9a-f]{16}$", target.HintName);
    }

    [Fact]
    public void Namespaces_may_be_named_like_keywords()
    {
        TargetType target = GeneratorRun.Spec($"namespace A.@namespace.B {{ {Attribute} partial class M {{ }} }}").Target;

        Assert.Equal(("A.@namespace.B", "A.namespace.B.M"), (target.Namespace, target.HintName));
    }

    [Fact]
    public void Types_around_the_class_are_reopened_by_their_kind()
    {
        TargetType target = GeneratorRun.Spec($$"""
            namespace N;
            public static partial class @static { partial struct S { partial interface I { partial record R { partial record struct V { partial class C {
                {{Attribute}} protected internal partial class M { }
            } } } } } }
            """).Target;

        Assert.Equal(
            ["partial class @static", "partial struct S", "partial interface I", "partial record R", "partial record struct V", "partial class C"],
            target.ContainingTypes);
        Assert.Equal(("protected internal", "N.static+S+I+R+V+C+M"), (target.Accessibility, target.HintName));
    }

    [Theory]
    [InlineData("private")]
    [InlineData("protected")]
    [InlineData("private protected")]
    [InlineData("internal")]
    public void Accessibility_is_kept(string accessibility) =>
        Assert.Equal(accessibility, GeneratorRun.Spec($"partial class C {{ {Attribute} {accessibility} partial class M {{ }} }}").Target.Accessibility);

    [Fact]
    public void Classes_of_one_name_have_files_of_different_names()
    {
        string declaration = $"{Attribute} partial class M {{ }}";
        string source = $$"""
            {{declaration}}
            namespace A { {{declaration}} {{Attribute}} partial class m { } partial class Outer { {{declaration}} } }
            namespace B { {{declaration}} {{Attribute}} partial class Ä { } {{Attribute}} partial class Ö { } }
            namespace b { {{declaration}} }
            """;

        GeneratorRunResult result = GeneratorRun.Run(source);

        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        ImmutableArray<string> names = [.. result.GeneratedSources.Select(generated => generated.HintName.ToUpperInvariant())];
        Assert.Equal(8, names.Distinct().Count());
    }

    [Fact]
    public void A_very_long_name_gives_a_short_file_name()
    {
        TargetType target = GeneratorRun.Spec($"namespace {new string('N', 300)}; {Attribute} partial class M;").Target;

        Assert.InRange(target.HintName.Length, 1, 140);
    }

    [Fact]
    public void Attributes_may_be_spread_over_the_parts_of_a_class()
    {
        ModelSpec spec = GeneratorRun.Spec($$"""
            using Transformers.Generated;
            [TensorName(TensorRole.Key, "k.{i}")] partial class M { }
            {{Attribute}} partial class M { }
            [TensorName(TensorRole.Query, "q.{i}")] partial class M { }
            """);

        Assert.Equal([TensorRole.Query, TensorRole.Key], spec.Checkpoint.Names.Select(name => name.Role));
    }

    [Fact]
    public void A_class_that_cannot_be_reopened_gets_no_source()
    {
        GeneratorRunResult result = GeneratorRun.Run($"{Attribute} sealed class M;");

        Assert.Equal("TG0001", Assert.Single(result.Diagnostics).Id);
        Assert.Empty(result.GeneratedSources);
    }

    [Fact]
    public void A_class_with_a_violation_gets_its_public_surface()
    {
        GeneratorRunResult result = GeneratorRun.Run("[Transformers.Generated.Encoder] partial class M;");

        Assert.Contains(result.GeneratedSources, file => file.SourceText.ToString().Contains("TG0020"));
    }

    [Fact]
    public void What_the_compiler_reports_is_not_reported_again()
    {
        GeneratorRunResult result = GeneratorRun.Run("[Transformers.Generated.Encoder(ModelDim = \"x\")] partial class M;");

        Assert.Empty(result.Diagnostics);
        Assert.NotEmpty(result.GeneratedSources);
    }

    [Fact]
    public void A_class_without_a_model_attribute_is_left_alone()
    {
        GeneratorRunResult result = GeneratorRun.Run("class EncoderAttribute : System.Attribute { } [Encoder] partial class M { }");

        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.GeneratedSources);
    }

}
