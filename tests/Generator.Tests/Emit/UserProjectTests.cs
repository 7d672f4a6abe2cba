using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Transformers.Generated.Generator.Model;
using Xunit;

namespace Generator.Tests.Emit;

/// <summary>Generated text compiles without a warning wherever a class may stand, in projects as strict as the compiler can be.</summary>
public sealed class UserProjectTests
{
    private const string Encoder = $"[Transformers.Generated.Encoder({Sources.EncoderDims})]";

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Latest)]
    [InlineData(LanguageVersion.Preview)]
    public void Several_models_in_one_project(LanguageVersion language) => UserProject.AssertCompiles(
        $"""
        using Transformers.Generated;
        namespace Space;
        [Encoder({Sources.EncoderDims}, Head = EncoderHead.MaskedLanguageModel)] public sealed partial class Reader;
        [Encoder({Sources.EncoderDims}, Head = EncoderHead.TokenClassification, LabelCount = 3)] internal sealed partial class Tagger;
        [Decoder({Sources.DecoderDims})] public partial class Writer;
        [Decoder({Sources.DecoderDims}, FeedForwardDim = 20, Layout = CheckpointLayout.Llama,
            RotaryScaling = RotaryScaling.Yarn, RotaryFactor = 2, RotaryOriginalContextLength = 4)] public partial class Speaker;
        [EncoderDecoder({Sources.EncoderDecoderDims})] public sealed partial class Translator;
        """,
        language);

    [Theory]
    [InlineData("global namespace", Encoder + " public sealed partial class Tiny;")]
    [InlineData("nested in class and struct", $"namespace A.B {{ partial class Outer {{ partial struct Inner {{ {Encoder} private sealed partial class Tiny; }} }} }}")]
    [InlineData("nested in interface and records", $"partial interface I {{ partial record R {{ partial record struct S {{ {Encoder} public partial class Tiny; }} }} }}")]
    [InlineData("protected internal", $"namespace A; /// <summary>A.</summary>\npublic partial class Outer {{ {Encoder} protected internal sealed partial class Tiny; }}")]
    [InlineData("private protected", $"partial class Outer {{ {Encoder} private protected partial class Tiny; }}")]
    [InlineData("keywords", $"namespace @namespace.@record; partial class @static {{ {Encoder} partial class @class; }}")]
    [InlineData("contextual keyword", Encoder + " partial class @field;")]
    [InlineData("letters beyond ASCII", $"namespace Übung; {Encoder} partial class Größe变;")]
    [InlineData(
        "other interfaces", Encoder + " sealed partial class Tiny : System.IComparable<Tiny> { public int CompareTo(Tiny? other) => 0; }")]
    [InlineData("members of the user", Encoder + """
         sealed partial class Tiny
        {
            private readonly int hidden = Load(3).Length;
            public int Weights => hidden + LayerCount;
            public static string Load(int x) => $"{x}";
            public override string ToString() => $"{nameof(Tiny)} {ModelDim}";
        }
        """)]
    [InlineData("class named like a kernel type", "namespace A; " + Encoder + " partial class Simd;")]
    [InlineData("namespace named like an alias", "namespace Simd.Floats; " + Encoder + " partial class Tiny;")]
    public void Any_place(string place, string source)
    {
        Assert.NotEmpty(place);
        UserProject.AssertCompiles(source);
    }

    /// <summary>Names of the kernels' own members and locals, and overloads of generated methods.</summary>
    [Theory]
    [InlineData("Encoder", Sources.EncoderDims)]
    [InlineData("Decoder", Sources.DecoderDims)]
    [InlineData("EncoderDecoder", Sources.EncoderDecoderDims)]
    public void Beside_members_of_names_that_kernels_use(string family, string dims)
    {
        string[] names =
        [
            "Hot", "Store", "Least", "MultiplyAdd", "CopyRows", "Gelu", "Relu", "Exp2NonPositive", "HorizontalSum", "Embed8", "Mean8", "TKernels",
            "weights", "layerWeights", "scratch", "hidden", "mean", "lane", "pass", "layer", "Layers", "LayerStride", "TokenEmbedding", "MethodImpl",
            "System", "Transformers", "Generated", "Simd", "Floats", "Ints", "Unsafe", "Lane", "ForwardPass", "Vector256", "MathF", "Task",
        ];
        UserProject.AssertCompiles($$"""
            [Transformers.Generated.{{family}}({{dims}})]
            internal sealed partial class Tiny
            {
                {{string.Join("\n    ", names.Select(name => $"private static int {name} => 3;"))}}
                public static int At(int x) => x + {{string.Join(" + ", names)}};
                public static int At(ref float x, int i) => (int)x + i;
                private static string Forward(string x) => CreateTensorTable(x);
                private static string CreateTensorTable(string x) => x;
                public static string Load(string x, int y) => Forward(x) + y;
            }
            """);
    }

    [Fact]
    public void Names_that_users_cannot_take_are_all_listed_and_no_others()
    {
        string[] requests = ["Encoder", "Decoder", "EncoderDecoder"];
        string models = string.Join("\n", requests.Select(family => $"[Transformers.Generated.{family}({family switch
        {
            "Encoder" => Sources.EncoderDims,
            "Decoder" => Sources.DecoderDims,
            _ => Sources.EncoderDecoderDims,
        }})] public sealed partial class Tiny{family};"));
        Compilation project = UserProject.Build(models).Project;
        ISymbol[] members = [.. requests.SelectMany(family => project.GetTypeByMetadataName($"Tiny{family}")!.GetMembers())
            .Where(member => member is { DeclaredAccessibility: Accessibility.Private or Accessibility.Protected } and not IMethodSymbol { Name: ".ctor" or ".cctor" })];
        IEnumerable<string> aliases = project.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<UsingDirectiveSyntax>())
            .Select(directive => directive.Alias?.Name.Identifier.Text).OfType<string>();

        Assert.Equal(PrivateNames.Methods.Order(), members.OfType<IMethodSymbol>().Select(method => method.Name).Distinct().Order());
        Assert.Equal(
            PrivateNames.Taken.Order(),
            members.Where(member => member is not IMethodSymbol).Select(member => member.Name).Concat(aliases).Append("MethodImplOptions").Distinct().Order());
    }

    public static TheoryData<string> TakenNames => [.. PrivateNames.Taken, .. PrivateNames.Methods];

    [Theory]
    [MemberData(nameof(TakenNames))]
    public void A_member_of_such_a_name_is_one_error_and_no_other(string name)
    {
        (Compilation project, ImmutableArray<Diagnostic> reports) = UserProject.Build($$"""
            {{Encoder}} public sealed partial class Tiny { internal int @{{name}} => ModelDim; }
            """);

        Assert.Equal("TG0006", Assert.Single(reports).Id);

        // Forward is overridden even where a model fails.
        Assert.Equal(name == "Forward", project.GetDiagnostics().Any(problem => problem.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void With_implicit_usings() => UserProject.AssertCompiles(Sources.Encoder(), hasImplicitUsings: true);

    [Fact]
    public void Beside_types_of_names_that_kernels_use() => UserProject.AssertCompiles(
        $$"""
        namespace Space;
        {{Types}}
        [global::Transformers.Generated.Encoder({{Sources.EncoderDims}})] partial class Tiny;
        """);

    [Fact]
    public void Inside_namespaces_and_types_with_such_names() => UserProject.AssertCompiles(
        $$"""
        {{Types.Replace("class System { }", "").Replace("class Transformers { }", "")}}
        namespace Around { {{Types}} }
        namespace Around.Inner
        {
            partial class Outer
            {
                {{Types}}
                [global::Transformers.Generated.Encoder({{Sources.EncoderDims}})] partial class Tiny;
            }
        }
        """);

    [Fact]
    public void Every_activation() => UserProject.AssertCompiles(string.Join(
        "\n", System.Enum.GetNames<Transformers.Generated.Activation>().Select(activation =>
        $"[Transformers.Generated.Encoder({Sources.EncoderDims}, Activation = Transformers.Generated.Activation.{activation}, "
        + $"Head = Transformers.Generated.EncoderHead.MaskedLanguageModel)] partial class With{activation};")));

    private static string Types => string.Join(" ", new[]
    {
        "System", "Transformers", "Generated", "Unsafe", "Vector128", "Vector256", "Vector512", "Vector256<T>", "Simd", "Floats", "Ints", "Lane", "TokenSet", "ForwardPass",
        "ModelDefinition", "Math", "MathF", "Task", "EncoderModel", "Offset", "IKernels", "Avx2Kernels",
    }.Select(name => $"class {name} {{ }}"));
}
