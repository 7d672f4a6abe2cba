using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Cases;
using Peers.Measuring;

namespace Peers.EncoderDecoders;

/// <summary>An encoder-decoder: this library against ONNX Runtime.</summary>
/// <param name="group">The table it belongs to.</param>
/// <param name="shape">The model.</param>
/// <param name="work">What is timed.</param>
/// <param name="threads">Threads of each side.</param>
internal sealed class TranslationCase(string group, EncoderDecoderShape shape, TranslationWork work, int threads)
    : PeerCase(group, $"{shape.Name} {work.Name}", threads)
{
    private const string Ours = "ours";

    protected override double Flops => shape.EncoderFlops(work) + shape.DecoderFlops(work);

    protected override int Tokens => work.TokenCount;

    public override void RunAlone(Bench bench, string side)
    {
        using TranslationSide contestant = side == Ours
            ? new OurTranslator(shape, work, bench.Settings.InstructionSet, Threads)
            : Make(bench, OrtWay.For(work).Single(way => side == $"{OrtWay.PeerName} {way.Name}"));
        RunThrice(contestant);
    }

    protected override IReadOnlyList<Agreement> Prepare(Bench bench, List<Contestant> ours, List<Contestant> peers)
    {
        ours.AddRange(bench.Sets.Select(set => new OurTranslator(shape, work, set, Threads)));
        if (bench.OnnxRuntime is null)
        {
            return [];
        }

        peers.AddRange(OrtWay.For(work).Select(way => Make(bench, way)));
        IEnumerable<Agreement> agreements =
            from OurTranslator our in ours
            let results = Results(our)
            from OrtTranslator peer in peers
            select Compare(our, results, peer);
        return [agreements.MaxBy(agreement => agreement.Error)!];
    }

    protected override MemoryResult? MeasureMemory(Bench bench, IReadOnlyList<Side> peers)
    {
        return new MemoryResult(
            Probe(MemoryProbe.Nothing), Probe(Ours), Side.Fastest(peers, OrtWay.PeerName) is { } side ? Probe(side.Name) : null);

        double Probe(string side) => MemoryProbe.PeakMegabytes(bench.Settings, this, side);
    }

    /// <summary>Hidden states where sources are only encoded, else logits, which depend on all that is computed.</summary>
    private float[] Results(TranslationSide side) => work.HasTargets ? [.. side.Replay()] : side.Hidden();

    /// <summary>Compares numbers, and then what each side generates by itself.</summary>
    private Agreement Compare(OurTranslator our, float[] results, OrtTranslator peer)
    {
        string sides = $"{Name}, {our.Name} and {peer.Name}";
        int columns = work.HasTargets ? shape.VocabularySize : shape.ModelDim;
        Agreement agreement = Agreement.Of(results, Results(peer), columns, Tolerance()).Demand(sides);
        our.Run();
        peer.Run();

        // Where two tokens are nearly as likely, rounding decides, and the targets part.
        int equal = our.Targets.Zip(peer.Targets).Count(pair => pair.First.SequenceEqual(pair.Second));
        return 2 * equal >= work.SourceCount
            ? agreement
            : throw new InvalidOperationException($"{sides}: only {equal} of {work.SourceCount} targets are equal");
    }

    private double Tolerance()
    {
        int headDim = shape.HeadDim;
        int[] feedForward = [shape.ModelDim, shape.FeedForwardDim];
        int[] source = [shape.ModelDim, headDim, work.Sources.Longest, shape.ModelDim, .. feedForward];
        int[] target = [shape.ModelDim, headDim, work.Steps[0], shape.ModelDim, .. source];
        return Agreement.ToleranceOf(
        [
            .. Enumerable.Repeat(source, shape.LayerCount).SelectMany(chains => chains),
            .. Enumerable.Repeat(target, work.HasTargets ? shape.LayerCount : 0).SelectMany(chains => chains),
            shape.ModelDim,
        ]);
    }

    private OrtTranslator Make(Bench bench, OrtWay way) => new(bench.OnnxRuntime!, shape, work, way, Threads);
}
