using System.Collections.Generic;
using Generator.Tests.TestSupport;

namespace Generator.Tests.Diagnostics;

/// <summary>Classes that cannot be completed.</summary>
internal static class ClassCases
{
    private const string Attribute = $"[Transformers.Generated.Encoder({Sources.EncoderDims})]";

    public static IEnumerable<DiagnosticCase> All =>
    [
        new(
            "TG0001",
            $"{Attribute} public sealed class M;",
            "M",
            "class M is not partial, so its model cannot be added to it; write 'partial class M'"),
        new(
            "TG0002",
            $"class Outer {{ {Attribute} partial class M; }}",
            "M",
            "M is nested in Outer, which is not partial; write 'partial' there, or move M out of it"),
        Unsupported("static partial class M { }", "static"),
        Unsupported("abstract partial class M { }", "abstract"),
        Unsupported("partial record M;", "a record"),
        Unsupported("file partial class M { }", "local to its file"),
        Unsupported("partial class M<T> { }", "generic"),
        new(
            "TG0003",
            $"partial class Outer<T> {{ {Attribute} partial class M; }}",
            "M",
            "M is nested in Outer, which is generic; move M out of it"),
        new(
            "TG0003",
            $"file partial class Outer {{ {Attribute} partial class M; }}",
            "M",
            "M is nested in Outer, which is local to its file; move M out of it"),
        new(
            "TG0004",
            $"class Base; {Attribute} partial class M : Base, System.IDisposable {{ public void Dispose() {{ }} }}",
            "M",
            "M derives from Base, but the generated part derives from a class of Transformers.Generated; "
            + "remove the base class, interfaces may stay"),
        Several("Decoder"),
        Member("public int Offset { get; } = 3;", "Offset"),
        Member("private static readonly int s_definition = 3;", "s_definition"),
        Member("private interface IKernels { }", "IKernels"),
        Member("public static int MethodImplOptions() => 3;", "MethodImplOptions"),
        Member("public int At => 3;", "At"),
        Several("Encoder"),
    ];

    private static DiagnosticCase Unsupported(string declaration, string kind) => new(
        "TG0003",
        $"{Attribute} {declaration}",
        "M",
        $"M is {kind}, a model is an ordinary class that can be created; write 'partial class'");

    private static DiagnosticCase Member(string member, string name) => new(
        "TG0006",
        $"{Attribute} partial class M {{ {member} }}",
        name,
        $"M declares {name}, a name that the generated part of the class needs; rename the member");

    private static DiagnosticCase Several(string second) => new(
        "TG0005",
        Sources.Encoder("", $"[{second}]"),
        second,
        "Tiny has 2 model attributes, a class is one model; keep one of [Encoder], [Decoder] and [EncoderDecoder], "
        + "and declare a class for each other model");
}
