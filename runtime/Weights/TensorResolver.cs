using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO.Enumeration;
using System.Linq;

namespace Transformers.Generated.Weights;

/// <summary>Binds every source of a tensor table to a tensor of a checkpoint, and reports all that does not fit at once.</summary>
internal sealed class TensorResolver
{
    private readonly Checkpoint _checkpoint;
    private readonly TensorTable _table;
    private readonly MismatchReport _report = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<ResolvedSource> _resolved = [];

    private TensorResolver(Checkpoint checkpoint, TensorTable table)
    {
        _checkpoint = checkpoint;
        _table = table;
    }

    /// <summary>Binds the whole table.</summary>
    /// <returns>One element for each source of each repeat; optional sources that are absent are left out.</returns>
    /// <exception cref="CheckpointException">Tensors are missing, unfit, or surplus; the message lists all of them.</exception>
    internal static List<ResolvedSource> Resolve(Checkpoint checkpoint, TensorTable table)
    {
        TensorResolver resolver = new(checkpoint, table);
        foreach (TensorEntry entry in table.Entries)
        {
            resolver.Resolve(entry);
        }

        resolver.FindSurplus();
        return resolver._report.IsEmpty ? resolver._resolved : throw resolver._report.ToException(checkpoint.Path);
    }

    private void Resolve(TensorEntry entry)
    {
        for (int repeat = 0; repeat < entry.Repeat; repeat++)
        {
            int rowOffset = 0;
            foreach (TensorSource source in entry.Sources)
            {
                Resolve(entry, source, repeat, rowOffset);
                rowOffset += source.Rows;
            }
        }
    }

    private void Resolve(TensorEntry entry, TensorSource source, int repeat, int rowOffset)
    {
        string[] alternatives = Alternatives(source, repeat);
        List<string> found = FindAll(alternatives, acceptsOldNames: entry.Layout == TensorLayout.Vector);
        if (found.Count == 0)
        {
            if (!source.Optional)
            {
                _report.AddMissing(
                    $"{string.Join(" or ", alternatives.Select(CheckpointText.Quote))} {ExpectedShape(entry, source)} "
                    + $"for {entry.Name}, repeat {repeat}; {TriedPrefixes()}");
            }

            return;
        }

        // Names tied to one another may all be present; the first is read and the others are known. The checkpoint has it, so it is found.
        _known.UnionWith(found);
        _checkpoint.TryGetTensor(found[0], out SafetensorsFile? file, out TensorInfo? tensor);
        if (!HasExpectedShape(entry, source, tensor!.Shape))
        {
            _report.AddUnfit(
                $"{tensor} has another shape than {ExpectedShape(entry, source)}, which {entry.Name}, repeat {repeat}, expects");
        }
        else if (!tensor.DataType.IsWeight())
        {
            _report.AddUnfit($"{tensor} has a type that does not convert to a weight; weights must be F32, F16, BF16 or F64");
        }
        else
        {
            TensorInfo part = source.TensorRows == 0 ? tensor : tensor.Slice(source.FirstRow, source.Rows, source.TensorRows);
            _resolved.Add(new ResolvedSource(entry, source, file!, part, entry.Offset + (repeat * entry.RepeatStride), rowOffset));
        }
    }

    /// <summary>The names of the checkpoint that match, the preferred one first.</summary>
    private List<string> FindAll(string[] alternatives, bool acceptsOldNames)
    {
        List<string> found = [];
        foreach (string alternative in alternatives)
        {
            int before = found.Count;
            foreach (string prefix in _table.Prefixes)
            {
                AddIfPresent(found, prefix + alternative);
                if (acceptsOldNames && OldName(alternative) is { } old)
                {
                    AddIfPresent(found, prefix + old);
                }
            }

            // Two tied alternatives are one tensor; one alternative under two prefixes is two models in a file.
            if (found.Count > before + 1)
            {
                _report.AddUnfit(
                    $"{CheckpointText.Quote(alternative)} could be {CheckpointText.Quote(found[before])} "
                    + $"or {CheckpointText.Quote(found[before + 1])}; the checkpoint must have one of them");
            }
        }

        return found;
    }

    private void AddIfPresent(List<string> found, string name)
    {
        if (_checkpoint.TryGetTensor(name, out _, out _))
        {
            found.Add(name);
        }
    }

    private static string[] Alternatives(TensorSource source, int repeat) =>
        source.Names.Replace("{i}", repeat.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Split('|');

    /// <summary>The name that checkpoints of TensorFlow origin give to the scale and shift of a norm, or null.</summary>
    private static string? OldName(string name) =>
        name.EndsWith(".weight", StringComparison.Ordinal) ? name[..^"weight".Length] + "gamma"
        : name.EndsWith(".bias", StringComparison.Ordinal) ? name[..^"bias".Length] + "beta"
        : null;

    private static bool HasExpectedShape(TensorEntry entry, TensorSource source, ReadOnlySpan<long> shape) => entry.Layout switch
    {
        TensorLayout.Vector => shape is [long n] && n == source.FileRows || shape is [1, long m] && m == source.FileRows,
        _ when source.Orientation == TensorOrientation.OutIn => shape is [long n, long k] && n == source.FileRows && k == entry.Columns,
        _ => shape is [long k, long n] && n == source.FileRows && k == entry.Columns,
    };

    private static string ExpectedShape(TensorEntry entry, TensorSource source) => entry.Layout switch
    {
        TensorLayout.Vector => $"[{source.FileRows}]",
        _ when source.Orientation == TensorOrientation.OutIn => $"[{source.FileRows}, {entry.Columns}]",
        _ => $"[{entry.Columns}, {source.FileRows}]",
    };

    private string TriedPrefixes() => "prefixes tried: " + string.Join(", ", _table.Prefixes.Select(static prefix => $"'{prefix}'"));

    private void FindSurplus()
    {
        foreach (SafetensorsFile file in _checkpoint.Files)
        {
            foreach (TensorInfo tensor in file.Tensors)
            {
                if (!_known.Contains(tensor.Name) && !IsIgnored(tensor.Name))
                {
                    _report.AddSurplus(tensor.ToString());
                }
            }
        }
    }

    private bool IsIgnored(string name)
    {
        bool Matches(string pattern, string prefix) =>
            name.StartsWith(prefix, StringComparison.Ordinal)
            && FileSystemName.MatchesSimpleExpression(pattern, name.AsSpan(prefix.Length), ignoreCase: false);

        return _table.Ignored.Any(pattern => _table.Prefixes.Any(prefix => Matches(pattern, prefix)));
    }
}
