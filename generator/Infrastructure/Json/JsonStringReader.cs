using System;
using System.Globalization;
using System.Text;

namespace Transformers.Generated.Generator.Infrastructure.Json;

/// <summary>Reads one JSON string: escapes, and the rule that surrogates come in pairs.</summary>
internal static class JsonStringReader
{
    /// <summary>Reads from the opening quotation mark at <paramref name="position"/> to behind the closing one.</summary>
    public static string Read(string text, ref int position, JsonReader reader)
    {
        StringBuilder result = new();
        position++;
        while (position < text.Length && text[position] != '"')
        {
            char character = text[position];
            if (character < ' ')
            {
                throw reader.Error("a control character in a string must be escaped");
            }

            int start = position;
            char value = character == '\\' ? ReadEscape(text, ref position, reader) : text[position++];
            bool followsHigh = result.Length > 0 && char.IsHighSurrogate(result[result.Length - 1]);
            if (followsHigh != char.IsLowSurrogate(value))
            {
                position = start;
                throw reader.Error("half of a surrogate pair");
            }

            result.Append(value);
        }

        if (position >= text.Length)
        {
            throw reader.Expected("the end of a string");
        }

        if (result.Length > 0 && char.IsHighSurrogate(result[result.Length - 1]))
        {
            throw reader.Error("half of a surrogate pair");
        }

        position++;
        return result.ToString();
    }

    private static char ReadEscape(string text, ref int position, JsonReader reader)
    {
        position++;
        char escape = position < text.Length ? text[position] : '\0';
        if (escape == 'u')
        {
            return ReadCodeUnit(text, ref position, reader);
        }

        char value = escape switch
        {
            '"' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw reader.Expected("one of \"\\/bfnrtu after a backslash"),
        };
        position++;
        return value;
    }

    private static char ReadCodeUnit(string text, ref int position, JsonReader reader)
    {
        position++;
        string digits = text.Substring(position, Math.Min(4, text.Length - position));
        if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value))
        {
            throw reader.Expected("four hexadecimal digits after \\u");
        }

        position += 4;
        return (char)value;
    }
}
