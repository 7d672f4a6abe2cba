using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Cases;
using Peers.Onnx;
using Peers.OnnxRuntime;

namespace Peers.EncoderDecoders;

/// <summary>ONNX Runtime on sources: the encoder, and for each layer of the decoder the keys and values that it reads.</summary>
internal sealed class OrtSourceEncoder : IDisposable
{
    private readonly EncoderDecoderShape _shape;
    private readonly OrtSession _session;
    private readonly List<Group> _groups = [];

    public OrtSourceEncoder(OrtLibrary library, EncoderDecoderShape shape, Tokens sources, OrtWay way, int threads)
    {
        _shape = shape;
        _session = new OrtSession(library, shape.EncoderFile(way.Encoder), threads, stopsSpinning: true);
        Cross = Caches(library, sources);
        Tokens[] parts = way.IsSorted ? [.. sources.Groups(OrtWay.SortedGroup)] : [sources];
        foreach (Tokens part in parts)
        {
            IReadOnlyList<OrtTensor> results = parts.Length == 1 ? Cross : Caches(library, part);
            _groups.Add(new Group(library, shape, part, way.Encoder, results));
        }
    }

    /// <summary>
    /// Keys and values of all layers by turns, [sources, HeadCount, longest, HeadDim]; padding is zero or what the graph gave.
    /// </summary>
    public IReadOnlyList<OrtTensor> Cross { get; }

    public void Run()
    {
        int source = 0;
        foreach (Group group in _groups)
        {
            _session.Run(group.Inputs, group.Results);
            if (_groups.Count > 1)
            {
                CopyToAll(group, source);
            }

            source += group.Tokens.Lengths.Length;
        }
    }

    /// <summary>[T, ModelDim]: the last hidden states, without those of padding.</summary>
    public float[] Hidden()
    {
        foreach (Group group in _groups)
        {
            _session.Run(group.Inputs, group.Hidden);
        }

        return [.. _groups.SelectMany(group => PaddedBatch.Packed(group.Tokens, group.Hidden.Span<float>(), _shape.ModelDim))];
    }

    public void Dispose()
    {
        _session.Dispose();
        _groups.ForEach(group => group.Dispose());
        foreach (OrtTensor tensor in _groups.SelectMany(group => group.Results).Concat(Cross).Distinct())
        {
            tensor.Dispose();
        }
    }

    private List<OrtTensor> Caches(OrtLibrary library, Tokens sources)
    {
        long[] sizes = [sources.Lengths.Length, _shape.HeadCount, sources.Longest, _shape.HeadDim];
        List<OrtTensor> caches =
        [
            .. from layer in Enumerable.Range(0, _shape.LayerCount)
               from what in (string[])["key", "value"]
               select new OrtTensor(library, TranslationInputs.Cross(what, layer), OnnxType.Float, sizes),
        ];

        // What no group writes is masked, but must be a number.
        caches.ForEach(cache => cache.Span<float>().Clear());
        return caches;
    }

    private void CopyToAll(Group group, int first)
    {
        int length = group.Tokens.Longest * _shape.HeadDim;
        int stride = Cross[0].Span<float>().Length / (_groups.Sum(part => part.Tokens.Lengths.Length) * _shape.HeadCount);
        int rows = group.Tokens.Lengths.Length * _shape.HeadCount;
        for (int cache = 0; cache < Cross.Count; cache++)
        {
            Span<float> from = group.Results[cache].Span<float>();
            Span<float> to = Cross[cache].Span<float>();
            for (int row = 0; row < rows; row++)
            {
                from.Slice(row * length, length).CopyTo(to[(((first * _shape.HeadCount) + row) * stride)..]);
            }
        }
    }

    /// <summary>Sources that are encoded together.</summary>
    private sealed class Group : IDisposable
    {
        public Group(OrtLibrary library, EncoderDecoderShape shape, Tokens tokens, OnnxStyle style, IReadOnlyList<OrtTensor> results)
        {
            Tokens = tokens;
            Results = results;
            Hidden = new OrtTensor(library, EncoderInputs.Output, OnnxType.Float, tokens.Lengths.Length * tokens.Longest, shape.ModelDim);
            Inputs.Add(PaddedBatch.Input(library, EncoderInputs.Ids, OnnxType.Int32, tokens, token => tokens.Ids[token]));
            Inputs.Add(OrtTensor.Integers(
                library, DecoderInputs.Positions, [.. Enumerable.Range(0, tokens.Longest)], tokens.Longest));
            if (style != OnnxStyle.Unmasked)
            {
                Inputs.Add(PaddedBatch.Input(library, EncoderInputs.Mask, OnnxType.Int32, tokens, _ => 1));
            }
        }

        public Tokens Tokens { get; }

        public List<OrtTensor> Inputs { get; } = [];

        public IReadOnlyList<OrtTensor> Results { get; }

        public OrtTensor Hidden { get; }

        public void Dispose()
        {
            Inputs.ForEach(input => input.Dispose());
            Hidden.Dispose();
        }
    }
}
