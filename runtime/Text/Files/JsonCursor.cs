using System;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Transformers.Generated.Text;

/// <summary>Reads a JSON file forward, once, without building a tree, and knows the path of where it stands for errors.</summary>
/// <remarks>
/// Use: <see cref="BeginObject"/>, then <see cref="NextProperty"/> until it is false, and for each property exactly one reading call or
/// nothing (what is not read is skipped); likewise <see cref="BeginArray"/> and <see cref="NextElement"/>. Nesting is limited to 64.
/// </remarks>
internal ref struct JsonCursor
{
    private const int MaxDepth = 64;

    private readonly TokenizerSource _source;
    private readonly Level[] _levels = new Level[MaxDepth + 1];
    private Utf8JsonReader _reader;
    private int _depth;
    private bool _atValue; // the reader stands on a value that has not been read

    public JsonCursor(TokenizerSource source)
    {
        _source = source;
        _reader = new Utf8JsonReader(source.Bytes.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        Advance();
        _atValue = true;
    }

    /// <summary>Whether the value about to be read is null.</summary>
    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    /// <summary>Whether the value about to be read is a string.</summary>
    public readonly bool IsString => _reader.TokenType == JsonTokenType.String;

    /// <summary>Whether the value about to be read is an object.</summary>
    public readonly bool IsObject => _reader.TokenType == JsonTokenType.StartObject;

    /// <summary>Whether the value about to be read is an array.</summary>
    public readonly bool IsArray => _reader.TokenType == JsonTokenType.StartArray;

    /// <summary>Whether the value about to be read is true or false.</summary>
    public readonly bool IsBoolean => _reader.TokenType is JsonTokenType.True or JsonTokenType.False;

    /// <summary>Where the cursor stands, such as <c>$.added_tokens[3].id</c>.</summary>
    public readonly string Path
    {
        get
        {
            StringBuilder path = new("$");
            for (int i = 1; i <= _depth; i++)
            {
                Level level = _levels[i];
                if (level.IsArray && level.Index >= 0)
                {
                    path.Append('[').Append(level.Index).Append(']');
                }
                else if (level.NameLength > 0)
                {
                    path.Append('.').Append(NameAt(level));
                }
            }

            return path.ToString();
        }
    }

    /// <summary>Enters the object about to be read.</summary>
    public void BeginObject() => Begin(JsonTokenType.StartObject, "is not a JSON object");

    /// <summary>Enters the array about to be read.</summary>
    public void BeginArray() => Begin(JsonTokenType.StartArray, "is not a JSON array");

    /// <summary>Goes to the next property of the current object; at its end leaves it and returns false.</summary>
    public bool NextProperty()
    {
        SkipUnread();
        Advance();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            _depth--;
            return false;
        }

        ref Level level = ref _levels[_depth];
        level.NameStart = (int)_reader.TokenStartIndex + 1; // after the quote
        level.NameLength = _reader.ValueSpan.Length;
        return true;
    }

    /// <summary>Goes to the next element of the current array; at its end leaves it and returns false.</summary>
    public bool NextElement()
    {
        SkipUnread();
        Advance();
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            _depth--;
            return false;
        }

        _levels[_depth].Index++;
        _atValue = true;
        return true;
    }

    /// <summary>
    /// Whether the current property has this name; if so the cursor goes on to its value, and a second property of the name is an error.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="bit">A bit of its own for each name that is asked for in one object, to notice repetition.</param>
    public bool Is(ReadOnlySpan<byte> name, int bit)
    {
        if (_reader.TokenType != JsonTokenType.PropertyName || !_reader.ValueTextEquals(name))
        {
            return false;
        }

        ref Level level = ref _levels[_depth];
        if ((level.Seen & (1UL << bit)) != 0)
        {
            throw Error("a property", "appears twice in its object", "Remove one of the two.");
        }

        level.Seen |= 1UL << bit;
        GoToValue();
        return true;
    }

    /// <summary>
    /// Copies the current property's name and goes on to its value; names longer than <paramref name="destination"/> are an error.
    /// </summary>
    public int ReadName(Span<char> destination)
    {
        int length = CopyText(destination);
        GoToValue();
        return length;
    }

    /// <summary>Reads a string of at most <see cref="TokenTable.MaxTokenLength"/> units.</summary>
    public string ReadString()
    {
        Span<char> buffer = stackalloc char[TokenTable.MaxTokenLength];
        return buffer[..ReadString(buffer)].ToString();
    }

    /// <summary>Reads a string into <paramref name="destination"/>, whose length is the most it may have; returns its length.</summary>
    public int ReadString(scoped Span<char> destination)
    {
        Expect(JsonTokenType.String, "is not a string");
        int length = CopyText(destination);
        _atValue = false;
        return length;
    }

    /// <summary>Reads a string, or null.</summary>
    public string? ReadStringOrNull() => TryReadNull() ? null : ReadString();

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean()
    {
        if (!IsBoolean)
        {
            throw WrongType("is not true or false");
        }

        _atValue = false;
        return _reader.TokenType == JsonTokenType.True;
    }

    /// <summary>Reads true, false or null.</summary>
    public bool? ReadBooleanOrNull() => TryReadNull() ? null : ReadBoolean();

    /// <summary>Reads a whole number from 0 to 2^31 - 1.</summary>
    public int ReadNonNegativeInt32()
    {
        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt32(out int value) || value < 0)
        {
            throw WrongType("is not a whole number from 0 to 2147483647");
        }

        _atValue = false;
        return value;
    }

    /// <summary>Reads a finite number.</summary>
    public double ReadDouble()
    {
        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetDouble(out double value) || !double.IsFinite(value))
        {
            throw WrongType("is not a finite number");
        }

        _atValue = false;
        return value;
    }

    /// <summary>Reads bytes written in base 64, of any number.</summary>
    public byte[] ReadBase64()
    {
        Expect(JsonTokenType.String, "is not a string");
        if (!_reader.TryGetBytesFromBase64(out byte[]? bytes))
        {
            throw WrongType("is not written in base 64");
        }

        _atValue = false;
        return bytes;
    }

    /// <summary>Reads null if it stands here.</summary>
    public bool TryReadNull()
    {
        if (!IsNull)
        {
            return false;
        }

        _atValue = false;
        return true;
    }

    /// <summary>Checks that nothing follows the one value of the file.</summary>
    public void End()
    {
        SkipUnread();
        try
        {
            _reader.Read(); // throws where anything but white space follows
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }
    }

    /// <summary>An error at the current place.</summary>
    public readonly InvalidDataException Error(object value, string rule, string fix) => _source.Error(Path, value, rule, fix);

    private void Begin(JsonTokenType type, string rule)
    {
        Expect(type, rule);
        _atValue = false;
        _levels[++_depth] = new Level { IsArray = type == JsonTokenType.StartArray, Index = -1 };
    }

    private readonly void Expect(JsonTokenType type, string rule)
    {
        if (_reader.TokenType != type)
        {
            throw WrongType(rule);
        }
    }

    private readonly InvalidDataException WrongType(string rule)
    {
        ReadOnlySpan<byte> raw = _reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object"u8,
            JsonTokenType.StartArray => "an array"u8,
            _ => _reader.ValueSpan,
        };
        string shown = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 256)]);
        return Error(shown, rule, "Use the file as its model was published with.");
    }

    private int CopyText(scoped Span<char> destination)
    {
        // A unit takes at most 6 bytes ("\u0041").
        if (_reader.ValueSpan.Length > destination.Length * 6)
        {
            throw TooLong(destination.Length);
        }

        Span<char> buffer = stackalloc char[_reader.ValueSpan.Length]; // unescaping makes nothing longer
        int length;
        try
        {
            length = _reader.CopyString(buffer);
        }
        catch (InvalidOperationException)
        {
            throw Error("a string", "has an escaped surrogate without its partner", "Write the character in UTF-8.");
        }

        if (length > destination.Length)
        {
            throw TooLong(destination.Length);
        }

        buffer[..length].CopyTo(destination);
        return length;
    }

    private readonly InvalidDataException TooLong(int limit) =>
        Error("a string", $"has more than {limit} UTF-16 units", "No published tokenizer has so long a token; use the original file.");

    private void SkipUnread()
    {
        if (_reader.TokenType == JsonTokenType.PropertyName)
        {
            GoToValue();
        }

        if (!_atValue)
        {
            return;
        }

        _atValue = false;
        try
        {
            _reader.Skip();
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }
    }

    private void GoToValue()
    {
        Advance();
        _atValue = true;
    }

    private void Advance()
    {
        try
        {
            if (!_reader.Read())
            {
                throw new InvalidDataException($"{_source.Name}: the file ends at {Path}, inside its JSON. Download it again.");
            }
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }
    }

    private readonly InvalidDataException NotJson(JsonException exception) =>
        new($"{_source.Name}: not readable as JSON at {Path}: {exception.Message} Download it again.", exception);

    private readonly string NameAt(Level level)
    {
        ReadOnlySpan<byte> name = _source.Bytes.Span.Slice(level.NameStart, level.NameLength);
        return TokenizerSource.Shorten(Encoding.UTF8.GetString(name[..Math.Min(name.Length, 256)]));
    }

    private struct Level
    {
        public bool IsArray;
        public int Index;
        public int NameStart;
        public int NameLength;
        public ulong Seen;
    }
}
