using System.Globalization;
using System.Text;

namespace Pronounce;

/// <summary>Draws an alignment as a picture that any browser shows: letters across, sounds down, the darker the more attention.</summary>
internal static class AlignmentSvg
{
    private const int Cell = 36;
    private const int Left = 60;
    private const int Top = 92;
    private const int Margin = 20;
    private const string Ink = "#1f5fa8";

    /// <summary>Less than this is not seen anyway.</summary>
    private const float Faintest = 0.005f;

    public static string Draw(Alignment alignment)
    {
        int columns = alignment.Letters.Count;
        int rows = alignment.Sounds.Count;
        int width = Left + (columns * Cell) + Margin;
        int height = Top + (rows * Cell) + Margin;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"
                font-family="sans-serif" font-size="16" fill="#222">
            <rect width="{width}" height="{height}" fill="#fff"/>
            <text x="{Margin}" y="34" font-size="20" font-weight="bold">{alignment.Word}</text>
            <text x="{Margin}" y="54" font-size="12" fill="#666">attention of sounds to letters</text>

            """);
        Labels(svg, alignment);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float weight = alignment.Weights[row][column];
                int x = Left + (column * Cell);
                int y = Top + (row * Cell);
                if (weight >= Faintest)
                {
                    svg.Append(CultureInfo.InvariantCulture, $"""
                        <rect x="{x}" y="{y}" width="{Cell}" height="{Cell}" fill="{Ink}" fill-opacity="{weight:0.###}">
                        <title>{alignment.Sounds[row]}, {alignment.Letters[column]}: {weight:P0}</title></rect>

                        """);
                }
            }
        }

        Grid(svg, columns, rows);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Labels(StringBuilder svg, Alignment alignment)
    {
        for (int column = 0; column < alignment.Letters.Count; column++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <text x="{Left + (column * Cell) + (Cell / 2)}" y="{Top - 10}" text-anchor="middle">{alignment.Letters[column]}</text>

                """);
        }

        for (int row = 0; row < alignment.Sounds.Count; row++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <text x="{Left - 10}" y="{Top + (row * Cell) + (Cell / 2) + 6}" text-anchor="end">{alignment.Sounds[row]}</text>

                """);
        }
    }

    /// <summary>Thin lines over the cells, so that neighbours of one shade stay apart.</summary>
    private static void Grid(StringBuilder svg, int columns, int rows)
    {
        int right = Left + (columns * Cell);
        int bottom = Top + (rows * Cell);
        svg.Append("<path d=\"");
        for (int column = 0; column <= columns; column++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"M{Left + (column * Cell)} {Top}V{bottom}");
        }

        for (int row = 0; row <= rows; row++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"M{Left} {Top + (row * Cell)}H{right}");
        }

        svg.Append("\" fill=\"none\" stroke=\"#ddd\"/>\n");
    }
}
