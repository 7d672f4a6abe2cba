using System;
using System.Globalization;
using System.Text;

namespace Transformers.Generated.Weights;

/// <summary>Prints parts of a checkpoint into messages. Names come from the file, so they are shortened and made printable.</summary>
internal static class CheckpointText
{
    private const int MaxNameLength = 120;

    /// <summary>A name in quotes, at most 120 characters of it, control characters replaced.</summary>
    internal static string Quote(string name)
    {
        StringBuilder text = new("'");
        foreach (char character in name.AsSpan(0, Math.Min(name.Length, MaxNameLength)))
        {
            text.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        }

        return text.Append(name.Length > MaxNameLength ? "…'" : "'").ToString();
    }

    /// <summary>A shape as <c>[2, 3]</c>.</summary>
    internal static string Shape(ReadOnlySpan<long> shape)
    {
        StringBuilder text = new("[");
        for (int axis = 0; axis < shape.Length; axis++)
        {
            text.Append(axis == 0 ? "" : ", ").Append(shape[axis].ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }
}
