using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;
using Transformers.Generated;

namespace Disassembly;

/// <summary>One compiled method of a kernel set.</summary>
/// <param name="Model">The generated class.</param>
/// <param name="Format">The format of the model's weights.</param>
/// <param name="Name">The method.</param>
/// <param name="MultiplyAdds">Vector multiply-adds in its code.</param>
/// <param name="Spills">Vectors stored on the stack or read back.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Bytes">Size of the code.</param>
internal sealed record Kernel(string Model, WeightFormat Format, string Name, int MultiplyAdds, int Spills, int Calls, int Bytes)
{
    // "; Assembly listing for method Disassembly.BertBase+Avx512Kernels:Tile12x32_K192(byref,...) (FullOpts)"
    private static readonly Regex s_title =
        new(@"^; Assembly listing for method Disassembly\.(?<model>\w+)\+(?<set>\w+)Kernels:(?<name>\w+)");

    private static readonly Regex s_size = new(@"^; Total bytes of code (?<bytes>\d+)");

    /// <summary>The plan of a register tile; null for other methods.</summary>
    public Tile? Tile { get; } = Tile.Parse(Name, Format);

    /// <summary>What is wrong with a register tile, or nothing.</summary>
    public IEnumerable<string> Faults(Target target)
    {
        if (Tile is null)
        {
            if (Tile.IsTile(Name))
            {
                yield return "a tile of a kind that is not judged yet; add it to Tile";
            }

            yield break;
        }

        if (MultiplyAdds != Tile.MultiplyAdds(target))
        {
            yield return $"{MultiplyAdds} multiply-adds, not {Tile.MultiplyAdds(target)}";
        }

        if (Spills > Tile.AllowedSpills || Calls > 0)
        {
            yield return $"{Spills} spills, {Calls} calls";
        }
    }

    /// <summary>The methods of a kernel set in a listing.</summary>
    /// <param name="listing">Its lines.</param>
    /// <param name="target">The kernel set.</param>
    /// <param name="formats">The format of each model's weights.</param>
    public static List<Kernel> Parse(IEnumerable<string> listing, Target target, IReadOnlyDictionary<string, WeightFormat> formats)
    {
        List<Kernel> kernels = [];
        Kernel? current = null;
        foreach (string line in listing)
        {
            Match title = s_title.Match(line);
            if (title.Success)
            {
                string model = title.Groups["model"].Value;
                bool isOfSet = title.Groups["set"].Value == target.Set;
                current = isOfSet ? new Kernel(model, formats[model], title.Groups["name"].Value, 0, 0, 0, 0) : null;
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
                kernels.Add(current with { Bytes = int.Parse(size.Groups["bytes"].ValueSpan, CultureInfo.InvariantCulture) });
                current = null;
            }
        }

        return kernels;
    }
}
