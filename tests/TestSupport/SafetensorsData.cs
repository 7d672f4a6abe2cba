using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Transformers.Generated.Weights;

namespace TestSupport;

/// <summary>All tensors of a small safetensors file, and the way back: goldens are read, adapted checkpoints are written.</summary>
public sealed class SafetensorsData
{
    private readonly Dictionary<string, (long[] Shape, float[] Values)> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorDataType> _types = new(StringComparer.Ordinal);

    /// <summary>Names of all tensors.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>Reads a whole file; integers and booleans become floats.</summary>
    public static SafetensorsData Read(string path)
    {
        SafetensorsData data = new();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach (TensorInfo tensor in file.Tensors)
        {
            data._tensors[tensor.Name] = (tensor.Shape.ToArray(), ReadValues(file, tensor));
        }

        return data;
    }

    public bool Contains(string name) => _tensors.ContainsKey(name);

    public float[] Values(string name) => _tensors[name].Values;

    public int[] Ints(string name) => [.. _tensors[name].Values.Select(value => (int)value)];

    public int[] Shape(string name) => [.. _tensors[name].Shape.Select(size => (int)size)];

    public SafetensorsData Set(string name, float[] values, params long[] shape)
    {
        _tensors[name] = (shape, values);
        return this;
    }

    /// <summary>Has a tensor written as F16 or BF16, which must hold its values exactly.</summary>
    public SafetensorsData WriteAs(TensorDataType type, string name)
    {
        _types[name] = type;
        return this;
    }

    public SafetensorsData Remove(string name)
    {
        _tensors.Remove(name);
        return this;
    }

    /// <summary>Keeps the tensors for which a new name is given.</summary>
    public SafetensorsData Rename(Func<string, string?> rename)
    {
        SafetensorsData renamed = new();
        foreach ((string name, (long[] shape, float[] values)) in _tensors)
        {
            if (rename(name) is { } newName)
            {
                renamed.Set(newName, values, shape);
                if (_types.TryGetValue(name, out TensorDataType type))
                {
                    renamed.WriteAs(type, newName);
                }
            }
        }

        return renamed;
    }

    /// <summary>Writes a safetensors file, of float32 but for what <see cref="WriteAs"/> names.</summary>
    public void Write(string path)
    {
        StringBuilder header = new("{");
        long offset = 0;
        foreach ((string name, (long[] shape, float[] values)) in _tensors)
        {
            TensorDataType type = TypeOf(name);
            long end = offset + ((type == TensorDataType.F32 ? 4L : 2L) * values.Length);
            header.Append(header.Length > 1 ? "," : "").Append(JsonSerializer.Serialize(name))
                .Append($":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{offset},{end}]}}");
            offset = end;
        }

        byte[] text = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        using FileStream stream = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        stream.Write(text);
        foreach ((string name, (long[] _, float[] values)) in _tensors)
        {
            TensorDataType type = TypeOf(name);
            stream.Write(type == TensorDataType.F32
                ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())
                : [.. values.SelectMany(value => BitConverter.GetBytes(Narrow(type, value)))]);
        }
    }

    private TensorDataType TypeOf(string name) => _types.GetValueOrDefault(name, TensorDataType.F32);

    private static ushort Narrow(TensorDataType type, float value) => type == TensorDataType.F16
        ? BitConverter.HalfToUInt16Bits((Half)value)
        : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);

    private static float[] ReadValues(SafetensorsFile file, TensorInfo tensor)
    {
        int count = checked((int)tensor.ElementCount);
        if (tensor.DataType is not (TensorDataType.I64 or TensorDataType.U8 or TensorDataType.Bool))
        {
            float[] values = new float[count];
            file.ReadFloats(tensor, 0, values);
            return values;
        }

        int size = tensor.DataType == TensorDataType.I64 ? 8 : 1;
        byte[] bytes = new byte[count * size];
        file.ReadBytes(tensor, 0, bytes);
        return [.. Enumerable.Range(0, count).Select(i => size == 1 ? bytes[i] : (float)BitConverter.ToInt64(bytes, i * 8))];
    }
}
