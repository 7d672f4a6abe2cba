using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated;

namespace Peers.EncoderDecoders;

/// <summary>This library: sources packed, beams by its own search.</summary>
internal sealed class OurTranslator : TranslationSide
{
    private readonly EncoderDecoderModel _model;
    private readonly GenerationOptions _options;
    private EncoderDecoderSession? _session;
    private IReadOnlyList<IReadOnlyList<int>>? _found;

    public OurTranslator(EncoderDecoderShape shape, TranslationWork work, InstructionSet set, int threads)
        : base($"ours {set}", shape, work)
    {
        _model = shape.Load(shape.Checkpoint, new LoadOptions { ThreadCount = threads, InstructionSet = set });
        _options = new GenerationOptions
        {
            BeamCount = work.Beams, MaxNewTokens = Math.Max(work.Steps[0], 1), DecoderStartToken = TranslationWork.Start, StopTokens = [],
        };
    }

    public override IReadOnlyList<IReadOnlyList<int>> Targets => _found ?? base.Targets;

    private TokenBatch Batch => new(Work.Sources.Ids, Work.Sources.Lengths);

    public override float[] Hidden()
    {
        LastLayer sink = new(Shape.LayerCount);
        _model.CreateSession(Batch, sink).Dispose();
        return sink.Hidden;
    }

    public override void Dispose() => _model.Dispose();

    protected override void Begin() => _session = _model.CreateSession(Batch);

    protected override void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, Span<float> logits) =>
        _session!.Step(tokens, parents, logits);

    protected override void End() => _session!.Dispose();

    protected override void Search() => _found = [.. _model.Search(Batch, _options).Select(best => best[0].TokenIds)];

    /// <summary>Keeps what the encoder's last layer gave.</summary>
    private sealed class LastLayer(int layer) : IActivationSink
    {
        public float[] Hidden { get; private set; } = [];

        public bool WantsHiddenStates(ModelSide side, int index) => side == ModelSide.Encoder && index == layer;

        public void OnHiddenStates(ModelSide side, int index, ReadOnlySpan<float> hiddenStates) => Hidden = hiddenStates.ToArray();

        public bool WantsAttention(AttentionKind kind, int index, int head) => false;

        public void OnAttention(AttentionWeights weights) => throw new InvalidOperationException("nobody wanted attention");
    }
}
