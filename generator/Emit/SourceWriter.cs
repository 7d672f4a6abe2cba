using System;
using System.Globalization;
using System.Text;

namespace Transformers.Generated.Generator.Emit;

/// <summary>Writes indented C# text. Line ends are <c>\n</c> everywhere, so that equal specs give equal bytes on every machine.</summary>
internal sealed class SourceWriter
{
    private const int SpacesPerLevel = 4;

    private readonly StringBuilder _text = new();
    private int _level;

    /// <summary>Writes a block of text, each line at the current indentation. The text's own relative indentation is kept.</summary>
    public SourceWriter Lines(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.TrimEnd('\r', ' ');
            if (trimmed.Length > 0)
            {
                _text.Append(' ', _level * SpacesPerLevel).Append(trimmed);
            }

            _text.Append('\n');
        }

        return this;
    }

    /// <summary>Writes an empty line.</summary>
    public SourceWriter Blank()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>Writes a header, an indented body in braces, and nothing after.</summary>
    public SourceWriter Block(string header, Action body)
    {
        Lines(header);
        Open();
        body();
        return Close();
    }

    public SourceWriter Open()
    {
        Lines("{");
        _level++;
        return this;
    }

    public SourceWriter Close()
    {
        _level--;
        return Lines("}");
    }

    /// <summary>A C# literal that reads back as the same float.</summary>
    public static string Literal(float value)
    {
        if (float.IsNaN(value) || float.IsInfinity(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "specs hold finite numbers only");
        }

        // The shortest text that reads back exactly: 1E-12f rather than 9.99999996E-13f.
        for (int digits = 6; digits < 9; digits++)
        {
            string text = value.ToString("G" + digits, CultureInfo.InvariantCulture);
            if (float.Parse(text, CultureInfo.InvariantCulture) == value)
            {
                return text + "f";
            }
        }

        return value.ToString("G9", CultureInfo.InvariantCulture) + "f";
    }

    public override string ToString() => _text.ToString();
}
