using System;
using System.Collections.Generic;
using Peers.Onnx;
using Peers.OnnxRuntime;

namespace Peers.EncoderDecoders;

/// <summary>One place for what was before and what comes out, with room for all tokens.</summary>
internal sealed class InPlaceCache : TargetCache
{
    private readonly int _capacity;
    private readonly OrtTensor[] _memory;
    private readonly Dictionary<int, (OrtTensor[] Past, OrtTensor[] Present)> _views = [];

    public InPlaceCache(OrtLibrary library, EncoderDecoderShape shape, int rows, int capacity)
        : base(library, shape)
    {
        _capacity = capacity;
        _memory = Allocate(rows, capacity);
    }

    public override IReadOnlyList<OrtTensor> Past(int rows, int position) => Of(rows).Past;

    public override IReadOnlyList<OrtTensor> Present(int rows, int position) => Of(rows).Present;

    public override void Advance()
    {
    }

    public override void Copy(int from, int to, int position)
    {
        int stride = _capacity * Shape.HeadDim;
        int count = position * Shape.HeadDim;
        foreach (OrtTensor tensor in _memory)
        {
            Span<float> values = tensor.Span<float>();
            for (int head = 0; head < Shape.HeadCount; head++)
            {
                values.Slice(((from * Shape.HeadCount) + head) * stride, count)
                    .CopyTo(values[(((to * Shape.HeadCount) + head) * stride)..]);
            }
        }
    }

    public override void Dispose()
    {
        foreach ((OrtTensor[] past, OrtTensor[] present) in _views.Values)
        {
            Array.ForEach(past, tensor => tensor.Dispose());
            Array.ForEach(present, tensor => tensor.Dispose());
        }

        base.Dispose();
    }

    private (OrtTensor[] Past, OrtTensor[] Present) Of(int rows)
    {
        if (!_views.TryGetValue(rows, out (OrtTensor[] Past, OrtTensor[] Present) views))
        {
            views = (Views(_memory, DecoderInputs.Past, rows, _capacity), Views(_memory, DecoderInputs.Present, rows, _capacity));
            _views.Add(rows, views);
        }

        return views;
    }
}
