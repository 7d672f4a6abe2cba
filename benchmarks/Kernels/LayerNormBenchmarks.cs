using System;
using BenchmarkDotNet.Attributes;
using Benchmarks.Models;
using Transformers.Generated;
using Transformers.Generated.Memory;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;

namespace Benchmarks.Kernels;

/// <summary>A layer's norm of all rows.</summary>
public class LayerNormBenchmarks
{
    private AlignedBuffer[] _buffers = [];
    private KernelRun _run = null!;

    private delegate void Kernel(Lane lane, nint rows, ref float x, ref float weight, ref float bias, ref float y);

    /// <summary>ModelDim: MiniLM's and BERT-base's.</summary>
    [Params(384, 768)]
    public int Width { get; set; }

    [Params(16, 128, 512)]
    public int Tokens { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        Type model = Width == MiniLm.ModelDim ? typeof(MiniLm) : typeof(BertBase);
        Kernel kernel = KernelRun.Find(model, InstructionSet.Automatic, $"LayerNorm{Width}").CreateDelegate<Kernel>();
        AlignedBuffer x = RandomNumbers.Buffer((long)Tokens * PackedLayout.RowStride(Width));
        AlignedBuffer weight = RandomNumbers.Buffer(PackedLayout.VectorFloats(Width));
        AlignedBuffer bias = RandomNumbers.Buffer(PackedLayout.VectorFloats(Width));
        AlignedBuffer y = new(Tokens * PackedLayout.RowStride(Width));
        int rows = Tokens;
        _buffers = [x, weight, bias, y];
        _run = new KernelRun(Threads, laneFloats: 0, (Lane lane, ref float _) =>
            kernel(lane, rows, ref x.At(0), ref weight.At(0), ref bias.At(0), ref y.At(0)));
    }

    [Benchmark]
    public void Normalize() => _run.Run();

    [GlobalCleanup]
    public void Free()
    {
        _run.Dispose();
        Array.ForEach(_buffers, buffer => buffer.Dispose());
    }
}
