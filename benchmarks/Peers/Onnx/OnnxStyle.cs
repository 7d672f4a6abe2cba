namespace Peers.Onnx;

/// <summary>How a model is written as an ONNX graph. ONNX Runtime is given all that fit a batch, and its best counts.</summary>
internal enum OnnxStyle
{
    /// <summary>Standard operators with a padding mask.</summary>
    Plain,

    /// <summary>ONNX Runtime's fused operators; <c>Attention</c> with a padding mask.</summary>
    Attention,

    /// <summary>ONNX Runtime's fused operators; <c>MultiHeadAttention</c> without a mask, for batches without padding.</summary>
    Unmasked,
}
