using System.Globalization;
using System.Text.RegularExpressions;
using Transformers.Generated;

namespace Disassembly;

/// <summary>A register tile as it is planned, read from the name of its method.</summary>
/// <param name="Rows">Rows of inputs, or of queries or keys.</param>
/// <param name="Columns">Outputs of each row.</param>
/// <param name="Steps">How many steps of k stand in its code.</param>
/// <param name="Scales">Whether its weights are widened by a factor, as those of float16 are.</param>
/// <param name="IsTall">Whether it takes two steps at once on processors that fetch ahead.</param>
internal sealed record Tile(int Rows, int Columns, int Steps, bool Scales, bool IsTall)
{
    // Tile12x32_K192, ScoreTile12x16_K64, CachedValueTile16x16_S64, ScoreRow3x32_K64: rows × columns. RowTile64, RowPairTile64,
    // ScoreRow32_K64: one or two rows. K is the depth; S, the distance of two rows, says nothing here.
    private static readonly Regex s_name = new(
        @"^(?<kind>|(Cached)?(Score|Value))Tile(?<rows>\d+)x(?<columns>\d+)_[KS](?<depth>\d+)$"
        + @"|^Row(?<pair>Pair)?Tile(?<columns>\d+)$"
        + @"|^(?<kind>Score|Value)Row((?<rows>\d+)x)?(?<columns>\d+)_[KS]\d+$");

    private static readonly Regex s_isTile = new(@"(Tile|Row)\d");

    /// <summary>Whether a method is a tile by its name.</summary>
    public static bool IsTile(string method) => s_isTile.IsMatch(method);

    /// <summary>The tile that a method is; null where its name is none that is known here.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="format">The format of the model's weights.</param>
    public static Tile? Parse(string method, WeightFormat format)
    {
        Match name = s_name.Match(method);
        if (!name.Success)
        {
            return null;
        }

        int rows = name.Groups["rows"].Success ? Number(name, "rows") : name.Groups["pair"].Success ? 2 : 1;
        bool readsPairs = format != WeightFormat.Float32 && name.Groups["kind"].Length == 0;
        return new Tile(
            rows, Number(name, "columns"), readsPairs ? StepsOfPairs(name) : 1, readsPairs && format == WeightFormat.Float16, !readsPairs && IsTallTile(name, rows));
    }

    /// <summary>Multiply-adds in its code; where products are counted instead, those that widen weights are among them.</summary>
    public int MultiplyAdds(Target target) =>
        (Rows + (Scales && target.CountsProducts ? 1 : 0)) * Columns / target.Lanes * (IsTall && target.Lanes > 4 ? 2 : Steps);

    /// <summary>The factor that widens may find no register: then it is stored once, and read in each step.</summary>
    public int AllowedSpills => Scales ? 1 + Steps : 0;

    /// <summary>
    /// 16-bit weights come in pairs, two k an iteration; a last k without partner, where there may be one, stands by itself.
    /// </summary>
    private static int StepsOfPairs(Match name)
    {
        int depth = name.Groups["depth"].Success ? Number(name, "depth") : 3; // 3 for any: pairs and a rest
        return depth == 1 ? 1 : 2 + (depth % 2);
    }

    private static bool IsTallTile(Match name, int rows) =>
        name.Groups["kind"].Length == 0 && rows >= 6 && Number(name, "depth") % 2 == 0;

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
