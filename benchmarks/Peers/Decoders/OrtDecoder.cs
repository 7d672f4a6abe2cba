using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Onnx;
using Peers.OnnxRuntime;

namespace Peers.Decoders;

/// <summary>ONNX Runtime, with float32 weights: it has no 16-bit products for x64.</summary>
internal sealed class OrtDecoder : DecoderSide
{
    public const string PeerName = "ONNX Runtime";

    private readonly OrtLibrary _library;
    private readonly OrtSession _session;
    private readonly DecoderStyle _style;
    private readonly OrtTensor _logits;

    // Keys and values of all layers: with GroupQueryAttention one place for what was before and what comes out.
    private readonly List<OrtTensor> _past;
    private readonly List<OrtTensor> _present;
    private readonly OrtTensor[] _inputs;

    public OrtDecoder(OrtLibrary library, DecoderShape shape, DecoderWork work, DecoderStyle style, int threads)
        : base($"{PeerName} {style}", shape, work)
    {
        _library = library;
        _style = style;
        _session = new OrtSession(library, shape.OnnxFile(style), threads, isPacked: style != DecoderStyle.Unpacked);
        _logits = new OrtTensor(library, DecoderInputs.Logits, OnnxType.Float, work.Sequences, 1, shape.VocabularySize);
        _past = Caches(DecoderInputs.Past, IsGrouped ? work.Capacity : work.Past);
        _present = IsGrouped ? Aliases() : Caches(DecoderInputs.Present, work.Capacity);
        if (work.Past > 0)
        {
            Fill();
        }

        _inputs = Inputs(work.NewTokens(shape.VocabularySize), work.Past, work.Count);
    }

    public override double BytesRead => Shape.BytesRead(Work, sizeof(float), sizeof(float));

    private bool IsGrouped => _style != DecoderStyle.Attention;

    public override void Run() => _session.Run([.. _inputs, .. _past], [_logits, .. _present]);

    public override float[] Logits() => _logits.Span<float>().ToArray();

    public override void Dispose()
    {
        _session.Dispose();
        foreach (OrtTensor tensor in (OrtTensor[])[_logits, .. _inputs, .. _present, .. _past])
        {
            tensor.Dispose();
        }
    }

    /// <summary>Takes the tokens before: what comes out is what the timed runs begin with.</summary>
    private void Fill()
    {
        int[] tokens = [.. Enumerable.Range(0, Work.Sequences).SelectMany(sequence => Work.PastTokens(sequence, Shape.VocabularySize))];
        OrtTensor[] inputs = Inputs(tokens, 0, Work.Past);
        if (IsGrouped)
        {
            _session.Run([.. inputs, .. _past], [_logits, .. _present]);
        }
        else
        {
            List<OrtTensor> nothing = Caches(DecoderInputs.Past, 0);
            List<OrtTensor> results = [.. _past.Select((cache, layer) => cache.Renamed(DecoderInputs.Present("pair", layer)))];
            _session.Run([.. inputs, .. nothing], [_logits, .. results]);
            nothing.ForEach(tensor => tensor.Dispose());
            results.ForEach(tensor => tensor.Dispose());
        }

        Array.ForEach(inputs, input => input.Dispose());
    }

    /// <summary>Inputs beside the caches for [B, count] tokens from a position on.</summary>
    private OrtTensor[] Inputs(int[] tokens, int position, int count)
    {
        OrtTensor ids = Integers(DecoderInputs.Ids, tokens, Work.Sequences, count);
        IEnumerable<int> positions = Enumerable.Range(0, tokens.Length).Select(token => position + (token % count));
        OrtTensor[] place = Shape.IsLlama ? [] : [Integers(DecoderInputs.Positions, [.. positions], Work.Sequences, count)];
        OrtTensor[] lengths = !IsGrouped ? [] :
        [
            Integers(DecoderInputs.LastIndices, [.. Enumerable.Repeat(position + count - 1, Work.Sequences)], Work.Sequences),
            Integers(DecoderInputs.TotalLength, [position + count]),
        ];
        return [ids, .. place, .. lengths];
    }

    private OrtTensor Integers(string name, int[] values, params long[] shape) => OrtTensor.Integers(_library, name, values, shape);

    private List<OrtTensor> Caches(Func<string, int, string> name, int tokens)
    {
        long[] heads = [Work.Sequences, Shape.KeyValueHeadCount, tokens, Shape.HeadDim];
        return
        [
            .. from layer in Enumerable.Range(0, Shape.LayerCount)
               from what in IsGrouped ? (string[])["key", "value"] : ["pair"]
               select new OrtTensor(_library, name(what, layer), OnnxType.Float, IsGrouped ? heads : [2, .. heads]),
        ];
    }

    private List<OrtTensor> Aliases() =>
        [.. _past.Select((cache, i) => cache.Renamed(DecoderInputs.Present(i % 2 == 0 ? "key" : "value", i / 2)))];
}
