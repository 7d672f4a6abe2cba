using System;
using System.IO;
using System.Linq;

namespace Pronounce;

/// <summary>Draws an alignment with the shaded blocks that every terminal has.</summary>
internal static class AlignmentText
{
    private const string Shades = " ░▒▓█"; // nothing, then a quarter each
    private const int CellWidth = 3;

    public static void Write(Alignment alignment, TextWriter output)
    {
        int margin = alignment.Sounds.Max(sound => sound.Length) + 1;
        output.WriteLine((new string(' ', margin) + string.Concat(alignment.Letters.Select(Center))).TrimEnd());
        for (int row = 0; row < alignment.Sounds.Count; row++)
        {
            string cells = string.Concat(alignment.Weights[row].Select(weight => new string(Shade(weight), CellWidth)));
            output.WriteLine((alignment.Sounds[row].PadRight(margin) + cells).TrimEnd());
        }
    }

    private static char Shade(float weight) => Shades[(int)MathF.Round(weight * (Shades.Length - 1))];

    private static string Center(string letter) => letter.Length < CellWidth ? $" {letter}".PadRight(CellWidth) : letter;
}
