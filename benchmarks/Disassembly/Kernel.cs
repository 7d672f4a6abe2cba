using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Disassembly;

/// <summary>One compiled method of a kernel set.</summary>
/// <param name="Model">The generated class.</param>
/// <param name="Name">The method.</param>
/// <param name="MultiplyAdds">Vector multiply-adds in its code.</param>
/// <param name="Spills">Vectors stored on the stack or read back.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Bytes">Size of the code.</param>
internal sealed record Kernel(string Model, string Name, int MultiplyAdds, int Spills, int Calls, int Bytes)
{
    // "; Assembly listing for method Disassembly.BertBase+Avx512Kernels:Tile12x32_K192(byref,...) (FullOpts)"
    private static readonly Regex s_title =
        new(@"^; Assembly listing for method Disassembly\.(?<model>\w+)\+(?<set>\w+)Kernels:(?<name>\w+)");

    private static readonly Regex s_size = new(@"^; Total bytes of code (?<bytes>\d+)");

    // Tile12x32_K192, ScoreTile12x16_K64, ValueTile16x16_S64: rows × outputs.
    private static readonly Regex s_tile = new(@"Tile(?<rows>\d+)x(?<columns>\d+)_");

    /// <summary>Multiply-adds of a register tile for each step of k; 0 for other methods.</summary>
    public int PlannedFor(Target target) => s_tile.Match(Name) is { Success: true } tile
        ? Number(tile, "rows") * Number(tile, "columns") / target.Lanes
        : 0;

    /// <summary>What is wrong with a register tile, or nothing.</summary>
    public IEnumerable<string> Faults(Target target)
    {
        int planned = PlannedFor(target);
        if (planned == 0)
        {
            yield break;
        }

        if (MultiplyAdds == 0 || MultiplyAdds % planned != 0)
        {
            yield return $"{MultiplyAdds} multiply-adds, not a multiple of {planned}";
        }

        if (Spills + Calls > 0)
        {
            yield return $"{Spills} spills, {Calls} calls";
        }
    }

    /// <summary>The methods of a kernel set in a listing.</summary>
    public static List<Kernel> Parse(IEnumerable<string> listing, Target target)
    {
        List<Kernel> kernels = [];
        Kernel? current = null;
        foreach (string line in listing)
        {
            Match title = s_title.Match(line);
            if (title.Success)
            {
                bool isOfSet = title.Groups["set"].Value == target.Set;
                current = isOfSet ? new Kernel(title.Groups["model"].Value, title.Groups["name"].Value, 0, 0, 0, 0) : null;
            }

            if (current is null)
            {
                continue;
            }

            current = current with
            {
                MultiplyAdds = current.MultiplyAdds + (target.MultiplyAdd.IsMatch(line) ? 1 : 0),
                Spills = current.Spills + (target.Spill.IsMatch(line) ? 1 : 0),
                Calls = current.Calls + (target.Call.IsMatch(line) ? 1 : 0),
            };
            if (s_size.Match(line) is { Success: true } size)
            {
                kernels.Add(current with { Bytes = Number(size, "bytes") });
                current = null;
            }
        }

        return kernels;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
