using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Transformers.Generated.Generator.Model;

namespace Transformers.Generated.Generator.Declaration;

/// <summary>Where in the source each part of a declaration stands.</summary>
/// <remarks>
/// Locations hold their syntax tree and change with every edit of their file, so no step that makes source may see them. They are equal
/// while the file is untouched, so edits of other files stop here.
/// </remarks>
internal sealed class DeclarationLocations(Location attribute) : IEquatable<DeclarationLocations>
{
    private readonly Location _attribute = attribute;
    private readonly Dictionary<string, Location> _anchors = new(StringComparer.Ordinal);

    /// <summary>Remembers where a part stands; of several with one name the first counts.</summary>
    public void Add(string anchor, Location location)
    {
        if (!_anchors.ContainsKey(anchor))
        {
            _anchors.Add(anchor, location);
        }
    }

    /// <summary>The place that a violation is about: its first anchor that stands in the source, else the attribute.</summary>
    public Location Find(Violation violation)
    {
        foreach (string anchor in violation.Anchors)
        {
            if (_anchors.TryGetValue(anchor, out Location? location))
            {
                return location;
            }
        }

        return _attribute;
    }

    public bool Equals(DeclarationLocations? other) =>
        other is not null
        && _attribute.Equals(other._attribute)
        && _anchors.Count == other._anchors.Count
        && _anchors.All(anchor => other._anchors.TryGetValue(anchor.Key, out Location? location) && anchor.Value.Equals(location));

    public override bool Equals(object? obj) => Equals(obj as DeclarationLocations);

    public override int GetHashCode() => _attribute.GetHashCode();
}
