using System;
using System.Linq;
using Transformers.Generated;

namespace Peers.Decoders;

/// <summary>This library.</summary>
internal sealed class OurDecoder : DecoderSide
{
    private readonly DecoderModel _model;
    private readonly DecoderSession[] _sessions;
    private readonly int[] _tokens;
    private readonly float[] _logits;

    public OurDecoder(DecoderShape shape, DecoderWork work, InstructionSet set, int threads)
        : base($"ours {set}", shape, work)
    {
        _model = shape.Load(shape.Checkpoint, new LoadOptions { ThreadCount = threads, InstructionSet = set });
        _tokens = work.NewTokens(shape.VocabularySize);
        _logits = new float[work.Sequences * shape.VocabularySize];
        _sessions = [.. Enumerable.Range(0, work.Sequences).Select(_ => _model.CreateSession())];
        for (int sequence = 0; sequence < work.Sequences && work.Past > 0; sequence++)
        {
            _sessions[sequence].Prefill(work.PastTokens(sequence, shape.VocabularySize), _logits.AsSpan(0, shape.VocabularySize));
        }
    }

    public override double BytesRead => Shape.BytesRead(Work, Shape.IsHalf ? sizeof(ushort) : sizeof(float), sizeof(float));

    public override void Run()
    {
        foreach (DecoderSession session in _sessions)
        {
            session.Truncate(Work.Past);
        }

        if (Work.IsPrefill)
        {
            _sessions[0].Prefill(_tokens, _logits);
        }
        else if (Work.Sequences == 1)
        {
            _sessions[0].DecodeStep(_tokens[0], _logits);
        }
        else
        {
            _model.DecodeStep(_sessions, _tokens, _logits);
        }
    }

    public override float[] Logits() => _logits;

    public override void Dispose()
    {
        Array.ForEach(_sessions, session => session.Dispose());
        _model.Dispose();
    }
}
