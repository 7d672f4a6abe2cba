using System;
using System.Linq;
using System.Runtime.InteropServices;
using Peers.Onnx;

namespace Peers.OnnxRuntime;

/// <summary>A named tensor in memory that both sides see, so that a call copies nothing in or out.</summary>
internal sealed unsafe class OrtTensor : IDisposable
{
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;
    private const nuint Alignment = 64;

    private readonly OrtLibrary _library;
    private readonly OnnxType _type;
    private readonly long[] _shape;
    private readonly void* _data;
    private readonly bool _isOwner;

    public OrtTensor(OrtLibrary library, string name, OnnxType type, params long[] shape)
        : this(library, name, type, shape, NativeMemory.AlignedAlloc(Bytes(type, shape), Alignment), isOwner: true)
    {
    }

    private OrtTensor(OrtLibrary library, string name, OnnxType type, long[] shape, void* data, bool isOwner)
    {
        (_library, _type, _shape, _isOwner) = (library, type, shape, isOwner);
        _data = data;
        Name = new Utf8(name);
        library.Check(((delegate* unmanaged<int, int, out nint, nint>)library[OrtFunction.CreateCpuMemoryInfo])(
            ArenaAllocator, DefaultMemory, out nint memory));
        fixed (long* sizes = shape)
        {
            var create = (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, out nint, nint>)
                library[OrtFunction.CreateTensorWithDataAsOrtValue];
            library.Check(create(memory, _data, Bytes(type, shape), sizes, (nuint)shape.Length, (int)type, out nint value));
            Value = value;
        }

        library.Release(OrtFunction.ReleaseMemoryInfo, memory);
    }

    public Utf8 Name { get; }

    public nint Value { get; }

    public Span<T> Span<T>()
        where T : unmanaged => new(_data, checked((int)Count(_shape)));

    /// <summary>A tensor of <see cref="OnnxType.Int32"/> that holds these values.</summary>
    public static OrtTensor Integers(OrtLibrary library, string name, ReadOnlySpan<int> values, params long[] shape)
    {
        OrtTensor tensor = new(library, name, OnnxType.Int32, shape);
        values.CopyTo(tensor.Span<int>());
        return tensor;
    }

    /// <summary>The same memory under another name; to be disposed of before this one.</summary>
    public OrtTensor Renamed(string name) => View(name, _shape);

    /// <summary>The same memory, or its first part, as another shape; to be disposed of before this one.</summary>
    public OrtTensor View(string name, params long[] shape) => Count(shape) <= Count(_shape)
        ? new(_library, name, _type, shape, _data, isOwner: false)
        : throw new ArgumentException($"{name} has {Count(shape)} elements, more than the {Count(_shape)} of the memory");

    public void Dispose()
    {
        _library.Release(OrtFunction.ReleaseValue, Value);
        Name.Dispose();
        if (_isOwner)
        {
            NativeMemory.AlignedFree(_data);
        }
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static nuint Bytes(OnnxType type, long[] shape) => (nuint)Count(shape) * (type == OnnxType.Int64 ? 8u : 4u);
}
