using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Unicode;

namespace Transformers.Generated.Weights;

/// <summary>The verified header of a safetensors file: the tensors in the order of their data, and the metadata.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Longest header the format allows, in bytes.</summary>
    internal const int MaxLength = 100_000_000;

    /// <summary>Bytes in front of the header: its length as an unsigned 64-bit little-endian integer.</summary>
    internal const int PrefixLength = 8;

    private SafetensorsHeader(TensorInfo[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors, by offset.</summary>
    internal TensorInfo[] Tensors { get; }

    /// <summary>The strings of <c>__metadata__</c>.</summary>
    internal IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and verifies a header.</summary>
    /// <param name="json">The bytes of the header, without the length prefix.</param>
    /// <param name="dataLength">Bytes that follow the header in the file.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <exception cref="CheckpointException">The header breaks a rule of the format.</exception>
    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string file)
    {
        if (!Utf8.IsValid(json))
        {
            throw new CheckpointException($"{file}: the header of {json.Length} bytes is not valid UTF-8.");
        }

        SafetensorsHeaderReader reader = new(json, file);
        try
        {
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw new CheckpointException($"{file}: the header of {json.Length} bytes is not valid JSON: {exception.Message}", exception);
        }

        TensorInfo[] tensors = [.. reader.Tensors.Values];
        Array.Sort(tensors, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.ByteLength.CompareTo(b.ByteLength));
        VerifyOffsets(tensors, dataLength, file);
        return new SafetensorsHeader(tensors, reader.Metadata);
    }

    /// <summary>The data of the tensors must tile the data section: no hole, no overlap, nothing in front, nothing behind.</summary>
    private static void VerifyOffsets(TensorInfo[] tensors, long dataLength, string file)
    {
        long end = 0;
        foreach (TensorInfo tensor in tensors)
        {
            if (tensor.Offset != end)
            {
                string fault = tensor.Offset < end ? "overlaps the tensor before it" : "leaves a hole after the tensor before it";
                throw new CheckpointException(
                    $"{file}: tensor {tensor} begins at byte {tensor.Offset} of the data and {fault}; expected {end}, "
                    + "since the data of all tensors must be contiguous from byte 0.");
            }

            // Cannot overflow: the reader has verified that offset + length is the end that the header states, a long.
            end += tensor.ByteLength;
        }

        if (end != dataLength)
        {
            throw new CheckpointException(
                $"{file}: the tensors end at byte {end} of the data, but {dataLength} bytes follow the header; both must be equal "
                + (end > dataLength ? "(the file is truncated: fetch it again)." : "(there is something behind the last tensor)."));
        }
    }
}
