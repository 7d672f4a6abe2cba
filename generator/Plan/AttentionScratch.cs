using System;
using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>What one lane needs beside it while it attends: all of it fits the L1 cache. It begins with Qᵀ [HeadDim][16].</summary>
/// <param name="State">Offset of the running softmax: the maxima [16] and the sums of weights [16] of 16 queries.</param>
/// <param name="Scores">Offset of Sᵀ, then Pᵀ [KeyBlock][16].</param>
/// <param name="Sums">Offset of Oᵀ [HeadDim, rounded up][16].</param>
/// <param name="Floats">All of it.</param>
internal sealed record AttentionScratch(int State, int Scores, int Sums, int Floats)
{
    public static AttentionScratch For(AttentionBase kernel, IEnumerable<IsaPlan> plans)
    {
        int state = kernel.Shape.HeadDim * AttentionBase.QueryTile;
        int scores = state + (2 * AttentionBase.QueryTile);
        int sums = scores + (AttentionBase.KeyBlock * AttentionBase.QueryTile);
        int end = sums + (plans.Max(plan => plan.Attention(kernel).ValueStride) * AttentionBase.QueryTile);
        return new AttentionScratch(state, scores, sums, (int)PackedLayout.AlignFloats(end));
    }

    /// <summary>
    /// Floats behind the last key that a score tile reads, for it takes whole groups of keys; what it makes of them is not used.
    /// </summary>
    public static int Overrun(AttentionBase kernel, IEnumerable<IsaPlan> plans) =>
        kernel is AttentionKernel ? (plans.Max(plan => plan.Attention(kernel).Score.Rows) - 1) * kernel.QueryStride : 0;
}
