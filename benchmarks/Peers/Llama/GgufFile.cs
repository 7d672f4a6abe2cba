using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Peers.Llama;

/// <summary>Writes a GGUF file: settings, and matrices and vectors in one of three formats.</summary>
/// <remarks>Version 3: a header, the settings, a table of tensors, then their data, each tensor at a multiple of 32.</remarks>
internal sealed class GgufFile
{
    private const int Version = 3;
    private const int Alignment = 32;
    private const int UnsignedKind = 4;
    private const int FloatKind = 6;
    private const int TextKind = 8;

    private readonly List<(string Key, object Value)> _settings = [];
    private readonly List<(string Name, int[] Shape, GgufType Type, float[] Values)> _tensors = [];

    public void Set(string key, object value) => _settings.Add((key, value));

    /// <summary>Adds a tensor of row-major shape.</summary>
    public void Add(string name, GgufType type, float[] values, params int[] shape) => _tensors.Add((name, shape, type, values));

    public void Save(string path)
    {
        string unfinished = $"{path}.{Environment.ProcessId}";
        using (FileStream stream = File.Create(unfinished))
        using (BinaryWriter writer = new(stream))
        {
            writer.Write("GGUF"u8);
            writer.Write(Version);
            writer.Write((long)_tensors.Count);
            writer.Write((long)_settings.Count);
            _settings.ForEach(setting => WriteSetting(writer, setting.Key, setting.Value));
            WriteTable(writer);
            foreach ((_, _, GgufType type, float[] values) in _tensors)
            {
                WriteData(writer, type, values);
            }

            Pad(writer);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static void WriteSetting(BinaryWriter writer, string key, object value)
    {
        WriteText(writer, key);
        switch (value)
        {
            case int number:
                writer.Write(UnsignedKind);
                writer.Write(number);
                break;
            case float number:
                writer.Write(FloatKind);
                writer.Write(number);
                break;
            case string text:
                writer.Write(TextKind);
                WriteText(writer, text);
                break;
            default:
                throw new ArgumentException($"setting {key} has the type {value.GetType()}, which is not written yet");
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((long)bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Sizes are listed from the innermost outwards; places count from the start of the data.</summary>
    private void WriteTable(BinaryWriter writer)
    {
        long place = 0;
        foreach ((string name, int[] shape, GgufType type, float[] values) in _tensors)
        {
            WriteText(writer, name);
            writer.Write(shape.Length);
            foreach (int size in shape.Reverse())
            {
                writer.Write((long)size);
            }

            writer.Write((int)type);
            writer.Write(place);
            long bytes = values.LongLength * (type == GgufType.Float32 ? sizeof(float) : sizeof(ushort));
            place += (bytes + Alignment - 1) / Alignment * Alignment;
        }
    }

    private static void WriteData(BinaryWriter writer, GgufType type, float[] values)
    {
        Pad(writer);
        ReadOnlySpan<byte> bytes = type switch
        {
            GgufType.Float16 => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()),
            GgufType.BFloat16 => MemoryMarshal.AsBytes(Array.ConvertAll(values, UpperHalf).AsSpan()),
            _ => MemoryMarshal.AsBytes(values.AsSpan()),
        };
        writer.Write(bytes);
    }

    /// <summary>Bfloat16 of a value that it holds exactly.</summary>
    private static ushort UpperHalf(float value) => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        long over = writer.BaseStream.Position % Alignment;
        writer.Write(new byte[over == 0 ? 0 : Alignment - over]);
    }
}
