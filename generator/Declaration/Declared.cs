using System;
using Microsoft.CodeAnalysis;
using Transformers.Generated.Generator.Diagnostics;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>A declaration and its places: the one step of the pipeline that holds locations.</summary>
internal sealed record Declared(DeclaredModel Model, DeclarationLocations Locations)
{
    /// <summary>Stands for a declaration whose reading failed.</summary>
    public static Declared Failed(ISymbol symbol, Location location, ModelFamily family, Exception exception)
    {
        Violation violation = InternalFailure.Describe(exception, $"the declaration of {symbol.Name}");
        DeclaredModel model = new(
            Target: null,
            family,
            EquatableArray<DeclaredArgument>.Empty,
            EquatableArray<TensorNameSpec>.Empty,
            new([violation]),
            HasCompilerErrors: true);
        return new Declared(model, new DeclarationLocations(location));
    }
}
