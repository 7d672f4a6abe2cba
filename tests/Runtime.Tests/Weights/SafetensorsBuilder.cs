using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Runtime.Tests.Weights;

/// <summary>
/// Writes safetensors files byte by byte, valid ones by <see cref="Build"/> and broken ones by <see cref="Raw(string, int)"/>.
/// </summary>
internal sealed class SafetensorsBuilder
{
    private readonly List<string> _entries = [];
    private readonly MemoryStream _data = new();

    /// <summary>A file from the text of its header and that many bytes of data (0, 1, 2, …).</summary>
    internal static byte[] Raw(string header, int dataLength) => Raw(Encoding.UTF8.GetBytes(header), dataLength);

    internal static byte[] Raw(byte[] header, int dataLength) => Raw((ulong)header.Length, header, dataLength);

    internal static byte[] Raw(ulong claimedLength, byte[] header, int dataLength)
    {
        byte[] prefix = new byte[8];
        for (int index = 0; index < prefix.Length; index++)
        {
            prefix[index] = (byte)(claimedLength >> (8 * index));
        }

        return [.. prefix, .. header, .. Enumerable.Range(0, dataLength).Select(static index => (byte)index)];
    }

    internal SafetensorsBuilder AddMetadata(string key, string value)
    {
        _entries.Add($"\"__metadata__\":{{\"{key}\":\"{value}\"}}");
        return this;
    }

    internal SafetensorsBuilder Add(string name, string type, long[] shape, byte[] data)
    {
        long begin = _data.Length;
        _data.Write(data);
        string axes = string.Join(',', shape);
        _entries.Add($"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{axes}],\"data_offsets\":[{begin},{_data.Length}]}}");
        return this;
    }

    /// <summary>Adds a tensor of floats, stored as F32, F16, BF16 or F64.</summary>
    internal SafetensorsBuilder Add(string name, long[] shape, float[] values, string type = "F32") => Add(
        name, type, shape, [.. values.SelectMany(value => type switch
        {
            "F32" => BitConverter.GetBytes(value),
            "F16" => BitConverter.GetBytes((Half)value),
            "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
            "F64" => BitConverter.GetBytes((double)value),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        })]);

    internal byte[] Build()
    {
        byte[] header = Encoding.UTF8.GetBytes("{" + string.Join(',', _entries) + "}");
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. _data.ToArray()];
    }
}
