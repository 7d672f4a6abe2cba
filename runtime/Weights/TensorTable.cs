using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;

namespace Transformers.Generated.Weights;

/// <summary>
/// Every tensor of a model: where it lies in the weight arena, and what it is called in checkpoints. Written by the generator.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TensorTable
{
    private readonly TensorEntry[] _entries;

    /// <summary>Creates a table and verifies that its entries are well formed and lie apart inside the arena.</summary>
    /// <param name="floatCount">Floats in the arena.</param>
    /// <param name="prefixes">Tried in front of every name, for example <c>["", "bert."]</c>; no prefix at all means <c>[""]</c>.</param>
    /// <param name="ignored">
    /// Patterns, '*' standing for any text, of tensors that a checkpoint may have and the model does not read, for example
    /// <c>*.position_ids</c>. A pattern matches with or without a prefix.
    /// </param>
    /// <param name="entries">The tensors of the model.</param>
    /// <exception cref="ArgumentException">An entry is malformed, outside the arena, or overlaps another.</exception>
    public TensorTable(long floatCount, string[] prefixes, string[] ignored, TensorEntry[] entries)
    {
        ArgumentNullException.ThrowIfNull(prefixes);
        ArgumentNullException.ThrowIfNull(ignored);
        ArgumentNullException.ThrowIfNull(entries);
        FloatCount = floatCount;
        Prefixes = prefixes.Length == 0 ? [""] : [.. prefixes];
        Ignored = [.. ignored];
        _entries = [.. entries];
        foreach (TensorEntry entry in _entries)
        {
            VerifyEntry(entry);
        }

        VerifyPlacement();
    }

    /// <summary>Floats in the arena.</summary>
    public long FloatCount { get; }

    /// <summary>Prefixes that names may have in a checkpoint.</summary>
    public IReadOnlyList<string> Prefixes { get; }

    /// <summary>Patterns of tensors that are legal but not read.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>The tensors of the model.</summary>
    public IReadOnlyList<TensorEntry> Entries => _entries;

    private static void VerifyEntry(TensorEntry entry)
    {
        Require(entry, entry.Rows >= 1 && entry.Columns >= 1, $"has shape [{entry.Rows}, {entry.Columns}]; both must be at least 1");
        Require(entry, entry.Layout != TensorLayout.Vector || entry.Columns == 1, $"has {entry.Columns} columns; a vector has 1");
        Require(entry, entry.Repeat >= 1, $"repeats {entry.Repeat} times; at least 1");
        Require(
            entry,
            entry.Offset % PackedLayout.AlignmentFloats == 0 && entry.RepeatStride % PackedLayout.AlignmentFloats == 0,
            $"has offset {entry.Offset} and stride {entry.RepeatStride}; both must be multiples of {PackedLayout.AlignmentFloats}");
        Require(entry, entry.Sources.Length > 0, "has no source");
        long rows = 0;
        foreach (TensorSource source in entry.Sources)
        {
            rows += source.Rows;
            Require(entry, source.Rows >= 1, $"has a source '{source.Names}' of {source.Rows} rows; at least 1");
            bool isNamed = source.Names.Split('|').All(static name => name.Length > 0);
            Require(entry, isNamed, $"has a source with an empty name: '{source.Names}'");
            bool isSlice = source is { TensorRows: > 0, FirstRow: >= 0 } && source.FirstRow + (long)source.Rows <= source.TensorRows
                && (entry.Layout == TensorLayout.Vector || source.Orientation == TensorOrientation.OutIn);
            Require(
                entry,
                isSlice || source is { TensorRows: 0, FirstRow: 0 },
                $"takes {source.Rows} rows from {source.FirstRow} on of '{source.Names}', which has {source.TensorRows}; "
                + "they must be inside, and the tensor [out, in]");
        }

        Require(entry, rows == entry.Rows, $"has {entry.Rows} rows, but its sources have {rows}");
        bool canAlternate = entry.Layout != TensorLayout.Rows && entry.Sources is [var first, var second] && first.Rows == second.Rows;
        Require(
            entry, entry.Format is WeightFormat.Float32 or WeightFormat.BFloat16 or WeightFormat.Float16, $"has the unknown format {entry.Format}");
        bool canBeHalf = entry.Layout == TensorLayout.Panels
            || (entry.Layout == TensorLayout.Rows && entry.Sources.All(static source => source.Orientation == TensorOrientation.OutIn));
        Require(
            entry, entry.Format == WeightFormat.Float32 || canBeHalf, $"is {entry.Format}, but is neither panels nor rows of [out, in] sources");
        Require(entry, !entry.Alternates || canAlternate, "alternates, but is not a vector or panels of two sources with equal rows");
    }

    private void VerifyPlacement()
    {
        List<Region> regions = [];
        foreach (TensorEntry entry in _entries)
        {
            for (int repeat = 0; repeat < entry.Repeat; repeat++)
            {
                // Decimal, because the numbers have not been verified yet.
                decimal start = entry.Offset + ((decimal)repeat * entry.RepeatStride);
                decimal end = start + entry.FloatCount;
                if (start < 0 || end > FloatCount)
                {
                    throw Fault(entry, $"occupies floats [{start}, {end}) of an arena of {FloatCount}");
                }

                regions.Add(new Region((long)start, (long)end, entry));
            }
        }

        regions.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        for (int index = 1; index < regions.Count; index++)
        {
            (long start, _, TensorEntry entry) = regions[index];
            (_, long end, TensorEntry before) = regions[index - 1];
            if (start < end)
            {
                throw Fault(entry, $"begins at float {start}, inside '{before.Name}', which ends at {end}");
            }
        }
    }

    private static void Require(TensorEntry entry, bool holds, string fault)
    {
        if (!holds)
        {
            throw Fault(entry, fault);
        }
    }

    private static ArgumentException Fault(TensorEntry entry, string fault) => new($"Tensor '{entry.Name}' {fault}.", "entries");

    /// <summary>The floats of one layer's entry.</summary>
    /// <remarks>A class: .NET brings compiled code for lists of references; a list of a struct of ours would wait for the JIT.</remarks>
    private sealed record Region(long Start, long End, TensorEntry Entry);
}
