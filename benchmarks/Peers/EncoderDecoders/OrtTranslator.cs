using System;
using System.Collections.Generic;
using Peers.OnnxRuntime;

namespace Peers.EncoderDecoders;

/// <summary>ONNX Runtime: two graphs, and the loop around them.</summary>
internal sealed class OrtTranslator : TranslationSide
{
    private readonly OrtSourceEncoder _encoder;
    private readonly OrtTargetDecoder? _decoder;
    private readonly BeamLoop _loop;
    private int[][]? _found;

    public OrtTranslator(OrtLibrary library, EncoderDecoderShape shape, TranslationWork work, OrtWay way, int threads)
        : base($"{OrtWay.PeerName} {way.Name}", shape, work)
    {
        _encoder = new OrtSourceEncoder(library, shape, work.Sources, way, threads);
        _decoder = work.HasTargets ? new OrtTargetDecoder(library, shape, work, way, _encoder.Cross, threads) : null;
        _loop = new BeamLoop(work.SourceCount, work.Beams, shape.VocabularySize);
    }

    public override IReadOnlyList<IReadOnlyList<int>> Targets => _found ?? base.Targets;

    public override float[] Hidden() => _encoder.Hidden();

    public override void Dispose()
    {
        _decoder?.Dispose();
        _encoder.Dispose();
    }

    protected override void Begin()
    {
        _encoder.Run();
        _decoder?.Begin();
    }

    protected override void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, Span<float> logits) =>
        _decoder!.Step(tokens, parents, logits);

    protected override void End()
    {
    }

    protected override void Search()
    {
        _loop.Clear();
        Decode((_, rows) => _loop.Advance(rows, Logits, Tokens, Parents));
        _found = _loop.Targets();
    }
}
