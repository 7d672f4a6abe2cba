using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Llama;
using Peers.Measuring;
using Peers.OnnxRuntime;
using Transformers.Generated;
using Transformers.Generated.Execution;

namespace Peers;

/// <summary>What all cases share: the peers that are present, and the gauges of the machine.</summary>
internal sealed class Bench : IDisposable
{
    private readonly Dictionary<int, FmaPeak> _fma = [];
    private readonly Dictionary<int, ReadBandwidth> _read = [];

    // Loaded when asked for: a process whose memory is measured holds its own side only.
    private readonly Lazy<OrtLibrary?> _onnxRuntime = new(() => OrtLibrary.TryLoad(out OrtLibrary? library) ? library : null);
    private readonly Lazy<OpenBlas?> _openBlas = new(() => Peers.OpenBlas.TryLoad(out OpenBlas? library) ? library : null);

    private readonly Lazy<LlamaLibrary?> _llama = new(() => LlamaLibrary.TryLoad(out LlamaLibrary? library) ? library : null);

    public Bench(Settings settings)
    {
        Settings = settings;
        InstructionSet set = InstructionSets.Resolve(settings.InstructionSet);
        bool isWithAvx2 = settings.InstructionSet == InstructionSet.Automatic && set == InstructionSet.Avx512;
        Sets = isWithAvx2 ? [set, InstructionSet.Avx2] : [set];
    }

    public Settings Settings { get; }

    /// <summary>Our instruction sets, the one that counts first.</summary>
    public IReadOnlyList<InstructionSet> Sets { get; }

    /// <summary>Null where the machine does not have it.</summary>
    public OrtLibrary? OnnxRuntime => _onnxRuntime.Value;

    /// <summary>Null where the machine does not have it.</summary>
    public OpenBlas? OpenBlas => _openBlas.Value;

    /// <summary>Null where the machine does not have it.</summary>
    public LlamaLibrary? Llama => _llama.Value;

    public FmaPeak Fma(int threads) => _fma.TryGetValue(threads, out FmaPeak? gauge) ? gauge : _fma[threads] = new FmaPeak(threads);

    public ReadBandwidth Read(int threads) =>
        _read.TryGetValue(threads, out ReadBandwidth? gauge) ? gauge : _read[threads] = new ReadBandwidth(threads);

    public void Dispose() => _read.Values.ToList().ForEach(gauge => gauge.Dispose());
}
