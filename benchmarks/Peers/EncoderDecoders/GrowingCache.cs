using System;
using System.Collections.Generic;
using Peers.Onnx;
using Peers.OnnxRuntime;

namespace Peers.EncoderDecoders;

/// <summary>Two places by turns: each step reads one and writes all of its tokens, and one more, to the other.</summary>
internal sealed class GrowingCache : TargetCache
{
    private OrtTensor[] _past;
    private OrtTensor[] _present;
    private OrtTensor[] _inputs = [];
    private OrtTensor[] _outputs = [];

    public GrowingCache(OrtLibrary library, EncoderDecoderShape shape, int rows, int capacity)
        : base(library, shape)
    {
        _past = Allocate(rows, capacity);
        _present = Allocate(rows, capacity);
    }

    public override IReadOnlyList<OrtTensor> Past(int rows, int position) =>
        _inputs = Views(_past, DecoderInputs.Past, rows, position);

    public override IReadOnlyList<OrtTensor> Present(int rows, int position) =>
        _outputs = Views(_present, DecoderInputs.Present, rows, position + 1);

    public override void Advance()
    {
        Release();
        (_past, _present) = (_present, _past);
    }

    public override void Copy(int from, int to, int position)
    {
        int count = Shape.HeadCount * position * Shape.HeadDim;
        foreach (OrtTensor tensor in _past)
        {
            Span<float> values = tensor.Span<float>();
            values.Slice(from * count, count).CopyTo(values[(to * count)..]);
        }
    }

    public override void Dispose()
    {
        Release();
        base.Dispose();
    }

    private void Release()
    {
        Array.ForEach(_inputs, tensor => tensor.Dispose());
        Array.ForEach(_outputs, tensor => tensor.Dispose());
        (_inputs, _outputs) = ([], []);
    }
}
