using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Transformers.Generated.Execution;
using Transformers.Generated.Weights;

namespace Benchmarks.Models;

/// <summary>Writes checkpoints with random weights of a model's shape: speed does not depend on what a model has learned.</summary>
internal static class RandomCheckpoint
{
    /// <summary>Writes a checkpoint to the temporary folder, unless it is there already.</summary>
    /// <returns>Path of the <c>.safetensors</c> file.</returns>
    public static string Write(ModelDefinition definition)
    {
        string path = Path.Combine(Path.GetTempPath(), $"transformers-benchmark-{definition.Name}-{definition.Tensors.FloatCount}.safetensors");
        if (!File.Exists(path))
        {
            string unfinished = path + "." + Environment.ProcessId;
            using (FileStream stream = File.Create(unfinished))
            {
                // Several entries may take rows of one tensor, as those of torch's in_proj_weight.
                Write(stream, [.. Tensors(definition.Tensors).DistinctBy(tensor => tensor.Name)]);
            }

            File.Move(unfinished, path, overwrite: true);
        }

        return path;
    }

    private static IEnumerable<(string Name, int[] Shape, int Inputs)> Tensors(TensorTable table)
    {
        foreach (TensorEntry entry in table.Entries)
        {
            for (int layer = 0; layer < entry.Repeat; layer++)
            {
                foreach (TensorSource source in entry.Sources)
                {
                    string name = source.Names.Split('|')[0].Replace("{i}", layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
                    int rows = source.TensorRows == 0 ? source.Rows : source.TensorRows;
                    int[] shape = entry.Layout == TensorLayout.Vector ? [rows]
                        : source.Orientation == TensorOrientation.OutIn ? [rows, entry.Columns]
                        : [entry.Columns, rows];
                    yield return (name, shape, entry.Columns);
                }
            }
        }
    }

    private static void Write(FileStream stream, (string Name, int[] Shape, int Inputs)[] tensors)
    {
        StringBuilder header = new();
        long offset = 0;
        foreach ((string name, int[] shape, _) in tensors)
        {
            long end = offset + (sizeof(float) * shape.Aggregate(1L, (product, size) => product * size));
            header.Append(header.Length == 0 ? '{' : ',')
                .Append(CultureInfo.InvariantCulture, $"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{offset},{end}]}}");
            offset = end;
        }

        byte[] text = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        stream.Write(text);
        Random random = new(1);
        foreach ((string name, int[] shape, int inputs) in tensors)
        {
            // Activations stay near one: weights of a projection have variance 1 / inputs, norms are near identity.
            float mean = shape.Length == 1 && name.EndsWith(".weight", StringComparison.Ordinal) ? 1f : 0f;
            float spread = shape.Length == 2 ? 1.7f / MathF.Sqrt(inputs) : 0.1f;
            float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Shorten(mean + (spread * ((2f * random.NextSingle()) - 1f)));
            }

            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    /// <summary>Eight significant bits, and zero below the normal range of float16: bfloat16 and float16 hold the value exactly.</summary>
    private static float Shorten(float value)
    {
        const float LeastNormalHalf = 1f / (1 << 14);
        return MathF.Abs(value) < LeastNormalHalf
            ? 0f
            : BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + 0x8000) & 0xFFFF_0000);
    }
}
