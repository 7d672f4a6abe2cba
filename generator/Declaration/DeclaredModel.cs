using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>What the source code says about one model: facts read off symbols, equal if the source says the same.</summary>
/// <param name="Target">The class to complete, or null where it has a shape that cannot be completed.</param>
/// <param name="Family">Which model attribute it carries.</param>
/// <param name="Arguments">The properties set on that attribute.</param>
/// <param name="Names">Its tensor names, in source order.</param>
/// <param name="Violations">What is wrong with the class itself.</param>
/// <param name="HasCompilerErrors">Whether an argument does not compile: the compiler says so, and we add nothing.</param>
internal sealed record DeclaredModel(
    TargetType? Target,
    ModelFamily Family,
    EquatableArray<DeclaredArgument> Arguments,
    EquatableArray<TensorNameSpec> Names,
    EquatableArray<Violation> Violations,
    bool HasCompilerErrors)
{
    /// <summary>The path in the Config property, or null.</summary>
    public string? Config => Find("Config") as string;

    /// <summary>The value a property was set to, or null if it was not set.</summary>
    public object? Find(string property)
    {
        foreach (DeclaredArgument argument in Arguments)
        {
            if (argument.Property == property)
            {
                return argument.Value;
            }
        }

        return null;
    }
}
