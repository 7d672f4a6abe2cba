namespace Peers.Onnx;

/// <summary>How ONNX Runtime is given the decoder of an encoder-decoder; its best way counts.</summary>
internal enum TargetStyle
{
    /// <summary>Standard operators; the cache is written anew in each call.</summary>
    Plain,

    /// <summary><c>GroupQueryAttention</c> over a cache in place, <c>MultiHeadAttention</c> to the source, fused norms.</summary>
    GroupQuery,
}
