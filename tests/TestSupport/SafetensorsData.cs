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
            }
        }

        return renamed;
    }

    /// <summary>Writes a float32 safetensors file.</summary>
    public void Write(string path)
    {
        StringBuilder header = new("{");
        long offset = 0;
        foreach ((string name, (long[] shape, float[] values)) in _tensors)
        {
            header.Append(header.Length > 1 ? "," : "").Append(JsonSerializer.Serialize(name))
                .Append($":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{offset},{offset + (4L * values.Length)}]}}");
            offset += 4L * values.Length;
        }

        byte[] text = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        using FileStream stream = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        stream.Write(text);
        foreach ((long[] _, float[] values) in _tensors.Values)
        {
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

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
