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
    public float[] Hidden()
    {
        float[] packed = new float[_tokens.Ids.Length * _modelDim];
        _tokens.ForEach((sequence, position, token) =>
            _output.Span<float>()
                .Slice(((sequence * _tokens.Longest) + position) * _modelDim, _modelDim)
                .CopyTo(packed.AsSpan(token * _modelDim)));
        return packed;
    }

    public override void Dispose()
    {
        _session.Dispose();
        _output.Dispose();
        _inputs.ForEach(input => input.Dispose());
    }

    /// <summary>Adds an input [batch, longest]; padding is zero.</summary>
    private void Add(OrtLibrary library, string name, OnnxType type, Func<int, int> value)
    {
        OrtTensor input = new(library, name, type, _tokens.Lengths.Length, _tokens.Longest);
        if (type == OnnxType.Int64)
        {
            Fill(input.Span<long>(), value);
        }
        else
        {
            Fill(input.Span<int>(), value);
        }

        _inputs.Add(input);
    }

    private void Fill<T>(Span<T> padded, Func<int, int> value)
        where T : struct, System.Numerics.INumberBase<T>
    {
        padded.Clear();
        int token = 0;
        for (int sequence = 0; sequence < _tokens.Lengths.Length; sequence++)
        {
            for (int position = 0; position < _tokens.Lengths[sequence]; position++)
            {
                padded[(sequence * _tokens.Longest) + position] = T.CreateChecked(value(token++));
            }
        }
    }
}
