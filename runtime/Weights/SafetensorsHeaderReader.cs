using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Transformers.Generated.Weights;

/// <summary>Reads the JSON of a safetensors header token by token and verifies each tensor on its own.</summary>
/// <remarks>
/// No document tree is built, so the memory used is a small multiple of the header. The header is known to be valid UTF-8.
/// Malformed JSON surfaces as <see cref="JsonException"/>, which the caller translates.
/// </remarks>
internal ref struct SafetensorsHeaderReader
{
    private const string MetadataKey = "__metadata__";

    // Not a rule of the format. NumPy stops at 64 axes; without a limit, "1,1,1,…" turns two bytes of header into eight of memory.
    private const int MaxRank = 64;

    private readonly string _file;
    private Utf8JsonReader _json;

    internal SafetensorsHeaderReader(ReadOnlySpan<byte> json, string file)
    {
        _file = file;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
    }

    /// <summary>The tensors by name.</summary>
    internal Dictionary<string, TensorInfo> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>The strings of <c>__metadata__</c>.</summary>
    internal Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the whole header.</summary>
    internal void Read()
    {
        bool hasMetadata = false;
        _json.Read();
        Require(JsonTokenType.StartObject, "the header", "must be a JSON object and begin with '{'");
        while (NextProperty())
        {
            string name = ReadString("a tensor name");
            _json.Read();
            if (name == MetadataKey)
            {
                if (hasMetadata)
                {
                    throw Fault($"the key {MetadataKey} occurs twice; keys must be unique");
                }

                hasMetadata = true;
                ReadMetadata();
            }
            else if (!Tensors.TryAdd(name, ReadTensor(name)))
            {
                throw Fault($"the key {CheckpointText.Quote(name)} occurs twice; tensor names must be unique");
            }
        }

        // Reads trailing white space; anything else is a JsonException.
        _json.Read();
    }

    private void ReadMetadata()
    {
        const string Rule = "must be an object whose values are strings";
        Require(JsonTokenType.StartObject, MetadataKey, Rule);
        while (NextProperty())
        {
            string key = ReadString("a key of __metadata__");
            _json.Read();
            Require(JsonTokenType.String, MetadataKey, Rule);
            if (!Metadata.TryAdd(key, ReadString("a value of __metadata__")))
            {
                throw Fault($"{MetadataKey}: the key {CheckpointText.Quote(key)} occurs twice; keys must be unique");
            }
        }
    }

    private TensorInfo ReadTensor(string name)
    {
        string tensor = $"tensor {CheckpointText.Quote(name)}";
        TensorDataType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        HashSet<string>? otherKeys = null;

        Require(JsonTokenType.StartObject, tensor, "must be an object with dtype, shape and data_offsets");
        while (NextProperty())
        {
            string key = ReadString(tensor);
            _json.Read();
            switch (key)
            {
                case "dtype" when type is null:
                    type = ReadDataType(tensor);
                    break;
                case "shape" when shape is null:
                    shape = ReadIntegers(tensor, key, MaxRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadIntegers(tensor, key, 2);
                    break;
                case "dtype" or "shape" or "data_offsets":
                case var _ when !(otherKeys ??= new HashSet<string>(StringComparer.Ordinal)).Add(key):
                    throw Fault($"{tensor}: the key {CheckpointText.Quote(key)} occurs twice; keys must be unique");
                default:
                    // Like the reference reader: unknown keys are ignored.
                    _json.Skip();
                    break;
            }
        }

        if (type is null || shape is null || offsets is not [long begin, long end])
        {
            string missing = type is null ? "dtype" : shape is null ? "shape" : "data_offsets of the form [begin, end]";
            throw Fault($"{tensor} has no {missing}");
        }

        return Verify(name, type.Value, shape, begin, end);
    }

    private TensorDataType ReadDataType(string tensor)
    {
        Require(JsonTokenType.String, $"{tensor}: dtype", "must be a string");
        string name = ReadString(tensor);
        return TensorDataTypes.Parse(name)
            ?? throw Fault($"{tensor}: dtype {CheckpointText.Quote(name)} is not a type of the safetensors format");
    }

    private long[] ReadIntegers(string tensor, string key, int maxCount)
    {
        Require(JsonTokenType.StartArray, $"{tensor}: {key}", "must be an array of non-negative integers");
        List<long> values = [];
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            // Read as unsigned, so that -0 is refused along with -1, 1.0 and 1e3, as the reference reader does.
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetUInt64(out ulong value) || value > long.MaxValue)
            {
                throw Fault($"{tensor}: {key}[{values.Count}] must be an integer from 0 to {long.MaxValue}, but is {Token()}");
            }

            if (values.Count == maxCount)
            {
                throw Fault($"{tensor}: {key} has more than {maxCount} values");
            }

            values.Add((long)value);
        }

        return [.. values];
    }

    private readonly TensorInfo Verify(string name, TensorDataType type, long[] shape, long begin, long end)
    {
        string Subject() => $"tensor {CheckpointText.Quote(name)} {type.FormatName()} {CheckpointText.Shape(shape)}";

        long elements = 1;
        long bits;
        try
        {
            foreach (long length in shape)
            {
                elements = checked(elements * length);
            }

            bits = checked(elements * type.Bits());
        }
        catch (OverflowException)
        {
            throw Fault($"{Subject()}: its size in bits overflows a 64-bit integer");
        }

        if (bits % 8 != 0)
        {
            throw Fault($"{Subject()} has {bits} bits, which are not whole bytes");
        }

        if (end < begin)
        {
            throw Fault($"{Subject()}: data_offsets [{begin}, {end}] end before they begin");
        }

        if (end - begin != bits / 8)
        {
            throw Fault($"{Subject()} needs {bits / 8} bytes, but data_offsets [{begin}, {end}] span {end - begin}");
        }

        return new TensorInfo(name, type, shape, elements, begin, bits / 8);
    }

    /// <summary>Steps to the next key of the current object; false at its end.</summary>
    private bool NextProperty() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    private readonly string ReadString(string subject)
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            // An escape such as \ud800 that is half of a surrogate pair.
            throw new CheckpointException($"{_file}: {subject}: the text {Token()} is not valid Unicode.", exception);
        }
    }

    private readonly void Require(JsonTokenType expected, string subject, string rule)
    {
        if (_json.TokenType != expected)
        {
            throw Fault($"{subject} {rule}, but has {Token()}");
        }
    }

    private readonly CheckpointException Fault(string message) => new($"{_file}: {message}.");

    private readonly string Token() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.None => "nothing",
        _ => CheckpointText.Quote(Encoding.UTF8.GetString(_json.ValueSpan[..Math.Min(_json.ValueSpan.Length, 200)])),
    };
}
