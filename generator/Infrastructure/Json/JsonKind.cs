namespace Transformers.Generated.Generator.Infrastructure.Json;

/// <summary>The six kinds of JSON value, true and false apart.</summary>
internal enum JsonKind
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}
