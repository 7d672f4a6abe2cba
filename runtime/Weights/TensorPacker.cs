using System;
using System.Threading;
using Transformers.Generated.Memory;

namespace Transformers.Generated.Weights;

/// <summary>Reads parts of tensors and lays them into the arena. One per thread; it owns a scratch buffer of 1 MB.</summary>
internal sealed class TensorPacker
{
    private const int Width = PackedLayout.PanelWidth;
    private const int ScratchFloats = 256 << 10;

    private readonly AlignedBuffer _arena;
    private readonly CancellationToken _cancellationToken;
    private readonly float[] _scratch = new float[ScratchFloats];

    internal TensorPacker(AlignedBuffer arena, CancellationToken cancellationToken)
    {
        _arena = arena;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Reads and packs one task.</summary>
    internal void Pack(PackingTask task)
    {
        bool isInOut = task.Source.Source.Orientation == TensorOrientation.InOut;
        switch (task.Source.Entry.Layout)
        {
            case TensorLayout.Panels when isInOut:
                PackPanelsFromColumns(task);
                break;
            case TensorLayout.Panels:
                PackPanelsFromRows(task);
                break;
            case TensorLayout.Rows when isInOut:
                PackRowsFromColumns(task);
                break;
            default:
                CopyRows(task);
                break;
        }
    }

    /// <summary>File and arena have the same order, but for vectors that take turns: reads go straight into the arena.</summary>
    private void CopyRows(PackingTask task)
    {
        ResolvedSource source = task.Source;
        long columns = source.Entry.Columns;
        long end = (task.First + task.Count) * columns;
        for (long start = task.First * columns; start < end;)
        {
            bool takesTurns = source.Entry.Alternates;
            int count = (int)Math.Min(end - start, takesTurns ? Width - (start % Width) : ScratchFloats);
            long place = takesTurns ? source.OutputOf((int)start) : (source.RowOffset * columns) + start;
            Read(source, start, Arena(source.Destination + place, count));
            start += count;
        }
    }

    /// <summary>[out, in] into panels: the rows of one panel at a time, transposed.</summary>
    private void PackPanelsFromRows(PackingTask task)
    {
        ResolvedSource source = task.Source;
        int columns = source.Entry.Columns;
        int end = task.First + task.Count;
        for (int row = task.First; row < end;)
        {
            int output = source.OutputOf(row);
            int lane = output % Width;
            int rows = Math.Min(end - row, Width - lane);
            int chunk = Math.Min(columns, ScratchFloats / rows);
            for (int k = 0; k < columns; k += chunk)
            {
                int count = Math.Min(chunk, columns - k);
                Span<float> scratch = ReadBlock(source, row, rows, columns, k, count);
                long start = PackedLayout.PanelIndex(output - lane, k, columns);
                PanelPacking.PackRows(scratch, rows, count, Arena(source.Destination + start, count * Width), lane);
            }

            row += rows;
        }
    }

    /// <summary>[in, out] into panels: a block of inputs at a time, sixteen outputs of each copied.</summary>
    private void PackPanelsFromColumns(PackingTask task)
    {
        ForEachBlock(task, (source, k, inputs, o, outputs, block) =>
        {
            for (int done = 0; done < outputs;)
            {
                int output = source.OutputOf(o + done);
                int lane = output % Width;
                int count = Math.Min(outputs - done, Width - lane);
                long start = PackedLayout.PanelIndex(output - lane, k, source.Entry.Columns);
                PanelPacking.PackColumns(block[done..], outputs, count, Arena(source.Destination + start, inputs * Width), lane);
                done += count;
            }
        });
    }

    /// <summary>[in, out] into [out, in].</summary>
    private void PackRowsFromColumns(PackingTask task)
    {
        ForEachBlock(task, (source, k, inputs, o, outputs, block) =>
        {
            for (int output = 0; output < outputs; output++)
            {
                long start = ((long)(source.RowOffset + o + output) * source.Entry.Columns) + k;
                Span<float> row = Arena(source.Destination + start, inputs);
                for (int input = 0; input < inputs; input++)
                {
                    row[input] = block[(input * outputs) + output];
                }
            }
        });
    }

    private delegate void BlockAction(ResolvedSource source, int k, int inputs, int o, int outputs, ReadOnlySpan<float> block);

    /// <summary>Calls <paramref name="pack"/> for blocks [inputs][outputs] of an [in, out] tensor, from input k and output o on.</summary>
    private void ForEachBlock(PackingTask task, BlockAction pack)
    {
        ResolvedSource source = task.Source;
        int width = source.Source.Rows;
        int outputs = Math.Min(width, ScratchFloats);
        int inputs = ScratchFloats / outputs;
        int end = task.First + task.Count;
        for (int k = task.First; k < end; k += inputs)
        {
            int inputCount = Math.Min(inputs, end - k);
            for (int o = 0; o < width; o += outputs)
            {
                int outputCount = Math.Min(outputs, width - o);
                pack(source, k, inputCount, o, outputCount, ReadBlock(source, k, inputCount, width, o, outputCount));
            }
        }
    }

    /// <summary>
    /// Reads rows [row, row + rows) × columns [column, column + count) of a tensor of the given width, dense, into the scratch.
    /// </summary>
    private Span<float> ReadBlock(ResolvedSource source, int row, int rows, int width, int column, int count)
    {
        Span<float> block = _scratch.AsSpan(0, rows * count);
        if (count == width)
        {
            Read(source, (long)row * width, block);
            return block;
        }

        for (int index = 0; index < rows; index++)
        {
            Read(source, ((long)(row + index) * width) + column, block.Slice(index * count, count));
        }

        return block;
    }

    private void Read(ResolvedSource source, long start, Span<float> destination)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        source.File.ReadFloats(source.Tensor, start, destination);
    }

    private Span<float> Arena(long start, int count) => _arena.Span((nint)start, count);
}
