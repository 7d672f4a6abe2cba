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
    private readonly HalfReader _halves = new();

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
            case TensorLayout.Panels when isInOut && task.Source.Entry.Format != WeightFormat.Float32:
                PackPanelsFromHalfColumns(task);
                break;
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

    /// <summary>
    /// File and arena have the same order, but for vectors that take turns and rows that end in half a slot: reads go straight into the
    /// arena.
    /// </summary>
    private void CopyRows(PackingTask task)
    {
        ResolvedSource source = task.Source;
        TensorEntry entry = source.Entry;
        long slots = entry.Slots;
        bool isRagged = entry.Format != WeightFormat.Float32 && entry.Columns % 2 != 0;
        int longest = isRagged ? entry.Slots : ScratchFloats;
        long end = (task.First + task.Count) * slots;
        for (long start = task.First * slots; start < end;)
        {
            int count = (int)Math.Min(end - start, entry.Alternates ? Width - (start % Width) : longest);
            long place = entry.Alternates ? source.OutputOf((int)start) : (source.RowOffset * slots) + start;
            long weight = isRagged ? start / slots * entry.Columns : start * WeightsPerSlot(entry);
            Read(source, weight, isRagged ? entry.Columns : count * WeightsPerSlot(entry), Arena(source.Destination + place, count));
            start += count;
        }
    }

    /// <summary>[out, in] into panels: the rows of one panel at a time, transposed.</summary>
    private void PackPanelsFromRows(PackingTask task)
    {
        ResolvedSource source = task.Source;
        int slots = source.Entry.Slots;
        int end = task.First + task.Count;
        for (int row = task.First; row < end;)
        {
            int output = source.OutputOf(row);
            int lane = output % Width;
            int rows = Math.Min(end - row, Width - lane);
            int chunk = Math.Min(slots, ScratchFloats / rows);
            for (int slot = 0; slot < slots; slot += chunk)
            {
                int count = Math.Min(chunk, slots - slot);
                Span<float> scratch = ReadSlots(source, row, rows, slot, count);
                long start = PackedLayout.PanelIndex(output - lane, slot, slots);
                PanelPacking.PackRows(scratch, rows, count, Arena(source.Destination + start, count * Width), lane);
            }

            row += rows;
        }
    }

    /// <summary>[in, out] into panels: a block of inputs at a time, sixteen outputs of each copied.</summary>
    private void PackPanelsFromColumns(PackingTask task) => ForEachBlock(task, PackBlock);

    /// <summary>The same of 16-bit weights: a pair of inputs at a time, whose rows in the file are laid into one another.</summary>
    private void PackPanelsFromHalfColumns(PackingTask task)
    {
        const int Part = ScratchFloats / 4;
        ResolvedSource source = task.Source;
        int width = source.Source.Rows;
        int end = task.First + task.Count;
        for (int k = task.First; k < end; k += 2)
        {
            for (int o = 0; o < width; o += 2 * Part)
            {
                int outputs = Math.Min(2 * Part, width - o);
                int slots = PackedLayout.Slots(outputs, source.Entry.Format);
                Span<float> even = _scratch.AsSpan(0, slots);
                Span<float> odd = _scratch.AsSpan(Part, k + 1 < end ? slots : 0);
                Span<float> pairs = _scratch.AsSpan(2 * Part, outputs);
                Read(source, ((long)k * width) + o, outputs, even);
                if (!odd.IsEmpty)
                {
                    Read(source, ((k + 1L) * width) + o, outputs, odd);
                }

                HalfSlots.Pair(even, odd, pairs);
                PackBlock(source, k / 2, 1, o, outputs, pairs);
            }
        }
    }

    /// <summary>A block [slots][outputs] into panels, from slot and output o on.</summary>
    private void PackBlock(ResolvedSource source, int slot, int slots, int o, int outputs, ReadOnlySpan<float> block)
    {
        for (int done = 0; done < outputs;)
        {
            int output = source.OutputOf(o + done);
            int lane = output % Width;
            int count = Math.Min(outputs - done, Width - lane);
            long start = PackedLayout.PanelIndex(output - lane, slot, source.Entry.Slots);
            PanelPacking.PackColumns(block[done..], outputs, count, Arena(source.Destination + start, slots * Width), lane);
            done += count;
        }
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
                pack(source, k, inputCount, o, outputCount, ReadBlock(source, k, inputCount, width, o, outputCount, outputCount));
            }
        }
    }

    /// <summary>Reads slots [slot, slot + slots) of rows [row, row + rows) of an [out, in] tensor, dense, into the scratch.</summary>
    private Span<float> ReadSlots(ResolvedSource source, int row, int rows, int slot, int slots)
    {
        int columns = source.Entry.Columns;
        int column = slot * WeightsPerSlot(source.Entry);
        return ReadBlock(source, row, rows, columns, column, Math.Min(slots * WeightsPerSlot(source.Entry), columns - column), slots);
    }

    /// <summary>
    /// Reads rows [row, row + rows) × columns [column, column + count) of a tensor of the given width into the scratch, where each row
    /// takes that many slots.
    /// </summary>
    private Span<float> ReadBlock(ResolvedSource source, int row, int rows, int width, int column, int count, int slots)
    {
        Span<float> block = _scratch.AsSpan(0, rows * slots);
        if (count == width && count == slots * WeightsPerSlot(source.Entry))
        {
            Read(source, (long)row * width, rows * count, block);
            return block;
        }

        for (int index = 0; index < rows; index++)
        {
            Read(source, ((long)(row + index) * width) + column, count, block.Slice(index * slots, slots));
        }

        return block;
    }

    /// <summary>Reads <paramref name="count"/> weights that follow one another.</summary>
    private void Read(ResolvedSource source, long start, int count, Span<float> slots)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (source.Entry.Format == WeightFormat.Float32)
        {
            source.File.ReadFloats(source.Tensor, start, slots);
        }
        else
        {
            _halves.Read(source, start, count, slots);
        }
    }

    private static int WeightsPerSlot(TensorEntry entry) => entry.Format == WeightFormat.Float32 ? 1 : 2;

    private Span<float> Arena(long start, int count) => _arena.Span((nint)start, count);
}
