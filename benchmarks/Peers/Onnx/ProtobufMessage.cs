using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Peers.Onnx;

/// <summary>A protobuf message under construction: as much of the wire format as ONNX files need.</summary>
/// <remarks>Parts are kept by reference, so that weights are not copied each time a message is put into another.</remarks>
internal sealed class ProtobufMessage
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly List<byte[]> _parts = [];

    /// <summary>Bytes on the wire.</summary>
    public long Length { get; private set; }

    public ProtobufMessage Add(int field, long value)
    {
        Append(EncodeVarint(Tag(field, Varint)));
        Append(EncodeVarint((ulong)value));
        return this;
    }

    public ProtobufMessage Add(int field, float value)
    {
        Append(EncodeVarint(Tag(field, Fixed32)));
        Append(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Add(int field, byte[] value)
    {
        Append(EncodeVarint(Tag(field, LengthDelimited)));
        Append(EncodeVarint((ulong)value.Length));
        Append(value);
        return this;
    }

    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        Append(EncodeVarint(Tag(field, LengthDelimited)));
        Append(EncodeVarint((ulong)message.Length));
        message._parts.ForEach(Append);
        return this;
    }

    public void WriteTo(Stream stream) => _parts.ForEach(part => stream.Write(part));

    private static ulong Tag(int field, int wireType) => ((ulong)field << 3) | (uint)wireType;

    private static byte[] EncodeVarint(ulong value)
    {
        List<byte> bytes = [];
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private void Append(byte[] part)
    {
        _parts.Add(part);
        Length += part.Length;
    }
}
