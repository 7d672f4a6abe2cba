using System;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Benchmarks.Models;
using Transformers.Generated;

namespace Benchmarks.Kernels;

/// <summary>The four projections of a layer, each by itself.</summary>
public class ProjectionBenchmarks
{
    private ProjectionKernel _kernel = null!;

    /// <summary>Outputs × inputs.</summary>
    [Params("1152x384", "384x384", "1536x384", "384x1536", "2304x768", "768x768", "3072x768", "768x3072")]
    public string Weight { get; set; } = "";

    /// <summary>Rows of the input.</summary>
    [Params(1, 16, 128)]
    public int Tokens { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        int[] size = [.. Weight.Split('x').Select(int.Parse)];
        (int n, int k) = (size[0], size[1]);
        bool isMiniLm = Math.Min(n, k) == MiniLmProjections.ModelDim;
        _kernel = isMiniLm
            ? new(typeof(MiniLmProjections), MiniLmProjections.Description, InstructionSet.Automatic, Tokens, n, k, Threads)
            : new(typeof(BertBaseProjections), BertBaseProjections.Description, InstructionSet.Automatic, Tokens, n, k, Threads);
        // Around zero, so that residual sums, to which each call adds, stay small.
        _kernel.SetOperands(RandomNumbers.Array(Tokens * k, seed: 1), RandomNumbers.Array(n * k, seed: 2));
    }

    [Benchmark]
    public void Project() => _kernel.Run();

    [GlobalCleanup]
    public void Free() => _kernel.Dispose();
}
