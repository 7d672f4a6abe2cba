using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Generator.Tests.Incrementality;

/// <summary>Walks everything reachable from a cached value.</summary>
internal static class ObjectGraph
{
    /// <summary>
    /// Fails if a symbol, compilation, syntax or location is reachable: it would keep a whole compilation alive and never be equal.
    /// </summary>
    public static void AssertHasNothingOfTheCompiler(IEnumerable<object> roots)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> left = new(roots);
        while (left.TryPop(out object? current))
        {
            Type type = current.GetType();
            Assert.False(
                current is ISymbol or Compilation or SyntaxNode or SyntaxTree or Location or SemanticModel or AttributeData or AdditionalText,
                $"{type} is cached");
            if (type.IsPrimitive || type.IsEnum || current is string || !seen.Add(current))
            {
                continue;
            }

            if (current is IEnumerable items and not string)
            {
                foreach (object? item in items)
                {
                    Push(item);
                }
            }

            for (Type? declaring = type; declaring is not null; declaring = declaring.BaseType)
            {
                foreach (FieldInfo field in declaring.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Push(field.GetValue(current));
                }
            }
        }

        void Push(object? value)
        {
            if (value is not null)
            {
                left.Push(value);
            }
        }
    }
}
