namespace Transformers.Generated.Generator.Declaration;

/// <summary>One named argument of a model attribute.</summary>
/// <param name="Property">The property it sets.</param>
/// <param name="Value">Its constant: int, float, bool or string; an enum as its int.</param>
internal sealed record DeclaredArgument(string Property, object Value);
