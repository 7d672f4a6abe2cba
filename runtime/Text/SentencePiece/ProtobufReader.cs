using System;
using System.Buffers.Binary;
using System.IO;

namespace Transformers.Generated.Text;

/// <summary>Reads the fields of one Protocol Buffers message, in the order they come.</summary>
/// <remarks>Use: <see cref="Next"/> until it is false; then the one reading call that fits the field, or nothing to skip it.</remarks>
internal ref struct ProtobufReader
{
    private const int VariableWire = 0, Fixed64Wire = 1, BytesWire = 2, Fixed32Wire = 5;

    private readonly string _name;
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _bytes;
    private ulong _number;
    private int _wire;

    /// <param name="name">Names the message in errors.</param>
    /// <param name="message">Its bytes.</param>
    public ProtobufReader(string name, ReadOnlySpan<byte> message)
    {
        _name = name;
        _rest = message;
    }

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    /// <exception cref="InvalidDataException">The message ends within a field, or has one of an unknown kind.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        ulong key = ReadVariable();
        Field = key >> 3 is > 0 and < 1 << 29 ? (int)(key >> 3) : throw Damaged("a field's number is not from 1 to 536870911");
        _wire = (int)(key & 7);
        switch (_wire)
        {
            case VariableWire:
                _number = ReadVariable();
                break;
            case BytesWire:
                _bytes = Take(ReadVariable());
                break;
            case Fixed32Wire:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            case Fixed64Wire:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            default:
                throw Damaged($"field {Field} is of the unknown wire type {_wire}");
        }

        return true;
    }

    public readonly ReadOnlySpan<byte> ReadBytes() => _wire == BytesWire ? _bytes : throw Damaged($"field {Field} has no bytes");

    public readonly bool ReadBoolean() => ReadNumber() != 0;

    public readonly ulong ReadNumber() => _wire == VariableWire ? _number : throw Damaged($"field {Field} is not a number");

    public readonly float ReadSingle() =>
        _wire == Fixed32Wire ? BitConverter.UInt32BitsToSingle((uint)_number) : throw Damaged($"field {Field} is not a 32-bit number");

    private ulong ReadVariable()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number has more than 10 bytes");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw Damaged($"a field of {count} bytes begins {_rest.Length} bytes before the end");
        }

        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private readonly InvalidDataException Damaged(string what) =>
        new($"{_name}: not readable as a SentencePiece model: {what}. Download it again.");
}
