using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>The attributes of the runtime that the generator reads.</summary>
internal static class ModelAttributes
{
    private const string Namespace = "Transformers.Generated";

    public static readonly IReadOnlyList<ModelFamily> Families = [ModelFamily.Encoder, ModelFamily.Decoder, ModelFamily.EncoderDecoder];

    /// <summary>The full name of the attribute that asks for a model of this family.</summary>
    public static string MetadataName(ModelFamily family) => $"{Namespace}.{family}Attribute";

    public static bool IsTensorName(AttributeData attribute) => Is(attribute, "TensorNameAttribute");

    public static bool IsModel(AttributeData attribute) => Families.Any(family => Is(attribute, family + "Attribute"));

    private static bool Is(AttributeData attribute, string name) =>
        attribute.AttributeClass is { ContainingType: null } type
        && string.Equals(type.Name, name, StringComparison.Ordinal)
        && string.Equals(type.ContainingNamespace.ToDisplayString(), Namespace, StringComparison.Ordinal);
}
