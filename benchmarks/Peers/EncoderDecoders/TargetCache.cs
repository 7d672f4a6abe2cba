using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Onnx;
using Peers.OnnxRuntime;

namespace Peers.EncoderDecoders;

/// <summary>Keys and values of all rows in ONNX Runtime's decoder: what was before a step, and what comes out of it.</summary>
internal abstract class TargetCache(OrtLibrary library, EncoderDecoderShape shape) : IDisposable
{
    private readonly List<OrtTensor> _tensors = [];

    protected EncoderDecoderShape Shape { get; } = shape;

    /// <summary>Inputs of a step.</summary>
    public abstract IReadOnlyList<OrtTensor> Past(int rows, int position);

    /// <summary>Outputs of a step.</summary>
    public abstract IReadOnlyList<OrtTensor> Present(int rows, int position);

    /// <summary>Called after a step.</summary>
    public abstract void Advance();

    /// <summary>Copies what a row has up to a position over another row.</summary>
    public abstract void Copy(int from, int to, int position);

    public virtual void Dispose() => _tensors.ForEach(tensor => tensor.Dispose());

    /// <summary>Memory for keys and values of all layers by turns.</summary>
    protected OrtTensor[] Allocate(int rows, int capacity)
    {
        OrtTensor[] memory = Named((name, _) => new OrtTensor(library, name, OnnxType.Float, Sizes(rows, capacity)), DecoderInputs.Past);
        _tensors.AddRange(memory);
        return memory;
    }

    /// <summary>Tensors over memory of <see cref="Allocate"/>.</summary>
    protected OrtTensor[] Views(OrtTensor[] memory, Func<string, int, string> name, int rows, int tokens) =>
        Named((text, at) => memory[at].View(text, Sizes(rows, tokens)), name);

    private long[] Sizes(int rows, int tokens) => [rows, Shape.HeadCount, tokens, Shape.HeadDim];

    private OrtTensor[] Named(Func<string, int, OrtTensor> make, Func<string, int, string> name) =>
        [.. Enumerable.Range(0, 2 * Shape.LayerCount).Select(at => make(name(at % 2 == 0 ? "key" : "value", at / 2), at))];
}
