using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>The prefix of a class's generated file names: its full name, made fit for the compiler and for file systems.</summary>
internal static class HintName
{
    // Some file systems end at 255 bytes a name; the emitter and the build add to this prefix.
    private const int MaxLength = 120;

    /// <summary>A prefix that no other class of the compilation has, upper and lower case not told apart.</summary>
    public static string Of(INamedTypeSymbol symbol)
    {
        string fullName = FullName(symbol);
        StringBuilder name = new();
        foreach (char character in fullName)
        {
            name.Append(IsPlain(character) ? character : '_');
        }

        if (name.Length > MaxLength)
        {
            name.Length = MaxLength;
        }

        // Most names stay as they are; a hash of the exact name tells apart what the replacement or the case does not.
        bool isExact = name.ToString() == fullName && !HasCaseTwin(symbol);
        return isExact ? fullName : name + "-" + Hash(fullName).ToString("x16", CultureInfo.InvariantCulture);
    }

    private static string FullName(INamedTypeSymbol symbol)
    {
        string name = symbol.MetadataName;
        for (INamedTypeSymbol? outer = symbol.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.MetadataName + "+" + name;
        }

        for (INamespaceSymbol space = symbol.ContainingNamespace; !space.IsGlobalNamespace; space = space.ContainingNamespace)
        {
            name = space.Name + "." + name;
        }

        return name;
    }

    private static bool IsPlain(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' or '+';

    private static bool HasCaseTwin(INamedTypeSymbol symbol)
    {
        for (INamespaceOrTypeSymbol current = symbol; Container(current) is { } container; current = container)
        {
            IEnumerable<ISymbol> siblings = container.GetMembers().Where(member => member is INamespaceOrTypeSymbol);
            string name = current.Name;
            if (siblings.Any(sibling => sibling.Name != name && string.Equals(sibling.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    private static INamespaceOrTypeSymbol? Container(INamespaceOrTypeSymbol symbol) =>
        symbol.ContainingType ?? (INamespaceOrTypeSymbol?)symbol.ContainingNamespace;

    // FNV-1a, 64 bit: the same on every machine, unlike string.GetHashCode.
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char character in text)
        {
            hash = unchecked((hash ^ character) * 1099511628211);
        }

        return hash;
    }
}
