using System.Collections.Generic;
using System.Linq;

namespace Transformers.Generated.Generator.Plan;

/// <summary>How the reduction dimension K of a projection is cut, so that a panel's block of weights stays in the L1 cache.</summary>
/// <remarks>
/// The cut changes no bit of the result: a partial sum is stored and reloaded exactly, and the order of additions stays k = 0, 1, 2, ...
/// Every block begins at an even k, since 16-bit weights lie in pairs.
/// </remarks>
/// <param name="Full">Depth of all blocks but perhaps the last.</param>
/// <param name="FullCount">Number of blocks of that depth.</param>
/// <param name="Rest">Depth of the last, shorter block, or 0.</param>
internal sealed record DepthBlocks(int Full, int FullCount, int Rest)
{
    /// <summary>K.</summary>
    public int Total => (Full * FullCount) + Rest;

    // 192 × 32 outputs × 4 bytes = 24 KiB: a block of two panels and two activation tiles fit a 32 KiB L1 cache.
    public const int MaxDepth = 192;

    // A depth is worth sharing from here on: shorter blocks reload their sums too often.
    private const int MinSharedDepth = 128;

    /// <summary>Cuts one K.</summary>
    public static DepthBlocks Cut(int inputs)
    {
        int count = (inputs + MaxDepth - 1) / MaxDepth;
        if (count == 1)
        {
            return new DepthBlocks(inputs, 1, 0);
        }

        int equal = Enumerable.Range(count, count + 1).FirstOrDefault(blocks => inputs % (2 * blocks) == 0);
        int full = equal == 0 ? ((inputs + (2 * count) - 1) / (2 * count)) * 2 : inputs / equal;
        return new DepthBlocks(full, inputs / full, inputs % full);
    }

    /// <summary>
    /// Cuts every K of a model into as few different depths as is sensible: each depth has its own set of register tiles.
    /// </summary>
    public static Dictionary<int, DepthBlocks> CutAll(IEnumerable<int> allInputs)
    {
        Dictionary<int, DepthBlocks> blocks = [];
        foreach (int inputs in allInputs.Distinct().OrderBy(inputs => inputs))
        {
            DepthBlocks? shared = blocks.Values.LastOrDefault(
                other => other.Full % 2 == 0 && inputs % other.Full == 0 && (other.Full >= MinSharedDepth || inputs / other.Full <= 4));
            blocks.Add(inputs, shared is null ? Cut(inputs) : new DepthBlocks(shared.Full, inputs / shared.Full, 0));
        }

        return blocks;
    }
}
