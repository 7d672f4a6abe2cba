using System.Linq;
using Generator.Tests.TestSupport;
using Microsoft.CodeAnalysis.CSharp;
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
    [InlineData("other interfaces", Encoder + " sealed partial class Tiny : System.IComparable<Tiny> { public int CompareTo(Tiny? other) => 0; }")]
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

    [Fact]
    public void With_implicit_usings() => UserProject.AssertCompiles(Sources.Encoder(), hasImplicitUsings: true);

    [Theory]
    [InlineData("System")]
    [InlineData("Transformers")]
    [InlineData("Generated")]
    [InlineData("Unsafe")]
    [InlineData("Vector128")]
    [InlineData("Vector256")]
    [InlineData("Vector512")]
    [InlineData("Vector256<T>")]
    [InlineData("Simd")]
    [InlineData("Floats")]
    [InlineData("Ints")]
    [InlineData("Lane")]
    [InlineData("TokenSet")]
    [InlineData("ForwardPass")]
    [InlineData("ModelDefinition")]
    [InlineData("Math")]
    [InlineData("MathF")]
    [InlineData("Task")]
    [InlineData("EncoderModel")]
    [InlineData("Offset")]
    [InlineData("IKernels")]
    [InlineData("Avx2Kernels")]
    public void Beside_a_type_of_a_name_that_kernels_use(string name) => UserProject.AssertCompiles(
        $$"""
        namespace Space;
        [global::Transformers.Generated.Encoder({{Sources.EncoderDims}})] partial class Tiny;
        internal static class {{name}} { }
        """);

    [Fact]
    public void Inside_namespaces_and_types_with_all_such_names() => UserProject.AssertCompiles(
        $$"""
        namespace Around { {{Types}} }
        {{Types.Replace("class System { }", "").Replace("class Transformers { }", "")}}
        namespace Around.Inner
        {
            partial class Outer
            {
                {{Types}}
                [global::Transformers.Generated.Encoder({{Sources.EncoderDims}})] partial class Tiny;
            }
        }
        """);

    [Theory]
    [InlineData(Activations.Relu)]
    [InlineData(Activations.Gelu)]
    [InlineData(Activations.GeluTanh)]
    [InlineData(Activations.Silu)]
    [InlineData(Activations.Tanh)]
    public void Every_activation(string activation) => UserProject.AssertCompiles(
        Sources.Encoder($", Activation = Activation.{activation}, Head = EncoderHead.MaskedLanguageModel"));

    private static class Activations
    {
        public const string Relu = "Relu";
        public const string Gelu = "Gelu";
        public const string GeluTanh = "GeluTanh";
        public const string Silu = "Silu";
        public const string Tanh = "Tanh";
    }

    private static string Types => string.Join(" ", new[]
    {
        "System", "Transformers", "Unsafe", "Vector128", "Vector256", "Vector512", "Simd", "Floats", "Ints", "Lane", "TokenSet", "ForwardPass", "MathF",
    }.Select(name => $"class {name} {{ }}"));
}
