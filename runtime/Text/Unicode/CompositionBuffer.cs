using System.Collections.Generic;

namespace Transformers.Generated.Text;

/// <summary>Collects decomposed characters up to the next of class 0 that does not compose, and writes them composed.</summary>
internal sealed class CompositionBuffer
{
    private readonly List<Part> _parts = [];
    private readonly List<int> _starts = []; // of each place, not of each part: marks put in order do not take theirs along, as in Hugging Face's

    /// <summary>Adds a character that does not decompose; writes what can no longer change.</summary>
    public void Add(int codePoint, int start, NormalizedText composed)
    {
        int combiningClass = CanonicalComposition.ClassOf(codePoint);
        if (combiningClass == 0 && _parts.Count > 0)
        {
            Compose();
            int joined = _parts.Count == 1 ? CanonicalComposition.Compose(_parts[0].CodePoint, codePoint) : -1;
            if (joined >= 0)
            {
                _parts[0] = _parts[0] with { CodePoint = joined };
                return;
            }

            Write(composed);
        }

        _parts.Add(new Part(codePoint, combiningClass, _parts.Count));
        _starts.Add(start);
    }

    /// <summary>Writes what is left.</summary>
    public void Flush(NormalizedText composed)
    {
        Compose();
        Write(composed);
    }

    private void Write(NormalizedText composed)
    {
        for (int i = 0; i < _parts.Count; i++)
        {
            composed.Append(_parts[i].CodePoint, _starts[i]);
        }

        _parts.Clear();
        _starts.Clear();
    }

    /// <summary>
    /// Puts the marks in order of their classes, and joins each with the first character unless one of the same class stands between.
    /// </summary>
    private void Compose()
    {
        if (_parts.Count < 2)
        {
            return;
        }

        _parts.Sort(static (one, other) => one.CombiningClass != other.CombiningClass
            ? one.CombiningClass.CompareTo(other.CombiningClass) : one.Order.CompareTo(other.Order));
        if (_parts[0].CombiningClass != 0)
        {
            return;
        }

        int kept = 1;
        for (int i = 1; i < _parts.Count; i++)
        {
            bool blocked = kept > 1 && _parts[kept - 1].CombiningClass == _parts[i].CombiningClass;
            int joined = blocked ? -1 : CanonicalComposition.Compose(_parts[0].CodePoint, _parts[i].CodePoint);
            if (joined >= 0)
            {
                _parts[0] = _parts[0] with { CodePoint = joined };
            }
            else
            {
                _parts[kept++] = _parts[i];
            }
        }

        _parts.RemoveRange(kept, _parts.Count - kept);
        _starts.RemoveRange(1, _starts.Count - kept); // the first takes in what follows it, whichever mark it was joined with
    }

    private readonly record struct Part(int CodePoint, int CombiningClass, int Order);
}
