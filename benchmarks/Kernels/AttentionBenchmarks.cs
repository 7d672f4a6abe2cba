using System;
using BenchmarkDotNet.Attributes;
using Benchmarks.Models;
using Transformers.Generated;
using Transformers.Generated.Execution;
using Transformers.Generated.Memory;
using Transformers.Generated.Threading;
using Transformers.Generated.Weights;

namespace Benchmarks.Kernels;

/// <summary>softmax(q · kᵀ / √d) · v of all heads of one layer and one sequence, which all its tokens attend to.</summary>
public class AttentionBenchmarks
{
    private AlignedBuffer _input = null!;
    private AlignedBuffer _output = null!;
    private KernelRun _run = null!;

    private delegate void Kernel(Lane lane, TokenSet tokens, ref float q, ref float y, ref float scratch);

    /// <summary>Heads × their width: MiniLM's and BERT-base's.</summary>
    [Params("12x32", "12x64")]
    public string Heads { get; set; } = "";

    [Params(16, 128, 512)]
    public int Tokens { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (Type model, ModelDefinition definition, int width) = Heads == "12x32"
            ? (typeof(MiniLm), MiniLm.Description, MiniLm.ModelDim)
            : (typeof(BertBase), BertBase.Description, BertBase.ModelDim);
        Kernel kernel = KernelRun.Find(model, InstructionSet.Automatic, $"Attention{Heads}").CreateDelegate<Kernel>();
        TokenSet tokens = new();
        tokens.Set(new TokenBatch(new int[Tokens], [Tokens]));
        AlignedBuffer input = RandomNumbers.Buffer(((long)Tokens * PackedLayout.RowStride(3 * width)) + definition.Workspace.Overrun);
        AlignedBuffer output = new((nint)Tokens * PackedLayout.RowStride(width));
        (_input, _output) = (input, output);
        _run = new KernelRun(Threads, definition.Workspace.LaneFloats, (Lane lane, ref float scratch) =>
            kernel(lane, tokens, ref input.At(0), ref output.At(0), ref scratch));
    }

    [Benchmark]
    public void Attend() => _run.Run();

    [GlobalCleanup]
    public void Free()
    {
        _run.Dispose();
        _input.Dispose();
        _output.Dispose();
    }
}
