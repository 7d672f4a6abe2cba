using System;
using System.Collections.Generic;

namespace Transformers.Generated.Weights;

/// <summary>A part of one source, small enough that a few threads share a load evenly and a cancellation is noticed soon.</summary>
/// <param name="Source">The source.</param>
/// <param name="First">First row of the tensor in the file (outputs, or inputs where the file is [in, out]).</param>
/// <param name="Count">Rows of the file.</param>
internal sealed record PackingTask(ResolvedSource Source, int First, int Count)
{
    // 512 KB of floats: some hundred tasks for a small model, and less than a millisecond each.
    private const int TargetFloats = 128 << 10;

    /// <summary>Bytes of the checkpoint that the task reads.</summary>
    internal long ByteCount => Source.Tensor.ByteLength / RowCount(Source) * Count;

    /// <summary>Splits all sources, in the order of the table.</summary>
    internal static List<PackingTask> Split(List<ResolvedSource> sources)
    {
        List<PackingTask> tasks = [];
        foreach (ResolvedSource source in sources)
        {
            int rows = RowCount(source);
            long rowsPerTask = Math.Max(1, TargetFloats / (source.Tensor.ElementCount / rows));
            int alignment = 1;
            int phase = 0;
            if (source is { Entry.Layout: TensorLayout.Panels, Source.Orientation: TensorOrientation.OutIn })
            {
                // Whole panels, counted from the start of the entry, so that no panel is transposed in two halves.
                alignment = PackedLayout.PanelWidth;
                phase = source.OutputOf(0) % alignment;
            }
            else if (source.Entry.Format != WeightFormat.Float32 && source.Source.Orientation == TensorOrientation.InOut)
            {
                // Whole pairs of inputs.
                alignment = 2;
            }

            rowsPerTask = (rowsPerTask + alignment - 1) / alignment * alignment;
            for (long first = 0; first < rows;)
            {
                long next = Math.Min(rows, ((first + phase) / alignment * alignment) + rowsPerTask - phase);
                tasks.Add(new PackingTask(source, (int)first, (int)(next - first)));
                first = next;
            }
        }

        return tasks;
    }

    /// <summary>Rows of the tensor in the file.</summary>
    private static int RowCount(ResolvedSource source) =>
        source.Entry.Layout == TensorLayout.Vector || source.Source.Orientation == TensorOrientation.OutIn
            ? source.Source.Rows
            : source.Entry.Columns;
}
