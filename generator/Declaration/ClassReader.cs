using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>Reads the class that carries a model attribute: how to reopen it, or why that is impossible.</summary>
internal static class ClassReader
{
    /// <summary>The class to complete, or null with the reasons added to <paramref name="violations"/>.</summary>
    public static TargetType? Read(INamedTypeSymbol symbol, TypeDeclarationSyntax syntax, List<Violation> violations)
    {
        int before = violations.Count;
        CheckClass(symbol, syntax, violations);
        CheckOuterTypes(symbol, violations);
        if (violations.Count > before)
        {
            return null;
        }

        INamespaceSymbol container = symbol.ContainingNamespace;
        string @namespace = container.IsGlobalNamespace ? "" : container.ToDisplayString(s_namespaceFormat);
        IEnumerable<string> outerTypes = OuterTypes(symbol).Select(outer => $"partial {Keyword(outer)} {Escape(outer.Name)}");
        return new TargetType(
            @namespace, new EquatableArray<string>(outerTypes), Escape(symbol.Name), Accessibility(symbol), HintName.Of(symbol));
    }

    private static readonly SymbolDisplayFormat s_namespaceFormat = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static void CheckClass(INamedTypeSymbol symbol, TypeDeclarationSyntax syntax, List<Violation> violations)
    {
        if (!IsPartial(syntax))
        {
            Report(
                RuleIds.NotPartial,
                $"class {symbol.Name} is not partial, so its model cannot be added to it; write 'partial class {symbol.Name}'");
        }

        // The first that applies is enough: a static class is abstract and sealed besides.
        string? kind =
            symbol.IsRecord ? "a record"
            : symbol.IsStatic ? "static"
            : symbol.IsAbstract ? "abstract"
            : symbol.IsFileLocal ? "local to its file"
            : symbol.Arity > 0 ? "generic"
            : null;
        if (kind is not null)
        {
            Report(
                RuleIds.UnsupportedClass,
                $"{symbol.Name} is {kind}, a model is an ordinary class that can be created; write 'partial class'");
        }

        // A base type the compiler does not know is its error to report.
        bool canHaveBase = !symbol.IsStatic && !symbol.IsRecord;
        if (canHaveBase && symbol.BaseType is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } baseType)
        {
            Report(
                RuleIds.BaseClass,
                $"{symbol.Name} derives from {baseType.Name}, but the generated part derives from a class of Transformers.Generated; "
                + "remove the base class, interfaces may stay");
        }

        void Report(string id, string message) => violations.Add(new Violation(id, Violation.ClassAnchor, message));
    }

    private static void CheckOuterTypes(INamedTypeSymbol symbol, List<Violation> violations)
    {
        foreach (INamedTypeSymbol outer in OuterTypes(symbol))
        {
            if (!outer.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>().Any(IsPartial))
            {
                Report(
                    RuleIds.OuterTypeNotPartial,
                    $"{symbol.Name} is nested in {outer.Name}, which is not partial; write 'partial' there, "
                    + $"or move {symbol.Name} out of it");
            }

            string? kind = outer.IsFileLocal ? "local to its file" : outer.Arity > 0 ? "generic" : null;
            if (kind is not null)
            {
                Report(RuleIds.UnsupportedClass, $"{symbol.Name} is nested in {outer.Name}, which is {kind}; move {symbol.Name} out of it");
            }
        }

        void Report(string id, string message) => violations.Add(new Violation(id, Violation.ClassAnchor, message));
    }

    private static IEnumerable<INamedTypeSymbol> OuterTypes(INamedTypeSymbol symbol)
    {
        Stack<INamedTypeSymbol> types = new();
        for (INamedTypeSymbol? outer = symbol.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            types.Push(outer);
        }

        return types;
    }

    private static bool IsPartial(TypeDeclarationSyntax syntax) => syntax.Modifiers.Any(SyntaxKind.PartialKeyword);

    private static string Keyword(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Struct, true) => "record struct",
        (TypeKind.Struct, false) => "struct",
        (TypeKind.Interface, _) => "interface",
        (_, true) => "record",
        _ => "class",
    };

    // Contextual keywords too: some of them ('record', 'required', 'field') may not name a type without the sign.
    private static string Escape(string name)
    {
        bool isReserved = SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None;
        bool isContextual = SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None;
        return isReserved || isContextual ? "@" + name : name;
    }

    private static string Accessibility(INamedTypeSymbol symbol) => SyntaxFacts.GetText(symbol.DeclaredAccessibility);
}
