using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Transformers.Generated.Generator.Infrastructure;
using Transformers.Generated.Generator.Infrastructure.Json;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>A config file as far as models depend on it. Edits of other keys, of order or of white space leave it equal.</summary>
/// <param name="Path">Its path as the compiler knows it.</param>
/// <param name="Values">The members of its root object that are read somewhere, sorted by name; null values are left out.</param>
/// <param name="Error">Why it cannot be read, or null.</param>
internal sealed record ConfigFile(string Path, EquatableArray<JsonMember> Values, string? Error)
{
    /// <summary>Reads a file; never throws over its content.</summary>
    public static ConfigFile Read(AdditionalText file, CancellationToken token) => Parse(file.Path, file.GetText(token)?.ToString());

    /// <summary>Reads a text; null stands for a file that cannot be opened.</summary>
    public static ConfigFile Parse(string path, string? text)
    {
        if (text is null)
        {
            return Failure("it cannot be opened");
        }

        try
        {
            JsonValue root = JsonReader.Read(text);
            IEnumerable<JsonMember> values = root.Members.Where(IsRead).OrderBy(member => member.Name, StringComparer.Ordinal);
            return root.Kind == JsonKind.Object
                ? new ConfigFile(path, new EquatableArray<JsonMember>(values), Error: null)
                : Failure($"its root is {root.Display}, not an object");
        }
        catch (JsonFormatException exception)
        {
            return Failure(exception.Message);
        }

        ConfigFile Failure(string error) => new(path, EquatableArray<JsonMember>.Empty, error);
    }

    /// <summary>The value of a key, or null where the file has none. A key within an object is written <c>object.key</c>.</summary>
    public JsonValue? Find(string key)
    {
        string[] path = key.Split('.');
        JsonValue? value = Values.FirstOrDefault(member => member.Name == path[0])?.Value;
        foreach (string name in path.Skip(1))
        {
            value = value?.Members.FirstOrDefault(member => member.Name == name)?.Value;
        }

        return value is { Kind: JsonKind.Null } ? null : value;
    }

    // Hugging Face writes null for "not set".
    private static bool IsRead(JsonMember member) => member.Value.Kind != JsonKind.Null && HuggingFaceKeys.All.Contains(member.Name);
}
