using System;
using System.Collections.Generic;
using System.Linq;
using Peers.Cases;

namespace Peers.Report;

/// <summary>The plot of a group of cases that differ in one size.</summary>
internal static class SweepPlot
{
    /// <summary>Draws medians in milliseconds against the size that the subject names.</summary>
    public static string Draw(string heading, string axis, Func<string, string> size,
        Func<CaseResult, IEnumerable<(string Name, Side Side)>> linesOf, IReadOnlyList<CaseResult> cases)
    {
        string[] names = [.. cases.SelectMany(linesOf).Select(line => line.Name).Distinct()];
        IEnumerable<PlotLine> lines = names.Select(name => new PlotLine(
            name,
            [
                .. from result in cases
                   from line in linesOf(result)
                   where line.Name == name
                   select (double.Parse(size(result.Subject)), line.Side.MedianMilliseconds),
            ]));
        return LogPlot.Draw(heading, axis, "milliseconds", [.. lines]);
    }
}
