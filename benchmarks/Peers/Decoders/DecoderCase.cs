using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Cases;
using Peers.Llama;
using Peers.Measuring;
using Peers.Onnx;
using Transformers.Generated;

namespace Peers.Decoders;

/// <summary>A decoder: this library against ONNX Runtime and llama.cpp.</summary>
/// <param name="group">The table it belongs to.</param>
/// <param name="shape">The model.</param>
/// <param name="work">What is timed.</param>
/// <param name="threads">Threads of each side.</param>
/// <param name="hasMemory">Whether peak memory is measured too.</param>
internal sealed class DecoderCase(string group, DecoderShape shape, DecoderWork work, int threads, bool hasMemory)
    : PeerCase(group, $"{shape.Name} {work.Name}", threads)
{
    private const string Ours = "ours";

    protected override Budget Budget => hasMemory ? Budget.Full : Budget.Sweep;

    protected override double Flops => shape.Flops(work);

    protected override int Tokens => work.Sequences * work.Count;

    public override void RunAlone(Bench bench, string side)
    {
        using DecoderSide contestant = Make(bench, side);
        RunThrice(contestant);
    }

    protected override IReadOnlyList<Agreement> Prepare(Bench bench, List<Contestant> ours, List<Contestant> peers)
    {
        ours.AddRange(bench.Sets.Select(set => new OurDecoder(shape, work, set, Threads)));
        if (bench.OnnxRuntime is not null)
        {
            peers.AddRange(shape.Styles.Select(style => Make(bench, $"{OrtDecoder.PeerName} {style}")));
        }

        if (bench.Llama is not null)
        {
            peers.AddRange(shape.LlamaTypes.Select(type => Make(bench, $"{LlamaDecoder.PeerName} {type}")));
        }

        ours.ForEach(side => side.Run());
        peers.ForEach(side => side.Run());
        IEnumerable<Agreement> agreements =
            from OurDecoder our in ours
            from DecoderSide peer in peers
            select Compare(our, peer);
        return [.. agreements.GroupBy(agreement => agreement.Peer).Select(of => of.MaxBy(agreement => agreement.Error)!)];
    }

    protected override MemoryResult? MeasureMemory(Bench bench, IReadOnlyList<Side> peers)
    {
        return hasMemory
            ? new MemoryResult(Probe(MemoryProbe.Nothing), Probe(Ours), Of(OrtDecoder.PeerName), Of(LlamaDecoder.PeerName))
            : null;

        double Probe(string side) => MemoryProbe.PeakMegabytes(bench.Settings, this, side);

        double? Of(string peer) => Side.Fastest(peers, peer) is { } side ? Probe(side.Name) : null;
    }

    /// <summary>Compares logits, and tells of which peer.</summary>
    private Agreement Compare(OurDecoder our, DecoderSide peer)
    {
        bool isExact = peer is OrtDecoder;
        double tolerance = isExact ? ExactTolerance() : RoundedTolerance();
        return Agreement.Of(our.Logits(), peer.Logits(), shape.VocabularySize, tolerance).Demand($"{Name}, {our.Name} and {peer.Name}")
            with { Peer = isExact ? OrtDecoder.PeerName : LlamaDecoder.PeerName };
    }

    /// <summary>Both sides compute in float32.</summary>
    private double ExactTolerance()
    {
        int[] layer = [shape.ModelDim, shape.HeadDim, work.Capacity, shape.ModelDim, shape.ModelDim, shape.FeedForwardDim];
        return Agreement.ToleranceOf(
            [.. Enumerable.Repeat(layer, shape.LayerCount).SelectMany(chains => chains), shape.ModelDim]);
    }

    /// <summary>
    /// llama.cpp rounds keys and values, and what a GELU takes and gives, to float16; with 16-bit weights whatever it multiplies, to as
    /// many bits as they have: in four places of a layer at most.
    /// </summary>
    private double RoundedTolerance() =>
        Agreement.ToleranceOfRounding(shape.IsHalf ? Agreement.BFloat16Bits : Agreement.Float16Bits, 4 * shape.LayerCount);

    /// <summary>Makes a side by its name; the last word is the peer's way.</summary>
    private DecoderSide Make(Bench bench, string side)
    {
        string way = side.Split(' ')[^1];
        return side.StartsWith(OrtDecoder.PeerName, StringComparison.Ordinal)
            ? new OrtDecoder(bench.OnnxRuntime!, shape, work, Enum.Parse<DecoderStyle>(way), Threads)
            : side.StartsWith(LlamaDecoder.PeerName, StringComparison.Ordinal)
                ? new LlamaDecoder(bench.Llama!, shape, work, Enum.Parse<GgufType>(way), Threads)
                : new OurDecoder(shape, work, bench.Settings.InstructionSet, Threads);
    }
}
