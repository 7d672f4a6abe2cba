using System;
using Peers.Llama;

namespace Peers.Decoders;

/// <summary>llama.cpp, with a cache of 16-bit keys and values, which is its default.</summary>
internal sealed class LlamaDecoder : DecoderSide
{
    public const string PeerName = "llama.cpp";

    private readonly LlamaContext _context;
    private readonly int[] _tokens;
    private readonly GgufType _type;

    public LlamaDecoder(LlamaLibrary library, DecoderShape shape, DecoderWork work, GgufType type, int threads)
        : base($"{PeerName} {type}", shape, work)
    {
        _type = type;
        _context = new LlamaContext(library, shape.GgufFile(type), work.Capacity, work.Sequences, threads);
        _tokens = work.NewTokens(shape.VocabularySize);
        if (work.Past > 0)
        {
            Fill();
        }
    }

    public override double BytesRead =>
        Shape.BytesRead(Work, _type == GgufType.Float32 ? sizeof(float) : sizeof(ushort), sizeof(ushort));

    /// <summary>The prebuilt library was seen to multiply matrices at about half the speed of a native build.</summary>
    public override bool IsYardstick => !Work.IsPrefill;

    public override void Run()
    {
        for (int sequence = 0; sequence < Work.Sequences; sequence++)
        {
            _context.Truncate(sequence, Work.Past);
        }

        _context.Decode(_tokens, firstSequence: 0, Work.Sequences, Work.Past);
        _ = LogitsOf(0);
    }

    public override float[] Logits()
    {
        float[] logits = new float[Work.Sequences * Shape.VocabularySize];
        for (int sequence = 0; sequence < Work.Sequences; sequence++)
        {
            LogitsOf(sequence).CopyTo(logits.AsSpan(sequence * Shape.VocabularySize));
        }

        return logits;
    }

    public override void Dispose() => _context.Dispose();

    private ReadOnlySpan<float> LogitsOf(int sequence) =>
        _context.Logits(((sequence + 1) * Work.Count) - 1, Shape.VocabularySize);

    private void Fill()
    {
        for (int sequence = 0; sequence < Work.Sequences; sequence++)
        {
            _context.Decode(Work.PastTokens(sequence, Shape.VocabularySize), sequence, 1, 0);
            _ = _context.Logits(Work.Past - 1, Shape.VocabularySize);
        }
    }
}
