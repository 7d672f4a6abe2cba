using Transformers.Generated.Generator.Infrastructure;

namespace Transformers.Generated.Generator.Model;

/// <summary>The partial class to complete.</summary>
/// <param name="Namespace">Its namespace, or empty for the global one. Here and below, keywords are escaped: <c>@class</c>.</param>
/// <param name="ContainingTypes">
/// Declarations of the types around it, outermost first, each as it must be reopened: <c>partial class Outer</c>.
/// </param>
/// <param name="Name">Its simple name.</param>
/// <param name="Accessibility"><c>public</c>, <c>internal</c>, ...: as declared.</param>
/// <param name="HintName">Prefix of the generated file names, unique in the compilation.</param>
internal sealed record TargetType(
    string Namespace, EquatableArray<string> ContainingTypes, string Name, string Accessibility, string HintName);
