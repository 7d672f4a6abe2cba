using System.Collections.Generic;

namespace Peers.Report;

/// <summary>A named line of a plot.</summary>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points);
