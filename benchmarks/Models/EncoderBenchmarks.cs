using System;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Transformers.Generated;

namespace Benchmarks.Models;

/// <summary>Whole encoders at real shapes: time of a batch, and that it allocates nothing.</summary>
[MemoryDiagnoser]
public class EncoderBenchmarks
{
    private EncoderModel _model = null!;
    private int[] _ids = [];
    private int[] _lengths = [];
    private float[] _hidden = [];

    [Params("MiniLm", "BertBase", "TinyBert4")]
    public string Shape { get; set; } = "";

    /// <summary>Sequences × tokens.</summary>
    [Params("1x16", "1x128", "1x512", "8x128")]
    public string Batch { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Load()
    {
        LoadOptions options = new() { ThreadCount = Threads };
        (_model, int modelDim) = Shape switch
        {
            "MiniLm" => ((EncoderModel)MiniLm.Load(RandomCheckpoint.Write(MiniLm.Description), options), MiniLm.ModelDim),
            "BertBase" => (BertBase.Load(RandomCheckpoint.Write(BertBase.Description), options), BertBase.ModelDim),
            _ => (TinyBert4.Load(RandomCheckpoint.Write(TinyBert4.Description), options), TinyBert4.ModelDim),
        };
        int[] size = [.. Batch.Split('x').Select(int.Parse)];
        _lengths = [.. Enumerable.Repeat(size[1], size[0])];
        _ids = [.. Enumerable.Range(0, size[0] * size[1]).Select(i => i * 7 % 1000)];
        _hidden = new float[_ids.Length * modelDim];
    }

    [Benchmark]
    public float Encode()
    {
        _model.Encode(new TokenBatch(_ids, _lengths), _hidden);
        return _hidden[0];
    }

    [GlobalCleanup]
    public void Unload() => _model.Dispose();
}
