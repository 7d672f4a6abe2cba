namespace Transformers.Generated.Generator.Infrastructure.Json;

/// <summary>One <c>"name": value</c> of an object.</summary>
internal sealed record JsonMember(string Name, JsonValue Value);
