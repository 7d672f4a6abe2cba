using System.ComponentModel;

namespace Transformers.Generated.Weights;

/// <summary>Which axis of a matrix in the checkpoint counts the outputs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum TensorOrientation
{
    /// <summary>[outputs, inputs], as <c>torch.nn.Linear</c> stores it: y = x Wᵀ.</summary>
    OutIn,

    /// <summary>[inputs, outputs], as the <c>Conv1D</c> of GPT-2 stores it: y = x W.</summary>
    InOut,
}
