using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Measuring;
using Peers.Onnx;
using Transformers.Generated;

namespace Peers.Cases;

/// <summary>A whole encoder on a batch of tokens: this library against ONNX Runtime.</summary>
/// <param name="group">The table it belongs to.</param>
/// <param name="shape">The model.</param>
/// <param name="tokens">The batch.</param>
/// <param name="threads">Threads of each side.</param>
/// <param name="hasMemory">Whether peak memory is measured too.</param>
internal sealed class EncoderCase(string group, EncoderShape shape, Tokens tokens, int threads, bool hasMemory)
    : PeerCase(group, $"{shape.Name} {tokens.Name}", threads)
{
    // A whole model is a case of its own where its memory is asked for too, else a point of a plot.
    protected override Budget Budget => hasMemory ? Budget.Full : Budget.Sweep;

    private const string OursInMemory = "ours";

    public int Sequences => tokens.Lengths.Length;

    public int Longest => tokens.Longest;

    protected override double Flops => shape.Flops(tokens);

    public override void RunAlone(Bench bench, string side)
    {
        using Contestant contestant = side == OursInMemory
            ? new OurEncoder(shape, tokens, bench.Settings.InstructionSet, Threads)
            : new OrtEncoder(bench.OnnxRuntime!, shape, tokens, Enum.Parse<OnnxStyle>(side), Threads);
        RunThrice(contestant);
    }

    protected override IReadOnlyList<Agreement> Prepare(Bench bench, List<Contestant> ours, List<Contestant> peers)
    {
        ours.AddRange(bench.Sets.Select(set => new OurEncoder(shape, tokens, set, Threads)));
        if (bench.OnnxRuntime is null)
        {
            return [];
        }

        peers.AddRange(Styles().Select(style => new OrtEncoder(bench.OnnxRuntime, shape, tokens, style, Threads)));
        ours.ForEach(side => side.Run());
        peers.ForEach(side => side.Run());
        IEnumerable<Agreement> agreements =
            from OurEncoder our in ours
            from OrtEncoder peer in peers
            select Agreement.Of(our.Hidden, peer.Hidden(), shape.ModelDim, Tolerance()).Demand($"{Name}, {our.Name} and {peer.Name}");
        return [agreements.MaxBy(agreement => agreement.Error)!];
    }

    protected override MemoryResult? MeasureMemory(Bench bench, IReadOnlyList<Side> peers)
    {
        if (!hasMemory)
        {
            return null;
        }

        double floor = MemoryProbe.PeakMegabytes(bench.Settings, this, MemoryProbe.Nothing);
        double ours = MemoryProbe.PeakMegabytes(bench.Settings, this, OursInMemory);
        double? peer = peers.MinBy(side => side.MedianMilliseconds) is { } fastest
            ? MemoryProbe.PeakMegabytes(bench.Settings, this, fastest.Name.Split(' ')[^1])
            : null;
        return new MemoryResult(floor, ours, peer);
    }

    private IEnumerable<OnnxStyle> Styles() =>
        tokens.NeedsPadding ? [OnnxStyle.Plain, OnnxStyle.Attention] : [OnnxStyle.Plain, OnnxStyle.Attention, OnnxStyle.Unmasked];

    private double Tolerance()
    {
        int[] layer = [shape.ModelDim, shape.ModelDim / shape.HeadCount, tokens.Longest, shape.ModelDim, shape.ModelDim,
            shape.FeedForwardDim];
        return Agreement.ToleranceOf([.. Enumerable.Repeat(layer, shape.LayerCount).SelectMany(chains => chains)]);
    }
}
