using System;

namespace Transformers.Generated.Generator.Plan;

/// <summary>How the reduction dimension K of a projection is cut, so that a panel's block of weights stays in the L1 cache.</summary>
/// <remarks>
/// The cut changes no bit of the result: a partial sum is stored and reloaded exactly, and the order of additions stays k = 0, 1, 2, ...
/// </remarks>
/// <param name="Full">Depth of all blocks but perhaps the last.</param>
/// <param name="FullCount">Number of blocks of that depth.</param>
/// <param name="Rest">Depth of the last, shorter block, or 0.</param>
internal sealed record DepthBlocks(int Full, int FullCount, int Rest)
{
    // 384 × 16 outputs × 4 bytes = 24 KiB: a panel block and two activation tiles fit a 32 KiB L1 cache.
    public const int MaxDepth = 384;

    public static DepthBlocks Cut(int inputs)
    {
        int count = (inputs + MaxDepth - 1) / MaxDepth;
        int full = Math.Min(inputs, (inputs + count - 1) / count);
        return new DepthBlocks(full, inputs / full, inputs % full);
    }
}
