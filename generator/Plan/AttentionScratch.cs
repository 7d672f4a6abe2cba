using System.Collections.Generic;
using System.Linq;
using Transformers.Generated.Weights;

namespace Transformers.Generated.Generator.Plan;

/// <summary>
/// What one lane needs beside it while it attends: everything but the slabs fits the L1 cache. It begins with Qᵀ [HeadDim][16].
/// </summary>
/// <param name="State">Offset of the running softmax: the maxima [16] and the sums of weights [16] of 16 queries.</param>
/// <param name="Scores">Offset of Sᵀ, then Pᵀ [KeyBlock][16].</param>
/// <param name="Sums">Offset of Oᵀ [HeadDim, rounded up][16].</param>
/// <param name="Slabs">Offset of the keys [keys][HeadDim] and values [keys][value stride] of one head; a cache has them elsewhere.</param>
/// <param name="FixedFloats">All of it but the slabs' keys.</param>
/// <param name="FloatsPerKey">Both slabs, per key.</param>
internal sealed record AttentionScratch(int State, int Scores, int Sums, int Slabs, int FixedFloats, int FloatsPerKey)
{
    // Score tiles read whole tiles of keys: up to 11 beyond the last.
    public const int ExtraKeys = 12;

    public static AttentionScratch For(AttentionBase kernel, IEnumerable<IsaPlan> plans)
    {
        int headDim = kernel.Shape.HeadDim;
        int widest = plans.Max(plan => plan.Attention(kernel).ValueStride);
        int state = headDim * AttentionKernel.QueryTile;
        int scores = state + (2 * AttentionKernel.QueryTile);
        int sums = scores + (AttentionKernel.KeyBlock * AttentionKernel.QueryTile);
        int slabs = sums + (widest * AttentionKernel.QueryTile);
        int perKey = kernel is AttentionKernel ? headDim + widest : 0;
        return new AttentionScratch(state, scores, sums, slabs, (int)PackedLayout.AlignFloats(slabs + (ExtraKeys * perKey)), perKey);
    }
}
