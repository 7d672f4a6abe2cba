using System.ComponentModel;

namespace Transformers.Generated.Weights;

/// <summary>How a tensor lies in the weight arena.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum TensorLayout
{
    /// <summary>[N], zero-padded to a multiple of 16: biases, norm scales.</summary>
    Vector,

    /// <summary>[N][K], row-major and dense: embedding tables. Of 16-bit weights each row has a whole number of slots.</summary>
    Rows,

    /// <summary>
    /// [ceil(N / 16)][K][16], outputs beyond N zero: projections, as the GEMM and GEMV kernels read them. Of 16-bit weights
    /// [ceil(N / 16)][ceil(K / 2)][16] slots, each an even k and the next.
    /// </summary>
    Panels,
}
