using System.Linq;
using BenchmarkDotNet.Attributes;
using Transformers.Generated;

namespace Benchmarks.Models;

/// <summary>Whole decoders at real shapes: time of a prompt and of a step, and that they allocate nothing.</summary>
[MemoryDiagnoser]
public class DecoderBenchmarks
{
    private DecoderModel _model = null!;
    private DecoderSession _prompt = null!;
    private DecoderSession _session = null!;
    private int[] _ids = [];
    private float[] _logits = [];

    [Params("Gpt2", "SmolLm2")]
    public string Shape { get; set; } = "";

    /// <summary>Tokens of the prompt, and those before the step.</summary>
    [Params(128, 512)]
    public int Tokens { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Load()
    {
        LoadOptions options = new() { ThreadCount = Threads };
        _model = Shape == "Gpt2"
            ? Gpt2.Load(RandomCheckpoint.Write(Gpt2.Description), options)
            : SmolLm2.Load(RandomCheckpoint.Write(SmolLm2.Description), options);
        _ids = [.. Enumerable.Range(0, Tokens).Select(i => i * 7 % 1000)];
        _prompt = _model.CreateSession();
        _session = _model.CreateSession();
        _logits = new float[_session.VocabularySize];
        _session.Prefill(_ids, _logits);
    }

    [Benchmark]
    public float Prefill()
    {
        _prompt.Truncate(0);
        _prompt.Prefill(_ids, _logits);
        return _logits[0];
    }

    [Benchmark]
    public float DecodeStep()
    {
        _session.Truncate(Tokens);
        _session.DecodeStep(1, _logits);
        return _logits[0];
    }

    [GlobalCleanup]
    public void Unload()
    {
        _prompt.Dispose();
        _session.Dispose();
        _model.Dispose();
    }
}
