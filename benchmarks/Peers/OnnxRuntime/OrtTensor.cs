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
    private readonly void* _data;
    private readonly int _count;

    public OrtTensor(OrtLibrary library, string name, OnnxType type, params long[] shape)
    {
        _library = library;
        Name = new Utf8(name);
        _count = checked((int)shape.Aggregate(1L, (product, size) => product * size));
        nuint bytes = (nuint)_count * (type == OnnxType.Int64 ? 8u : 4u);
        _data = NativeMemory.AlignedAlloc(bytes, Alignment);
        library.Check(((delegate* unmanaged<int, int, out nint, nint>)library[OrtFunction.CreateCpuMemoryInfo])(
            ArenaAllocator, DefaultMemory, out nint memory));
        fixed (long* sizes = shape)
        {
            var create = (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, out nint, nint>)
                library[OrtFunction.CreateTensorWithDataAsOrtValue];
            library.Check(create(memory, _data, bytes, sizes, (nuint)shape.Length, (int)type, out nint value));
            Value = value;
        }

        library.Release(OrtFunction.ReleaseMemoryInfo, memory);
    }

    public Utf8 Name { get; }

    public nint Value { get; }

    public Span<T> Span<T>()
        where T : unmanaged => new(_data, _count);

    public void Dispose()
    {
        _library.Release(OrtFunction.ReleaseValue, Value);
        NativeMemory.AlignedFree(_data);
        Name.Dispose();
    }
}
