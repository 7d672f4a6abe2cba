using System;

namespace Transformers.Generated.Generation;

/// <summary>Collects a text and withholds what may turn out to be the beginning of a stop string.</summary>
/// <remarks>
/// The stop string that is complete first ends the text where it begins; of several complete at one character, the longest. So the outcome
/// does not depend on how the text is cut into pieces. What was released is never part of a stop string: its beginning is withheld.
/// </remarks>
internal sealed class StopFilter
{
    private readonly string[] _stops;
    private char[] _text = new char[1024];
    private int _length; // characters collected
    private int _certain; // of these, what may be released
    private int _released;

    public StopFilter(string[] stops) => _stops = stops;

    /// <summary>The stop string that ended the text, or null.</summary>
    public string? Found { get; private set; }

    /// <summary>All text that is certain.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _certain);

    /// <summary>Adds text; nothing once a stop string was found.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (Found is not null)
        {
            return;
        }

        if (text.Length > _text.Length - _length)
        {
            Array.Resize(ref _text, Math.Max(checked(_text.Length * 2), _length + text.Length));
        }

        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
        if (_stops.Length > 0 && FindStop() is var start && start >= 0)
        {
            _length = start;
            _certain = start;
            return;
        }

        _certain = _length - WithheldLength();
    }

    /// <summary>Ends the text: nothing is withheld any more.</summary>
    public void End() => _certain = _length;

    /// <summary>What became certain since the last call. Valid until the next <see cref="Append"/>.</summary>
    public ReadOnlySpan<char> Release()
    {
        ReadOnlySpan<char> text = _text.AsSpan(_released, _certain - _released);
        _released = _certain;
        return text;
    }

    private int FindStop()
    {
        ReadOnlySpan<char> uncertain = _text.AsSpan(_certain, _length - _certain);
        int firstEnd = int.MaxValue;
        int start = -1;
        foreach (string stop in _stops)
        {
            int index = uncertain.IndexOf(stop);
            int end = index + stop.Length;
            if (index >= 0 && (end < firstEnd || (end == firstEnd && _certain + index < start)))
            {
                (firstEnd, start, Found) = (end, _certain + index, stop);
            }
        }

        return start;
    }

    /// <summary>The longest end of the text that begins a stop string.</summary>
    private int WithheldLength()
    {
        ReadOnlySpan<char> uncertain = _text.AsSpan(_certain, _length - _certain);
        int longest = 0;
        foreach (string stop in _stops)
        {
            for (int length = Math.Min(stop.Length - 1, uncertain.Length); length > longest; length--)
            {
                if (uncertain.EndsWith(stop.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
