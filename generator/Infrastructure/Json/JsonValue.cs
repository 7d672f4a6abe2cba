namespace Transformers.Generated.Generator.Infrastructure.Json;

/// <summary>A JSON value that compares by content, so that it may be kept in the generator's cache.</summary>
/// <param name="Kind">Which kind of value.</param>
/// <param name="Text">A string's characters, or a number as it was written; empty for the other kinds.</param>
/// <param name="Items">An array's elements.</param>
/// <param name="Members">An object's members, in their order in the text; names are distinct.</param>
internal sealed record JsonValue(JsonKind Kind, string Text, EquatableArray<JsonValue> Items, EquatableArray<JsonMember> Members)
{
    public JsonValue(JsonKind kind, string text = "")
        : this(kind, text, EquatableArray<JsonValue>.Empty, EquatableArray<JsonMember>.Empty)
    {
    }

    /// <summary>The value in a message: short, on one line.</summary>
    public string Display => Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.False => "false",
        JsonKind.True => "true",
        JsonKind.Number => Shorten(Text),
        JsonKind.String => "\"" + Shorten(Text) + "\"",
        JsonKind.Array => "an array",
        _ => "an object",
    };

    private static string Shorten(string text)
    {
        const int MaxLength = 60;
        string start = text.Length <= MaxLength ? text : text.Substring(0, MaxLength) + "...";
        char[] characters = start.ToCharArray();
        for (int i = 0; i < characters.Length; i++)
        {
            // A file decides this text and a terminal or an IDE shows it: no line breaks, no escape sequences, no half pairs.
            if (char.IsControl(characters[i]) || char.IsSurrogate(characters[i]))
            {
                characters[i] = '?';
            }
        }

        return new string(characters);
    }
}
