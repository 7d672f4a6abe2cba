using System;
using System.Collections.Generic;

namespace Transformers.Generated;

/// <summary>A user's list of texts or of pairs.</summary>
internal readonly struct TextList
{
    private readonly IReadOnlyList<string>? _texts;
    private readonly IReadOnlyList<(string First, string Second)>? _pairs;

    public TextList(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _texts = texts;
    }

    public TextList(IReadOnlyList<(string First, string Second)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        _pairs = pairs;
    }

    public int Count => _texts?.Count ?? _pairs!.Count;

    public TextInput this[int index]
    {
        get
        {
            (string first, string second) = _texts is null ? _pairs![index] : (_texts[index], string.Empty);
            if (first is null || second is null)
            {
                throw new ArgumentException($"text {index} is null; leave it out, or pass an empty string");
            }

            return _texts is null ? new TextInput(first, second) : new TextInput(first);
        }
    }
}
