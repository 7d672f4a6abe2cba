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

    /// <summary>
    /// Writes a method whose index arithmetic is unchecked, whatever the user's project says: overflow tests in inner loops cost speed.
    /// </summary>
    public SourceWriter Method(string header, Action body)
    {
        Lines(header).Lines("{ unchecked {");
        _level++;
        body();
        _level--;
        return Lines("} }");
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
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float back) && back == value)
            {
                return text + "f";
            }
        }

        return value.ToString("G9", CultureInfo.InvariantCulture) + "f";
    }

    /// <summary>A C# literal of a text. All but printable Latin-1 is escaped, so that no name can hide or break a line.</summary>
    public static string Literal(string value)
    {
        StringBuilder literal = new("\"");
        foreach (char character in value)
        {
            bool isPlain = character is (>= ' ' and <= '~' and not '"' and not '\\') or (> '\u00A0' and <= '\u00FF' and not '\u00AD');
            literal.Append(isPlain ? $"{character}" : character is '"' or '\\' ? $"\\{character}" : $"\\u{(int)character:X4}");
        }

        return literal.Append('"').ToString();
    }

    public override string ToString() => _text.ToString();
}
