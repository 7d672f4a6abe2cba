using System;
using System.Runtime.InteropServices;

namespace Transformers.Generated.Weights;

/// <summary>Reads weights into slots of two: bit for bit where the file has the model's format, else only what the format holds exactly.</summary>
internal sealed class HalfReader
{
    private readonly float[] _floats = new float[4096];

    /// <summary>Reads <paramref name="count"/> weights from <paramref name="start"/> on; the other half of a last slot becomes zero.</summary>
    /// <exception cref="CheckpointException">A weight is not a number of the format, or the file has been shortened.</exception>
    internal void Read(ResolvedSource source, long start, int count, Span<float> slots)
    {
        WeightFormat format = source.Entry.Format;
        slots[^1] = 0f;
        if (source.Tensor.DataType == TypeOf(format))
        {
            source.File.ReadBytes(source.Tensor, start * sizeof(ushort), MemoryMarshal.AsBytes(slots)[..(count * sizeof(ushort))]);
            FloatConversion.FromLittleEndian(slots);
            int unfit = HalfSlots.FirstUnfit(format, slots);
            if (unfit >= 0)
            {
                throw Unfit(source, start + unfit, HalfSlots.Weight(format, slots[unfit / 2], unfit));
            }

            return;
        }

        ReadNarrowed(source, start, count, MemoryMarshal.Cast<float, uint>(slots));
    }

    private void ReadNarrowed(ResolvedSource source, long start, int count, Span<uint> slots)
    {
        WeightFormat format = source.Entry.Format;
        if (source.Tensor.DataType == TensorDataType.F64)
        {
            throw new CheckpointException($"{source.File.Path}: tensor {source.Tensor} has 64-bit weights, {Advice(source)}");
        }

        for (int done = 0; done < count; done += _floats.Length)
        {
            Span<float> floats = _floats.AsSpan(0, Math.Min(_floats.Length, count - done));
            source.File.ReadFloats(source.Tensor, start + done, floats);
            for (int i = 0; i < floats.Length; i++)
            {
                uint half = HalfSlots.Narrow(format, floats[i]) ?? throw Unfit(source, start + done + i, floats[i]);
                ref uint slot = ref slots[(done + i) / 2];
                slot = i % 2 == 0 ? half : slot | (half << 16);
            }
        }
    }

    private static TensorDataType TypeOf(WeightFormat format) => format == WeightFormat.BFloat16 ? TensorDataType.BF16 : TensorDataType.F16;

    private static CheckpointException Unfit(ResolvedSource source, long index, float value) => new(
        $"{source.File.Path}: tensor {source.Tensor} has at index {index} the weight {value:G9}, {Advice(source)}");

    private static string Advice(ResolvedSource source)
    {
        WeightFormat format = source.Entry.Format;
        string held = format == WeightFormat.Float16 ? "only finite numbers of float16" : "only numbers of bfloat16";
        return $"but the model is declared with Weights = {format}, which holds {held}; "
            + $"declare it with Weights = Float32, or convert the checkpoint to {TypeOf(format).FormatName()}";
    }
}
