using System.Collections.Generic;

namespace Transformers.Generated.Generator.Infrastructure.Json;

/// <summary>Reads one JSON text (RFC 8259) into values.</summary>
/// <remarks>
/// A generator cannot bring packages along, so it has its own reader. Stricter than some: names must be distinct in an object, nesting ends
/// at <see cref="MaxDepth"/> (a stack overflow would end the IDE), comments, trailing commas and lone surrogates are errors. Wider in two
/// points: a byte order mark may come first, and Python's <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are numbers, because
/// <c>json.dump</c> writes them.
/// </remarks>
internal sealed class JsonReader
{
    /// <summary>Arrays and objects within each other.</summary>
    public const int MaxDepth = 64;

    /// <summary>Characters of a text. A <c>config.json</c> has a few thousand, with many labels some hundred thousand.</summary>
    public const int MaxLength = 4 << 20;

    private readonly string _text;
    private int _position;
    private int _depth;

    private JsonReader(string text) => _text = text;

    /// <summary>Reads the value that makes up the whole text.</summary>
    /// <exception cref="JsonFormatException">The text is not JSON.</exception>
    public static JsonValue Read(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new JsonFormatException($"it has {text.Length} characters; at most {MaxLength} are read");
        }

        JsonReader reader = new(text);
        if (text.Length > 0 && text[0] == '\uFEFF')
        {
            reader._position = 1;
        }

        JsonValue value = reader.ReadValue();
        reader.SkipWhitespace();
        return reader._position == text.Length ? value : throw reader.Expected("the end of the text");
    }

    private JsonValue ReadValue()
    {
        SkipWhitespace();
        switch (Current)
        {
            case '{':
                return ReadObject();
            case '[':
                return ReadArray();
            case '"':
                return new JsonValue(JsonKind.String, JsonStringReader.Read(_text, ref _position, this));
            case 't':
                return ReadLiteral("true", new JsonValue(JsonKind.True));
            case 'f':
                return ReadLiteral("false", new JsonValue(JsonKind.False));
            case 'n':
                return ReadLiteral("null", new JsonValue(JsonKind.Null));
            case 'N':
                return ReadLiteral("NaN", new JsonValue(JsonKind.Number, "NaN"));
            case 'I':
                return ReadLiteral("Infinity", new JsonValue(JsonKind.Number, "Infinity"));
            default:
                return ReadNumber();
        }
    }

    private JsonValue ReadObject()
    {
        List<JsonMember> members = [];
        HashSet<string> names = new(System.StringComparer.Ordinal);
        Enter();
        if (!TryClose('}'))
        {
            do
            {
                SkipWhitespace();
                int start = _position;
                if (Current != '"')
                {
                    throw Expected("a name in quotation marks");
                }

                string name = JsonStringReader.Read(_text, ref _position, this);
                if (!names.Add(name))
                {
                    _position = start;
                    throw Error("the name " + new JsonValue(JsonKind.String, name).Display + " occurs twice in one object");
                }

                SkipWhitespace();
                Take(':');
                members.Add(new JsonMember(name, ReadValue()));
            }
            while (TakeCommaOr('}'));
        }

        _depth--;
        return new JsonValue(JsonKind.Object, "", EquatableArray<JsonValue>.Empty, new EquatableArray<JsonMember>(members));
    }

    private JsonValue ReadArray()
    {
        List<JsonValue> items = [];
        Enter();
        if (!TryClose(']'))
        {
            do
            {
                items.Add(ReadValue());
            }
            while (TakeCommaOr(']'));
        }

        _depth--;
        return new JsonValue(JsonKind.Array, "", new EquatableArray<JsonValue>(items), EquatableArray<JsonMember>.Empty);
    }

    private JsonValue ReadNumber()
    {
        int start = _position;
        if (Current == '-')
        {
            _position++;
            if (Current == 'I')
            {
                ReadLiteral("Infinity", new JsonValue(JsonKind.Number));
                return new JsonValue(JsonKind.Number, "-Infinity");
            }
        }

        if (Current == '0')
        {
            _position++;
        }
        else
        {
            TakeDigits("a value");
        }

        if (Current == '.')
        {
            _position++;
            TakeDigits("a digit after the decimal point");
        }

        if (Current is 'e' or 'E')
        {
            _position++;
            if (Current is '+' or '-')
            {
                _position++;
            }

            TakeDigits("a digit of the exponent");
        }

        return new JsonValue(JsonKind.Number, _text.Substring(start, _position - start));
    }

    private JsonValue ReadLiteral(string literal, JsonValue value)
    {
        if (string.CompareOrdinal(_text, _position, literal, 0, literal.Length) != 0)
        {
            throw Expected("a value");
        }

        _position += literal.Length;
        return value;
    }

    private void TakeDigits(string what)
    {
        if (Current is < '0' or > '9')
        {
            throw Expected(what);
        }

        while (Current is >= '0' and <= '9')
        {
            _position++;
        }
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"values are nested deeper than {MaxDepth} levels");
        }

        _position++;
    }

    private bool TryClose(char close)
    {
        SkipWhitespace();
        if (Current != close)
        {
            return false;
        }

        _position++;
        return true;
    }

    private bool TakeCommaOr(char close)
    {
        if (TryClose(close))
        {
            return false;
        }

        if (Current != ',')
        {
            throw Expected($"',' or '{close}'");
        }

        _position++;
        return true;
    }

    private void Take(char wanted)
    {
        if (Current != wanted)
        {
            throw Expected($"'{wanted}'");
        }

        _position++;
    }

    private void SkipWhitespace()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
        {
            _position++;
        }
    }

    // NUL stands for the end; a NUL in the text is an error wherever it occurs, so the two need no telling apart here.
    private char Current => _position < _text.Length ? _text[_position] : '\0';

    /// <summary>An error at the current position: <paramref name="what"/> should be there.</summary>
    internal JsonFormatException Expected(string what)
    {
        bool isAtEnd = _position >= _text.Length;
        string found = isAtEnd ? "the text ends" : "found " + new JsonValue(JsonKind.String, _text.Substring(_position, 1)).Display;
        return Error($"expected {what}, {found}");
    }

    /// <summary>An error at the current position.</summary>
    internal JsonFormatException Error(string what)
    {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < _position && i < _text.Length; i++)
        {
            if (_text[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        return new JsonFormatException($"line {line}, column {_position - lineStart + 1}: {what}");
    }
}
