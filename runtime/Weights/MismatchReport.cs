using System.Collections.Generic;
using System.Text;

namespace Transformers.Generated.Weights;

/// <summary>Collects everything in which a checkpoint does not fit a model, and prints it as one message.</summary>
internal sealed class MismatchReport
{
    /// <summary>More than any real checkpoint has wrong, and a bound for a hostile one.</summary>
    private const int MaxListed = 1000;

    private readonly List<string> _missing = [];
    private readonly List<string> _unfit = [];
    private readonly List<string> _surplus = [];
    private int _missingCount;
    private int _unfitCount;
    private int _surplusCount;

    /// <summary>Whether there is nothing to report.</summary>
    internal bool IsEmpty => _missingCount + _unfitCount + _surplusCount == 0;

    /// <summary>A tensor that the model needs is not in the checkpoint.</summary>
    internal void AddMissing(string line) => Add(_missing, ref _missingCount, line);

    /// <summary>A tensor is there, but has another shape, a type that is no weight, or occurs under two names.</summary>
    internal void AddUnfit(string line) => Add(_unfit, ref _unfitCount, line);

    /// <summary>A tensor of the checkpoint is neither read nor ignored.</summary>
    internal void AddSurplus(string line) => Add(_surplus, ref _surplusCount, line);

    /// <summary>The message; of each kind at most a thousand are listed and all are counted.</summary>
    internal CheckpointException ToException(string path)
    {
        StringBuilder text = new();
        text.Append(path).Append(": the checkpoint does not fit the model: ")
            .Append(_missingCount).Append(" missing, ").Append(_unfitCount).Append(" unfit, ")
            .Append(_surplusCount).Append(" surplus. Compare the dimensions of the model with the checkpoint's config.json.");
        List(text, "missing", _missing, _missingCount);
        List(text, "unfit", _unfit, _unfitCount);
        List(text, "surplus (in the checkpoint, not read by the model)", _surplus, _surplusCount);
        return new CheckpointException(text.ToString());
    }

    private static void Add(List<string> lines, ref int count, string line)
    {
        count++;
        if (lines.Count < MaxListed)
        {
            lines.Add(line);
        }
    }

    private static void List(StringBuilder text, string title, List<string> lines, int count)
    {
        if (count == 0)
        {
            return;
        }

        text.Append('\n').Append(title).Append(':');
        foreach (string line in lines)
        {
            text.Append("\n  ").Append(line);
        }

        if (count > lines.Count)
        {
            text.Append("\n  … and ").Append(count - lines.Count).Append(" more");
        }
    }
}
