using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text;

namespace Peers.Report;

/// <summary>A plot with logarithmic axes as SVG: powers of two to the right, powers of ten upwards.</summary>
internal static class LogPlot
{
    private const int Width = 640;
    private const int Height = 400;
    private const int Left = 64;
    private const int Right = 16;
    private const int Top = 44;
    private const int Bottom = 48;

    private static readonly string[] s_colours = ["#0b6bcb", "#7fb2e5", "#c4501b", "#6b6b6b"];

    public static string Draw(string heading, string xAxis, string yAxis, IReadOnlyList<PlotLine> lines)
    {
        (double X, double Y)[] points = [.. lines.SelectMany(line => line.Points)];
        Range x = new(points.Select(point => Math.Log2(point.X)));
        Range y = new(points.Select(point => Math.Log10(point.Y)));
        StringBuilder svg = new();
        svg.AppendLine($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">
            <rect width="{Width}" height="{Height}" fill="white"/>
            <text x="{Width / 2}" y="18" text-anchor="middle" font-size="14">{SecurityElement.Escape(heading)}</text>
            <text x="{Width / 2}" y="{Height - 8}" text-anchor="middle">{SecurityElement.Escape(xAxis)}</text>
            <text x="14" y="{Height / 2}" text-anchor="middle" transform="rotate(-90 14 {Height / 2})">{SecurityElement.Escape(yAxis)}</text>
            """);
        for (int power = x.First; power <= x.Last; power++)
        {
            svg.AppendLine($"""<path d="M{ToX(power)} {Top}V{Height - Bottom}" stroke="#e0e0e0"/>""");
            svg.AppendLine($"""<text x="{ToX(power)}" y="{Height - Bottom + 16}" text-anchor="middle">{Math.Pow(2, power)}</text>""");
        }

        for (int power = y.First; power <= y.Last; power++)
        {
            svg.AppendLine($"""<path d="M{Left} {ToY(power)}H{Width - Right}" stroke="#e0e0e0"/>""");
            svg.AppendLine($"""<text x="{Left - 6}" y="{ToY(power) + 4}" text-anchor="end">{Math.Pow(10, power)}</text>""");
        }

        for (int i = 0; i < lines.Count; i++)
        {
            DrawLine(svg, lines[i], s_colours[i % s_colours.Length], 36 + Top + (18 * i));
        }

        return svg.AppendLine("</svg>").ToString();

        int ToX(double power) => Left + (int)Math.Round((power - x.First) / x.Length * (Width - Left - Right));

        int ToY(double power) => Height - Bottom - (int)Math.Round((power - y.First) / y.Length * (Height - Top - Bottom));

        void DrawLine(StringBuilder text, PlotLine line, string colour, int legend)
        {
            (int X, int Y)[] places = [.. line.Points.OrderBy(point => point.X).Select(point =>
                (ToX(Math.Log2(point.X)), ToY(Math.Log10(point.Y))))];
            text.AppendLine($"""<polyline points="{string.Join(' ', places.Select(at => $"{at.X},{at.Y}"))}" fill="none" stroke="{colour}" stroke-width="2"/>""");
            Array.ForEach(places, at => text.AppendLine($"""<circle cx="{at.X}" cy="{at.Y}" r="3" fill="{colour}"/>"""));
            text.AppendLine($"""<path d="M{Left + 12} {legend - 4}h20" stroke="{colour}" stroke-width="2"/>""");
            text.AppendLine($"""<text x="{Left + 38}" y="{legend}">{SecurityElement.Escape(line.Name)}</text>""");
        }
    }

    /// <summary>Whole powers around the values, at least one apart.</summary>
    private readonly struct Range
    {
        public Range(IEnumerable<double> powers)
        {
            double[] values = [.. powers];
            First = (int)Math.Floor(values.Min());
            Last = Math.Max((int)Math.Ceiling(values.Max()), First + 1);
        }

        public int First { get; }

        public int Last { get; }

        public int Length => Last - First;
    }
}
