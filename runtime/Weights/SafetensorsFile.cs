using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Transformers.Generated.Weights;

/// <summary>An open safetensors file whose header has been verified in full.</summary>
/// <remarks>
/// Data is read on demand with positioned reads: no memory map, no copy of the file, no limit of 2 GB. All members may be used by
/// several threads at once. The file is trusted in nothing; a file that breaks a rule of the format raises
/// <see cref="CheckpointException"/> in <see cref="Open"/>, and one that is shortened later raises it in the read that notices.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int ConversionBytes = 64 << 10;

    private readonly SafeFileHandle _handle;
    private readonly Dictionary<string, TensorInfo> _byName = new(StringComparer.Ordinal);
    private readonly TensorInfo[] _tensors;
    private readonly long _dataStart;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header, long dataStart)
    {
        Path = path;
        Metadata = header.Metadata;
        _handle = handle;
        _tensors = header.Tensors;
        _dataStart = dataStart;
        foreach (TensorInfo tensor in _tensors)
        {
            _byName.Add(tensor.Name, tensor);
        }
    }

    /// <summary>Path of the file, as it was given.</summary>
    public string Path { get; }

    /// <summary>The tensors of the file, in the order of their data.</summary>
    public IReadOnlyList<TensorInfo> Tensors => _tensors;

    /// <summary>The strings that the writer left in <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and verifies its header.</summary>
    /// <param name="path">Path of a <c>.safetensors</c> file.</param>
    /// <returns>The open file; dispose it to close it.</returns>
    /// <exception cref="CheckpointException">The file breaks a rule of the format.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RefuseSpecialFile(path);
        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            byte[] json = ReadHeader(handle, path, out long dataLength);
            SafetensorsHeader header = SafetensorsHeader.Parse(json, dataLength, path);
            return new SafetensorsFile(path, handle, header, SafetensorsHeader.PrefixLength + json.Length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Looks a tensor up by name.</summary>
    /// <param name="name">Exact name in the file.</param>
    /// <param name="tensor">The tensor, if there is one.</param>
    /// <returns>Whether the file has the tensor.</returns>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out TensorInfo? tensor) => _byName.TryGetValue(name, out tensor);

    /// <summary>Reads elements of a tensor as 32-bit floats; the tensor must be F32, F16, BF16 or F64.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">Index of the first element, row-major.</param>
    /// <param name="destination">Receives as many elements as it is long.</param>
    /// <exception cref="CheckpointException">The type does not convert to a float, or the file has been shortened.</exception>
    /// <exception cref="ArgumentException">The tensor is not of this file, or the elements are not all inside it.</exception>
    public void ReadFloats(TensorInfo tensor, long start, Span<float> destination)
    {
        VerifyRange(tensor, start, destination.Length, tensor.ElementCount);
        if (!tensor.DataType.IsWeight())
        {
            throw new CheckpointException(
                $"{Path}: tensor {tensor} cannot be read as floats; weights must be F32, F16, BF16 or F64. Convert the checkpoint first.");
        }

        if (tensor.DataType == TensorDataType.F32)
        {
            ReadData(tensor, start * sizeof(float), MemoryMarshal.AsBytes(destination));
            FloatConversion.FromLittleEndian(destination);
            return;
        }

        ReadConverted(tensor, start, destination);
    }

    /// <summary>Reads bytes of a tensor as they are in the file.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">Index of the first byte inside the tensor.</param>
    /// <param name="destination">Receives as many bytes as it is long.</param>
    /// <exception cref="CheckpointException">The file has been shortened.</exception>
    /// <exception cref="ArgumentException">The tensor is not of this file, or the bytes are not all inside it.</exception>
    public void ReadBytes(TensorInfo tensor, long start, Span<byte> destination)
    {
        VerifyRange(tensor, start, destination.Length, tensor.ByteLength);
        ReadData(tensor, start, destination);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Opening a named pipe would wait for a writer for ever, so only what has a length, and thus is a file, is opened.</summary>
    private static void RefuseSpecialFile(string path)
    {
        FileSystemInfo file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
        if (((FileInfo)file).Length < SafetensorsHeader.PrefixLength)
        {
            throw new CheckpointException(
                $"{path}: the file has {((FileInfo)file).Length} bytes; a safetensors file begins with the 8-byte length of its header.");
        }
    }

    private static byte[] ReadHeader(SafeFileHandle handle, string path, out long dataLength)
    {
        long fileLength = RandomAccess.GetLength(handle);
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        ReadExactly(handle, prefix, 0, path, "the length of the header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaxLength)
        {
            throw new CheckpointException(
                $"{path}: the header claims {length} bytes; the format allows {SafetensorsHeader.MaxLength}. Is this a safetensors file?");
        }

        // The header is allocated only once it is known to be inside the file: a short file cannot ask for much memory.
        dataLength = fileLength - SafetensorsHeader.PrefixLength - (long)length;
        if (dataLength < 0)
        {
            throw new CheckpointException(
                $"{path}: the header claims {length} bytes, but the file has only {fileLength} with the 8-byte length; it is truncated.");
        }

        byte[] json = GC.AllocateUninitializedArray<byte>((int)length);
        ReadExactly(handle, json, SafetensorsHeader.PrefixLength, path, "the header");
        return json;
    }

    private void VerifyRange(TensorInfo tensor, long start, int count, long available)
    {
        if (!_byName.TryGetValue(tensor.Name, out TensorInfo? own) || !ReferenceEquals(own, tensor.Whole))
        {
            throw new ArgumentException($"Tensor {tensor} is not a tensor of {Path}.", nameof(tensor));
        }

        if (start < 0 || start > available - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"Tensor {tensor} has {available} values, so {count} cannot be read from {start} on.");
        }
    }

    private void ReadConverted(TensorInfo tensor, long start, Span<float> destination)
    {
        int width = tensor.DataType.Bits() / 8;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ConversionBytes);
        try
        {
            while (!destination.IsEmpty)
            {
                int count = Math.Min(destination.Length, ConversionBytes / width);
                Span<byte> bytes = buffer.AsSpan(0, count * width);
                ReadData(tensor, start * width, bytes);
                FloatConversion.ToSingle(tensor.DataType, bytes, destination[..count]);
                destination = destination[count..];
                start += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void ReadData(TensorInfo tensor, long start, Span<byte> destination) =>
        ReadExactly(_handle, destination, _dataStart + tensor.Offset + start, Path, tensor);

    private static void ReadExactly(SafeFileHandle handle, Span<byte> destination, long offset, string path, object subject)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(handle, destination, offset);
            if (read == 0)
            {
                throw new CheckpointException(
                    $"{path}: the file ends at byte {offset} while reading {subject}; it has been shortened since it was opened.");
            }

            destination = destination[read..];
            offset += read;
        }
    }
}
