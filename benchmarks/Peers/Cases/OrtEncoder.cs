using System;
using System.Collections.Generic;
using Peers.Measuring;
using Peers.Onnx;
using Peers.OnnxRuntime;

namespace Peers.Cases;

/// <summary>ONNX Runtime on the same batch, padded on the right.</summary>
internal sealed class OrtEncoder : Contestant
{
    private readonly OrtSession _session;
    private readonly List<OrtTensor> _inputs = [];
    private readonly OrtTensor _output;
    private readonly Tokens _tokens;
    private readonly int _modelDim;

    public OrtEncoder(OrtLibrary library, EncoderShape shape, Tokens tokens, OnnxStyle style, int threads)
        : base($"ONNX Runtime {style}")
    {
        _session = new OrtSession(library, shape.OnnxFile(style), threads);
        _tokens = tokens;
        _modelDim = shape.ModelDim;
        OnnxType type = style == OnnxStyle.Plain ? OnnxType.Int64 : OnnxType.Int32;
        Add(library, EncoderInputs.Ids, type, token => tokens.Ids[token]);
        Add(library, EncoderInputs.Types, type, _ => 0);
        if (style != OnnxStyle.Unmasked)
        {
            Add(library, EncoderInputs.Mask, type, _ => 1);
        }

        _output = new OrtTensor(library, EncoderInputs.Output, OnnxType.Float, tokens.Lengths.Length, tokens.Longest, shape.ModelDim);
    }

    public override void Run() => _session.Run(_inputs, _output);

    /// <summary>[T, ModelDim]: the hidden states of tokens, without those of padding.</summary>
    public float[] Hidden() => PaddedBatch.Packed(_tokens, _output.Span<float>(), _modelDim);

    public override void Dispose()
    {
        _session.Dispose();
        _output.Dispose();
        _inputs.ForEach(input => input.Dispose());
    }

    private void Add(OrtLibrary library, string name, OnnxType type, Func<int, int> value) =>
        _inputs.Add(PaddedBatch.Input(library, name, type, _tokens, value));
}
