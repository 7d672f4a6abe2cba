using System;

namespace Transformers.Generated.Weights;

/// <summary>What a checkpoint says about one tensor. Every value has been verified against the file.</summary>
public sealed class TensorInfo
{
    private readonly long[] _shape;

    internal TensorInfo(string name, TensorDataType dataType, long[] shape, long elementCount, long offset, long byteLength)
    {
        Name = name;
        DataType = dataType;
        _shape = shape;
        ElementCount = elementCount;
        Offset = offset;
        ByteLength = byteLength;
        Whole = this;
    }

    /// <summary>Name in the checkpoint.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public TensorDataType DataType { get; }

    /// <summary>Lengths of the axes, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Number of elements: the product of <see cref="Shape"/>.</summary>
    public long ElementCount { get; }

    /// <summary>First byte, counted from the start of the data section of the file.</summary>
    public long Offset { get; }

    /// <summary>Number of bytes.</summary>
    public long ByteLength { get; }

    /// <summary>The tensor of the file that this is a part of, or this.</summary>
    internal TensorInfo Whole { get; private init; }

    /// <summary>Some of the rows as a tensor of their own.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="of">Rows of the whole: its length, if it is a vector.</param>
    internal TensorInfo Slice(int first, int count, int of)
    {
        long elements = ElementCount / of;
        long bytes = ByteLength / of;
        return new TensorInfo(Name, DataType, [count, elements], count * elements, Offset + (first * bytes), count * bytes) { Whole = Whole };
    }

    /// <summary>Name, type and shape, for messages.</summary>
    /// <returns>For example <c>'wte.weight' F32 [50257, 768]</c>.</returns>
    public override string ToString() => $"{CheckpointText.Quote(Name)} {DataType.FormatName()} {CheckpointText.Shape(_shape)}";
}
